"""What the evidence model says of passages, as ranking and quoting use it."""

from __future__ import annotations

from collections.abc import Sequence

from assistant.answers.question import Question
from assistant.answers.reading import SUREST, answering_words, likelihood, log_odds, read_passages
from assistant.models.evidence_model import EvidenceModel
from assistant.models.heads import SentenceScore
from assistant.models.llama.protocol import Rankings, VerdictShares
from vectorstore.passage import Passage, Span

TEXT = "Rivers carry silt. Dams hold water."
PASSAGE = Passage("d1:0", "d1", "Dams", "body", TEXT, (Span(0, 18, 1, 0), Span(19, 35, 1, 1)))


class Engine:
    """An engine that likes whatever has the question's last word."""

    def rank(self, question: str, passages: Sequence[Sequence[str]], *, urgent: bool) -> Rankings:
        wanted = question.split()[-1].strip("?")
        scores = [
            [(3.0 if wanted in text else -3.0, 0.9, 0, 4, 1.0) for text in passage]
            for passage in passages
        ]
        return Rankings([0.0] * len(passages), scores)

    def verify(self, claims: Sequence[tuple[str, Sequence[str]]], *, urgent: bool) -> VerdictShares:
        raise AssertionError("nothing is verified to read")


def test_each_sentence_of_a_passage_is_read() -> None:
    found = read_passages(EvidenceModel(Engine()), Question("What do dams hold?"), [PASSAGE])
    assert [score.logit for score in found[PASSAGE.id].sentences] == [-3.0, 3.0]


def test_log_odds_are_never_endless() -> None:
    assert log_odds(SentenceScore(0.0, 0.5, log_odds=0.5)) == 0.5
    assert log_odds(SentenceScore(0.0, 1.0, log_odds=99.0)) == SUREST
    assert log_odds(SentenceScore(0.0, 0.0)) == -SUREST
    assert log_odds(None) is None


def test_a_likelihood_goes_with_its_odds() -> None:
    assert likelihood(SentenceScore(0.0, 0.9, log_odds=0.0)) == 0.5
    assert likelihood(None) is None


def test_the_words_that_answer_are_told_where_a_span_is_likelier_than_none() -> None:
    assert answering_words(SentenceScore(1.0, 0.8, 3, 9, 0.5)) == (3, 9)
    assert answering_words(SentenceScore(1.0, 0.8, 3, 9, -0.5)) is None
    assert answering_words(None) is None

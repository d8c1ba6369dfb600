"""Which sentences the evidence model reads for a question, and with what around them."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

import numpy as np

from assistant.answers.candidates import Looked, look
from assistant.answers.question import Question
from assistant.answers.reading import READ_TOKENS, read_sentences
from assistant.models.evidence_model import EvidenceModel
from assistant.models.llama.protocol import Rankings, VerdictShares
from vectorstore.index import Hit
from vectorstore.passage import Passage, Span

SENTENCES = (
    "Rivers carry silt to the sea.",
    "Fishers mend their nets at night.",
    "Dams hold water for towns in the valley.",
    "Mills grind grain beside the bridge.",
    "Barges wait for the spring flood.",
)
ASKED = Question("What do dams hold?")


def hit(passage_id: str = "d1:0") -> Hit:
    text = " ".join(SENTENCES)
    starts = [text.index(sentence) for sentence in SENTENCES]
    spans = tuple(
        Span(start, start + len(sentence), 1, number)
        for number, (start, sentence) in enumerate(zip(starts, SENTENCES, strict=True))
    )
    return Hit(Passage(passage_id, "d1", "Dams", "body", text, spans), 1.0, None, None)


def relevance(looked: Looked) -> dict[int, float]:
    return looked.relevances(ASKED, looked.ranks)


class Engine:
    """An engine that likes whatever has the question's last word, and notes what it read."""

    def __init__(self) -> None:
        self.read: list[list[str]] = []

    def rank(self, question: str, passages: Sequence[Sequence[str]], *, urgent: bool) -> Rankings:
        self.read += [list(passage) for passage in passages]
        wanted = question.split()[-1].strip("?")
        scores = [
            [(3.0 if wanted in text else -3.0, 0.9, 0, 4, 1.0, 0.0) for text in passage]
            for passage in passages
        ]
        return Rankings([0.0] * len(passages), scores)

    def verify(self, claims: Sequence[tuple[str, Sequence[str]]], *, urgent: bool) -> VerdictShares:
        raise AssertionError("nothing is verified to read")


def test_all_is_read_where_it_is_little() -> None:
    engine = Engine()
    looked = look(ASKED, [hit()], np.zeros(2), {})
    found = read_sentences(EvidenceModel(engine), ASKED.text, looked, relevance(looked))
    assert engine.read == [list(SENTENCES)]
    assert [score.logit for score in found if score] == [-3.0, -3.0, 3.0, -3.0, -3.0]


def test_the_likeliest_sentence_is_read_with_its_neighbours_where_room_is_short() -> None:
    engine = Engine()
    looked = look(ASKED, [hit()], np.zeros(2), {})
    found = read_sentences(EvidenceModel(engine), ASKED.text, looked, relevance(looked), budget=1)
    assert engine.read == [list(SENTENCES[1:4])]
    assert [score is not None for score in found] == [False, True, True, True, False]


def test_long_texts_are_read_in_part() -> None:
    engine = Engine()
    looked = look(ASKED, [hit(f"d1:{number}") for number in range(60)], np.zeros(2), {})
    found = read_sentences(EvidenceModel(engine), ASKED.text, looked, relevance(looked))
    words = sum(len(text.split()) for passage in engine.read for text in passage)
    assert 0.4 * READ_TOKENS < words < READ_TOKENS
    assert sum(score is not None for score in found) < len(found)


def test_what_was_not_read_is_taken_for_ordinary() -> None:
    looked = look(ASKED, [hit()], np.zeros(2), {})
    assert looked.in_context(4, 0.0).answers is None
    engine = EvidenceModel(Engine())
    read = replace(
        looked, scores=read_sentences(engine, ASKED.text, looked, relevance(looked), budget=1)
    )
    assert read.in_context(4, 0.0).answers == read.in_context(1, 0.0).answers

"""What the evidence model says of the passages that were found for a question."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from math import exp

from assistant.answers.question import Question
from assistant.evidence.evidence import Span
from assistant.models.evidence_model import EvidenceModel, PassageScores
from assistant.models.heads import SentenceScore
from vectorstore.passage import Passage

# Log-odds beyond this are no surer.
SUREST = 6.0


def read_passages(
    model: EvidenceModel, question: Question, passages: Sequence[Passage]
) -> Mapping[str, PassageScores]:
    """What the model says of each passage, by the passage's id."""
    texts = [[passage.sentence(span) for span in passage.spans] for passage in passages]
    scores = model.rank(question.text, texts)
    return {passage.id: score for passage, score in zip(passages, scores, strict=True)}


def log_odds(score: SentenceScore | None) -> float | None:
    """The log-odds that a sentence answers, words apart; None where it was not read."""
    return None if score is None else min(max(score.log_odds, -SUREST), SUREST)


def likelihood(score: SentenceScore | None) -> float | None:
    """How likely a sentence answers, words apart; None where it was not read."""
    return None if (odds := log_odds(score)) is None else 1 / (1 + exp(-odds))


def answering_words(score: SentenceScore | None) -> Span | None:
    """The part of a sentence that answers; None where none does or it was not read."""
    if score is None or score.span_score <= 0:
        return None
    return score.start, score.end

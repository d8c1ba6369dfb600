"""The evidence model: which sentences answer a question, and whether evidence carries a claim."""

from __future__ import annotations

from collections.abc import Generator, Iterable, Sequence
from dataclasses import dataclass
from typing import Protocol

from assistant.models.batching import batches
from assistant.models.heads import SentenceScore
from assistant.models.llama.protocol import Rankings, VerdictShares

# A request is one batch of llama.cpp or so, 512 tokens of some four bytes: whoever else wants a
# model waits for no more than that, and the cores are as busy as with more.
REQUEST_BYTES = 2000


@dataclass(frozen=True)
class PassageScores:
    """What the model says of a passage for a question.

    ``none`` is the logit of nothing in it answering; ``sentences`` has a score for each sentence.
    """

    none: float
    sentences: tuple[SentenceScore, ...]

    @property
    def best(self) -> int | None:
        """The place of the sentence likeliest to answer; None for a passage without sentences."""
        logits = [score.logit for score in self.sentences]
        return logits.index(max(logits)) if logits else None

    @property
    def span(self) -> tuple[int, SentenceScore] | None:
        """The sentence, with its place, that has the likeliest span; None without sentences."""
        places = range(len(self.sentences))
        best = max(places, key=lambda place: self.sentences[place].span_score, default=None)
        return None if best is None else (best, self.sentences[best])


@dataclass(frozen=True)
class Verdict:
    """How likely a claim is supported by its evidence, refuted by it, or neither; 1 in all."""

    supported: float
    refuted: float
    neither: float


class EvidenceEngine(Protocol):
    """Whatever runs the evidence model."""

    def rank(self, question: str, passages: Sequence[Sequence[str]], *, urgent: bool) -> Rankings:
        """The sentences of passages, scored for a question."""

    def verify(self, claims: Sequence[tuple[str, Sequence[str]]], *, urgent: bool) -> VerdictShares:
        """How likely claims are supported by the sentences of their evidence."""


class EvidenceModel:
    """Ranks sentences for a question, marks the words that answer, and verifies claims.

    The work is cut into requests of a batch or so, so that others get their turn in between.
    Whoever is waited for is ``urgent`` and goes before who is not.
    """

    def __init__(self, engine: EvidenceEngine) -> None:
        self._engine = engine

    def rank(
        self, question: str, passages: Sequence[Sequence[str]], *, urgent: bool = True
    ) -> list[PassageScores]:
        """What is said of each passage, given as its sentences, for a question.

        Raises ``ModelError`` where the model cannot be run.
        """
        scores = dict(self.rankings(question, passages, urgent=urgent))
        return [scores[place] for place in range(len(passages))]

    def rankings(
        self, question: str, passages: Sequence[Sequence[str]], *, urgent: bool = True
    ) -> Generator[tuple[int, PassageScores], None, None]:
        """As ``rank``, passage by passage with its place, in the order in which they are read.

        It can be closed at any of them, and nothing more is read.
        """
        for places in batches([size(question, passage) for passage in passages], REQUEST_BYTES):
            found = self._engine.rank(question, [passages[i] for i in places], urgent=urgent)
            for place, none, sentences in zip(places, found.none, found.sentences, strict=True):
                scores = tuple(SentenceScore(*numbers) for numbers in sentences)
                yield place, PassageScores(none, scores)

    def verify(
        self, claims: Sequence[tuple[str, Sequence[str]]], *, urgent: bool = True
    ) -> list[Verdict]:
        """A verdict on each claim, which comes with the sentences of its evidence.

        Raises ``ModelError`` where the model cannot be run.
        """
        verdicts: dict[int, Verdict] = {}
        for places in batches([size(claim, evidence) for claim, evidence in claims], REQUEST_BYTES):
            found = self._engine.verify([claims[i] for i in places], urgent=urgent)
            made = (Verdict(*shares) for shares in found.shares)
            verdicts.update(zip(places, made, strict=True))
        return [verdicts[place] for place in range(len(claims))]


def size(head: str, sentences: Iterable[str]) -> int:
    """Bytes of a question or claim and its sentences.

    They tell how many tokens there are, some four bytes to one, in every script.
    """
    texts = (head, *sentences)
    return sum(len(text.encode("utf-8", "surrogatepass")) for text in texts)

"""Who judges training records: the evidence model, and the two baselines it must beat."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Protocol

import numpy as np

from assistant.models.embeddings import EngineEmbeddings
from assistant.models.evidence_model import EvidenceModel
from assistant.text.words import content_words


@dataclass(frozen=True)
class Ranking:
    """How likely each sentence of a passage answers, and how likely none does, as logits."""

    sentences: tuple[float, ...]
    none: float = 0.0

    @property
    def best(self) -> int:
        """The place of the best sentence; the first of equals."""
        return max(range(len(self.sentences)), key=lambda place: self.sentences[place])

    @property
    def answerable(self) -> float:
        """How far the best sentence is above no answer."""
        return max(self.sentences) - self.none


class Judge(Protocol):
    """Ranks the sentences of passages for a question, and tells whether evidence carries claims."""

    @property
    def verdicts(self) -> bool:
        """Whether it knows three classes, and not only more or less supported."""

    def rank(self, question: str, passages: Sequence[Sequence[str]]) -> list[Ranking]:
        """One ranking a passage, each given as its sentences."""

    def verify(self, pairs: Sequence[tuple[str, Sequence[str]]]) -> np.ndarray:
        """Shares of supported, refuted and neither for (claim, evidence); shape (pairs, 3).

        Without ``verdicts`` the first is any score, and the others are 0.
        """


# The chance at which a sentence is as likely to answer as not.
EVEN = 0.5


class Evidence:
    """The evidence model."""

    verdicts = True

    def __init__(self, model: EvidenceModel) -> None:
        self._model = model

    def rank(self, question: str, passages: Sequence[Sequence[str]]) -> list[Ranking]:
        """Each sentence by how likely it answers; nothing does where none is likelier than not."""
        found = self._model.rank(question, passages, urgent=False)
        return [
            Ranking(tuple(score.probability for score in scores.sentences), EVEN)
            for scores in found
        ]

    def verify(self, pairs: Sequence[tuple[str, Sequence[str]]]) -> np.ndarray:
        """The calibrated probabilities of the three verdicts."""
        found = self._model.verify(pairs, urgent=False)
        return np.array([(one.supported, one.refuted, one.neither) for one in found])


class WordOverlap:
    """The share of the question's or claim's different content words; CJK by bigrams."""

    verdicts = False

    def rank(self, question: str, passages: Sequence[Sequence[str]]) -> list[Ranking]:
        """Each sentence by the share of the question's words that stand in it."""
        words = set(content_words(question))
        return [Ranking(tuple(_share(words, text) for text in passage)) for passage in passages]

    def verify(self, pairs: Sequence[tuple[str, Sequence[str]]]) -> np.ndarray:
        """The share of the claim's words that stand in its evidence."""
        shares = [
            _share(set(content_words(claim)), "\n".join(evidence)) for claim, evidence in pairs
        ]
        return _scores(shares)


class Cosine:
    """The cosine of the embedder's vectors."""

    verdicts = False

    def __init__(self, embeddings: EngineEmbeddings) -> None:
        self._embeddings = embeddings

    def rank(self, question: str, passages: Sequence[Sequence[str]]) -> list[Ranking]:
        """Each sentence by its cosine to the question."""
        texts = [text for passage in passages for text in passage]
        asked = self._embeddings.embed_array([question], "query")[0]
        values = iter((self._embeddings.embed_array(texts) @ asked).tolist())
        return [Ranking(tuple(next(values) for _ in passage)) for passage in passages]

    def verify(self, pairs: Sequence[tuple[str, Sequence[str]]]) -> np.ndarray:
        """The cosine of a claim to its evidence as one text."""
        claims = self._embeddings.embed_array([claim for claim, _ in pairs], "query")
        evidence = self._embeddings.embed_array([" ".join(sentences) for _, sentences in pairs])
        return _scores((claims * evidence).sum(axis=1).tolist())


def _share(words: set[str], text: str) -> float:
    return len(words & set(content_words(text))) / len(words) if words else 0.0


def _scores(values: Sequence[float]) -> np.ndarray:
    found = np.zeros((len(values), 3))
    found[:, 0] = values
    return found

"""What kind of thing a question asks for, by its words and its vector.

The vector tells it in words and languages that the words' model was never taught. It is linear in
the vector of one embedder, and learned by ``python -m evals.training question-kinds``.
"""

from __future__ import annotations

import functools
import json
import logging
from dataclasses import dataclass
from importlib import resources
from typing import TYPE_CHECKING

import numpy as np

from assistant.errors import ModelError
from assistant.text.question_kinds import (
    Kinds,
    kinds_by_words,
    kinds_of,
    shipped_model,
)
from assistant.text.word_runs import RunsModel
from vectorstore.errors import EmbeddingFailed

if TYPE_CHECKING:
    from langchain_core.embeddings import Embeddings

FILE = "question_kinds.json"
REMEMBERED = 1024


@dataclass(frozen=True)
class VectorHeads:
    """Weights on a question's vector: shape (dimension + 1, kinds), the last row the bias.

    ``embedder`` names whose vectors; ``share`` is what they weigh, the words the rest.
    """

    embedder: str
    share: float
    weights: np.ndarray

    def logits(self, vector: np.ndarray) -> np.ndarray:
        """What a vector of shape (dimension,) says for each kind."""
        logits: np.ndarray = vector @ self.weights[:-1] + self.weights[-1]
        return logits

    def kinds(self, text: str, vector: np.ndarray, words: RunsModel) -> Kinds:
        """The kinds of a question by its vector and its words."""
        said = np.array(words.logits(text))
        both = self.share * self.logits(vector) + (1 - self.share) * said
        return kinds_of(both.tolist())


class KindsReader:
    """Reads the kinds of questions; by words alone where the embedder is another or fails."""

    def __init__(self, embeddings: Embeddings) -> None:
        self._embeddings = embeddings
        self._read = functools.lru_cache(maxsize=REMEMBERED)(self._of_vector)

    def __call__(self, text: str) -> Kinds:
        """The kinds of one question."""
        try:
            if getattr(self._embeddings, "name", "") != shipped_heads().embedder:
                return kinds_by_words(text)
            return self._read(text)
        except (ModelError, EmbeddingFailed) as error:
            logging.getLogger(__name__).warning("A question was read by its words alone: %s", error)
            return kinds_by_words(text)

    def _of_vector(self, text: str) -> Kinds:
        vector = np.array(self._embeddings.embed_query(text))
        return shipped_heads().kinds(text, vector, shipped_model())


@functools.cache
def shipped_heads() -> VectorHeads:
    """The heads that ship with the product."""
    return read_heads(resources.files(__package__ or "").joinpath(FILE).read_text(encoding="utf-8"))


def read_heads(text: str) -> VectorHeads:
    """The heads of a file's text, as ``write_heads`` writes it."""
    content = json.loads(text)
    return VectorHeads(content["embedder"], content["share"], np.array(content["weights"]))


def write_heads(heads: VectorHeads) -> str:
    """Heads as JSON, one row of weights a line."""
    rows = ",\n".join(json.dumps([round(float(w), 3) for w in row]) for row in heads.weights)
    head = f'"embedder": {json.dumps(heads.embedder)}, "share": {heads.share}'
    return f'{{{head}, "weights": [\n{rows}\n]}}\n'

"""What kind of thing a question asks for, by its vector too: in words that nobody taught."""

from __future__ import annotations

import numpy as np
import pytest
from langchain_core.embeddings import DeterministicFakeEmbedding, Embeddings

from assistant.errors import ModelError
from assistant.models.embeddings import EngineEmbeddings
from assistant.models.question_kinds import (
    KindsReader,
    VectorHeads,
    read_heads,
    shipped_heads,
    write_heads,
)
from assistant.text.question_kinds import AIMS, SIGNS, kinds_by_words
from evals.training.question_kinds import FOLDER, read_questions

LEAST_RIGHT = 0.8


class Failing(Embeddings):
    """An embedder by the right name whose model is away."""

    name = shipped_heads().embedder

    def embed_documents(self, texts: list[str]) -> list[list[float]]:
        """Fail."""
        raise ModelError("the model is away")

    def embed_query(self, text: str) -> list[float]:
        """Fail."""
        raise ModelError("the model is away")


def test_questions_in_many_words_and_languages(real_embeddings: EngineEmbeddings) -> None:
    asked = read_questions(FOLDER / "confirm.tsv")
    read = KindsReader(real_embeddings)
    right = [read(item.text).aim == item.aim for item in asked]
    by_words = [kinds_by_words(item.text).aim == item.aim for item in asked]
    assert sum(right) >= LEAST_RIGHT * len(asked)
    assert sum(right) > sum(by_words)


def test_the_heads_are_for_the_embedder_that_ships(real_embeddings: EngineEmbeddings) -> None:
    assert real_embeddings.name == shipped_heads().embedder


@pytest.mark.parametrize("embeddings", [DeterministicFakeEmbedding(size=8), Failing()])
def test_words_alone_where_the_vector_is_another_or_missing(embeddings: Embeddings) -> None:
    text = "Who wrote the survey on rivers?"
    assert KindsReader(embeddings)(text) == kinds_by_words(text)


def test_heads_are_written_and_read_again() -> None:
    weights = np.round(np.random.default_rng(1).normal(size=(5, len((*AIMS, *SIGNS)))), 3)
    heads = read_heads(write_heads(VectorHeads("small", 0.7, weights)))
    assert (heads.embedder, heads.share) == ("small", 0.7)
    assert np.array_equal(heads.weights, weights)
    assert heads.logits(np.ones(4)) == pytest.approx(weights.sum(axis=0))

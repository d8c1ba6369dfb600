"""Texts to vectors: of length one, as many as there are texts, under a name of their own."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
import pytest
from langchain_core.embeddings import DeterministicFakeEmbedding, Embeddings

from vectorstore.embedding import (
    EngineEmbeddings,
    Role,
    collection_name,
    embed_all,
    embed_one,
    embed_with_parts,
    embedder_name,
)
from vectorstore.errors import EmbeddingFailed


class ShortEmbeddings(Embeddings):
    """An embedder that loses a text."""

    def embed_documents(self, texts: list[str]) -> list[list[float]]:
        return [[1.0, 0.0]] * (len(texts) - 1)

    def embed_query(self, text: str) -> list[float]:
        return [3.0, 4.0]


class ShortEngine:
    embedder_name = "short"

    def embed(self, texts: object, role: Role) -> np.ndarray:
        return np.zeros((1, 2), dtype=np.float32)


def test_an_embedder_that_loses_texts_is_refused() -> None:
    with pytest.raises(EmbeddingFailed):
        embed_all(ShortEmbeddings(), ["a", "b"])
    with pytest.raises(EmbeddingFailed):
        EngineEmbeddings(ShortEngine()).embed_array(["a", "b"])


def test_vectors_are_scaled_to_length_one() -> None:
    assert np.allclose(embed_one(ShortEmbeddings(), "a"), [0.6, 0.8])


def test_embedders_have_names_of_their_own() -> None:
    names = {
        embedder_name(embedder)
        for embedder in (
            DeterministicFakeEmbedding(size=16),
            DeterministicFakeEmbedding(size=24),
            EngineEmbeddings(ShortEngine()),
            ShortEmbeddings(),
        )
    }
    assert len(names) == 4
    for name in [*names, "x" * 300, "日本語", "--"]:
        made = collection_name(name)
        assert 3 <= len(made) <= 63
        assert all(c.isascii() and (c.isalnum() or c == "-") for c in made)


class CountingEngine:
    """An engine that notes its batches; a text's vector points where its length says."""

    embedder_name = "counting"

    def __init__(self) -> None:
        self.batches: list[int] = []
        self.roles: list[Role] = []

    def embed(self, texts: Sequence[Sequence[str]], role: Role) -> list[np.ndarray]:
        """One row for the whole and one for each part."""
        self.batches.append(len(texts))
        self.roles.append(role)
        return [np.eye(8, dtype=np.float32)[[len(t) % 8, *map(len, t)]] for t in texts]


def test_batches_keep_the_order_of_the_texts() -> None:
    engine = CountingEngine()
    texts = [["a" * (n % 7)] * (n % 3 + 1) for n in range(70)]
    found = EngineEmbeddings(engine).embed_parts(texts)
    assert engine.batches == [32, 32, 6]
    assert [vectors.shape[0] for vectors in found] == [n % 3 + 2 for n in range(70)]
    assert [int(vectors[1].argmax()) for vectors in found] == [n % 7 for n in range(70)]


def test_an_embedder_that_knows_no_parts_embeds_each() -> None:
    embedder = DeterministicFakeEmbedding(size=16)
    (whole, first, second), (alone, only) = embed_with_parts(embedder, [["a b", "c"], ["d"]])
    assert np.allclose(whole, embed_one(embedder, "a b c"), atol=1e-6)
    assert np.allclose(second, embed_one(embedder, "c"), atol=1e-6)
    assert np.allclose(alone, only) and not np.allclose(first, second)


def test_questions_passages_and_texts_to_compare_are_told_apart() -> None:
    engine = CountingEngine()
    embeddings = EngineEmbeddings(engine)
    embeddings.embed_documents(["a"])
    embed_with_parts(embeddings, [["a", "b"]])
    assert engine.roles == ["passage", "passage"]
    embed_one(embeddings, "a")
    embed_all(embeddings, ["a", "b"])
    assert engine.roles == ["passage", "passage", "query", "query"]


def test_no_texts_give_no_vectors() -> None:
    assert EngineEmbeddings(CountingEngine()).embed_array([]).shape == (0, 0)

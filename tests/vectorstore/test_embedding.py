"""Texts to vectors: of length one, as many as there are texts, under a name of their own."""

from __future__ import annotations

import numpy as np
import pytest
from langchain_core.embeddings import DeterministicFakeEmbedding, Embeddings

from vectorstore.embedding import (
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


def test_an_embedder_that_loses_texts_is_refused() -> None:
    with pytest.raises(EmbeddingFailed):
        embed_all(ShortEmbeddings(), ["a", "b"])


def test_vectors_are_scaled_to_length_one() -> None:
    assert np.allclose(embed_one(ShortEmbeddings(), "a"), [0.6, 0.8])


def test_embedders_have_names_of_their_own() -> None:
    names = {
        embedder_name(embedder)
        for embedder in (
            DeterministicFakeEmbedding(size=16),
            DeterministicFakeEmbedding(size=24),
            DeterministicFakeEmbedding(size=32),
            ShortEmbeddings(),
        )
    }
    assert len(names) == 4
    for name in [*names, "x" * 300, "日本語", "--"]:
        made = collection_name(name)
        assert 3 <= len(made) <= 63
        assert all(c.isascii() and (c.isalnum() or c == "-") for c in made)


def test_an_embedder_that_knows_no_parts_embeds_each() -> None:
    embedder = DeterministicFakeEmbedding(size=16)
    (whole, first, second), (alone, only) = embed_with_parts(embedder, [["a b", "c"], ["d"]])
    assert np.allclose(whole, embed_one(embedder, "a b c"), atol=1e-6)
    assert np.allclose(second, embed_one(embedder, "c"), atol=1e-6)
    assert np.allclose(alone, only) and not np.allclose(first, second)

"""LangChain's embeddings over an engine: batches, order, parts, and what a text is for."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
import pytest

from assistant.models.embeddings import EngineEmbeddings
from vectorstore.embedding import (
    PartEmbedder,
    Role,
    embed_all,
    embed_one,
    embed_with_parts,
    embedder_name,
)
from vectorstore.errors import EmbeddingFailed


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


class ShortEngine(CountingEngine):
    """An engine that loses a text."""

    embedder_name = "short"

    def embed(self, texts: Sequence[Sequence[str]], role: Role) -> list[np.ndarray]:
        """The arrays of all texts but the last."""
        return super().embed(texts, role)[:-1]


def test_an_engine_that_loses_texts_is_refused() -> None:
    with pytest.raises(EmbeddingFailed, match="2 texts gave 1 vectors"):
        EngineEmbeddings(ShortEngine()).embed_array(["a", "b"])


def test_it_goes_by_the_name_of_its_engine() -> None:
    embeddings = EngineEmbeddings(ShortEngine())
    assert isinstance(embeddings, PartEmbedder)
    assert embedder_name(embeddings) == embeddings.name == "short"


def test_batches_keep_the_order_of_the_texts() -> None:
    engine = CountingEngine()
    texts = [["a" * (n % 7)] * (n % 3 + 1) for n in range(70)]
    found = EngineEmbeddings(engine).embed_parts(texts)
    assert engine.batches == [32, 32, 6]
    assert [vectors.shape[0] for vectors in found] == [n % 3 + 2 for n in range(70)]
    assert [int(vectors[1].argmax()) for vectors in found] == [n % 7 for n in range(70)]


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

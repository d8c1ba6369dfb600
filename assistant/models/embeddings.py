"""LangChain's ``Embeddings`` over an engine that runs the embedding model elsewhere."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Protocol

import numpy as np
from langchain_core.embeddings import Embeddings

from vectorstore.embedding import Role
from vectorstore.errors import EmbeddingFailed

# Texts that are embedded before other work gets its turn.
BATCH = 32


class EmbeddingEngine(Protocol):
    """Whatever runs the embedding model."""

    @property
    def embedder_name(self) -> str:
        """A name that changes whenever the vectors would."""

    def embed(self, texts: Sequence[Sequence[str]], role: Role) -> list[np.ndarray]:
        """For each text, given as its parts, its unit vector and then those of its parts.

        Each array is float32, shape (1 + parts, dimension).
        """


class EngineEmbeddings(Embeddings):
    """LangChain embeddings from an engine, in batches that let other work in between."""

    def __init__(self, engine: EmbeddingEngine) -> None:
        self._engine = engine

    @property
    def name(self) -> str:
        """What names the vectors that it makes."""
        return self._engine.embedder_name

    def embed_parts(
        self, texts: Sequence[Sequence[str]], role: Role = "passage"
    ) -> list[np.ndarray]:
        """As the engine's ``embed``, in batches.

        Texts of like length share a batch, since a batch costs as much as its tokens.
        """
        order = sorted(range(len(texts)), key=lambda i: sum(map(len, texts[i])))
        found: dict[int, np.ndarray] = {}
        for start in range(0, len(order), BATCH):
            places = order[start : start + BATCH]
            vectors = self._engine.embed([texts[i] for i in places], role)
            if len(vectors) != len(places):
                raise EmbeddingFailed(f"{len(places)} texts gave {len(vectors)} vectors.")
            found.update(zip(places, vectors, strict=True))
        return [found[i] for i in range(len(texts))]

    def embed_array(self, texts: Sequence[str], role: Role = "passage") -> np.ndarray:
        """Unit vectors, float32, shape (len(texts), dimension)."""
        rows = [vectors[0] for vectors in self.embed_parts([[text] for text in texts], role)]
        return np.stack(rows) if rows else np.zeros((0, 0), dtype=np.float32)

    def embed_documents(self, texts: list[str]) -> list[list[float]]:
        """A vector for each text."""
        rows: list[list[float]] = self.embed_array(texts).tolist()
        return rows

    def embed_query(self, text: str) -> list[float]:
        """The vector of a question."""
        row: list[float] = self.embed_array([text], "query")[0].tolist()
        return row

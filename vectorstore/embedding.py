"""Texts to unit vectors, whichever of LangChain's embedders makes them."""

from __future__ import annotations

import hashlib
from collections.abc import Sequence
from typing import TYPE_CHECKING, Literal, Protocol, runtime_checkable

import numpy as np

from vectorstore.errors import EmbeddingFailed

if TYPE_CHECKING:
    from langchain_core.embeddings import Embeddings

# What a text is for. Some embedders read a question otherwise than what answers it; texts that are
# compared with one another are all read as questions.
Role = Literal["query", "passage"]


@runtime_checkable
class PartEmbedder(Protocol):
    """An embedder that reads a text as its parts, and tells questions from what answers them."""

    @property
    def name(self) -> str:
        """What names the vectors that it makes."""

    def embed_parts(
        self, texts: Sequence[Sequence[str]], role: Role = "passage"
    ) -> list[np.ndarray]:
        """For each text, given as its parts, its unit vector and then those of its parts.

        Each array is float32, shape (1 + parts, dimension).
        """

    def embed_array(self, texts: Sequence[str], role: Role = "passage") -> np.ndarray:
        """Unit vectors, float32, shape (len(texts), dimension)."""


def embed_all(embeddings: Embeddings, texts: Sequence[str]) -> np.ndarray:
    """Unit vectors of texts to compare with one another, float32, shape (len(texts), dimension)."""
    if isinstance(embeddings, PartEmbedder):
        return embeddings.embed_array(texts, "query")
    vectors = np.asarray(embeddings.embed_documents(list(texts)), dtype=np.float32)
    if len(vectors) != len(texts) or (len(texts) and vectors.ndim != 2):
        raise EmbeddingFailed(f"{len(texts)} texts gave vectors of shape {vectors.shape}.")
    return normalise(vectors)


def embed_with_parts(embeddings: Embeddings, texts: Sequence[Sequence[str]]) -> list[np.ndarray]:
    """For each text, given as its parts, its unit vector and then those of its parts.

    Each array is float32, shape (1 + parts, dimension). An embedder that knows no parts embeds
    the whole and each part on its own.
    """
    if isinstance(embeddings, PartEmbedder):
        return embeddings.embed_parts(texts)
    flat = [text for parts in texts for text in (" ".join(parts), *parts)]
    rows = embed_all(embeddings, flat)
    return np.split(rows, np.cumsum([1 + len(parts) for parts in texts])[:-1])


def embed_one(embeddings: Embeddings, text: str) -> np.ndarray:
    """The unit vector of a query, float32, shape (dimension,)."""
    vector = np.asarray(embeddings.embed_query(text), dtype=np.float32)
    unit: np.ndarray = normalise(vector[None])[0]
    return unit


def normalise(vectors: np.ndarray) -> np.ndarray:
    """Rows scaled to length one; a row of zeros stays."""
    if not vectors.size:
        return vectors
    lengths = np.linalg.norm(vectors, axis=1, keepdims=True)
    scaled: np.ndarray = vectors / np.where(lengths == 0, 1, lengths)
    return scaled


def embedder_name(embeddings: Embeddings) -> str:
    """What tells one embedder's vectors from another's: its class, model and dimension."""
    if isinstance(embeddings, PartEmbedder):
        return embeddings.name
    model = ""
    for attribute in ("model", "model_name", "size"):
        value = getattr(embeddings, attribute, None)
        if isinstance(value, str | int):
            model = str(value)
            break
    dimension = len(embeddings.embed_query("dimension"))
    return f"{type(embeddings).__name__}-{model}-{dimension}"


def collection_name(embedder: str) -> str:
    """A Chroma collection's name for an embedder (3 to 63 characters of [a-z0-9-])."""
    digest = hashlib.sha256(embedder.encode()).hexdigest()[:12]
    readable = "".join(c if c.isascii() and c.isalnum() else "-" for c in embedder.lower())
    return f"p-{readable[:40].strip('-')}-{digest}"

"""Vectors on disk in Chroma; the only module that knows Chroma."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any

import numpy as np

from vectorstore.errors import IndexNotWritable, VectorstoreError

if TYPE_CHECKING:
    from chromadb.api.models.Collection import Collection as ChromaCollection


class DenseIndex:
    """One Chroma collection of unit vectors, named after the embedder that made them."""

    def __init__(self, folder: Path, collection: str) -> None:
        self._folder = folder
        self._name = collection
        self._client = _client(folder)
        self._collection: ChromaCollection = self._open()

    def _open(self) -> ChromaCollection:
        try:
            return self._client.get_or_create_collection(
                self._name,
                configuration={
                    "hnsw": {"space": "cosine", "ef_search": 200, "ef_construction": 200}
                },
                embedding_function=None,
            )
        except Exception as error:
            self.close()
            raise _translated(error, self._folder) from error

    def add(self, ids: Sequence[str], documents: Sequence[str], vectors: np.ndarray) -> None:
        """Store vectors under passage ids, each with its document's id; an id is replaced."""
        step = self._client.get_max_batch_size()
        for start in range(0, len(ids), step):
            part = slice(start, start + step)
            try:
                self._collection.upsert(
                    ids=list(ids[part]),
                    embeddings=vectors[part],
                    metadatas=[{"document_id": document} for document in documents[part]],
                )
            except Exception as error:
                raise _translated(error, self._folder) from error

    def delete(self, document_id: str) -> None:
        """Forget a document's vectors."""
        try:
            self._collection.delete(where={"document_id": document_id})
        except Exception as error:
            raise _translated(error, self._folder) from error

    def search(
        self, vector: np.ndarray, k: int, documents: Collection[str] | None = None
    ) -> list[tuple[str, float]]:
        """The ids of the ``k`` nearest passages with their cosine similarity, nearest first."""
        if documents is not None and not documents:
            return []
        where: Any = None
        if documents is not None:
            names = sorted(documents)
            where = {"document_id": names[0] if len(names) == 1 else {"$in": names}}
        try:
            found = self._collection.query(
                query_embeddings=[vector],
                n_results=k,
                where=where,
                include=["distances"],
            )
        except Exception as error:
            raise _translated(error, self._folder) from error
        distances = found["distances"] or [[]]
        return [(i, 1.0 - float(d)) for i, d in zip(found["ids"][0], distances[0], strict=True)]

    def vectors(self, ids: Sequence[str]) -> dict[str, np.ndarray]:
        """The stored vectors of these ids; ids that are not there are left out."""
        if not ids:
            return {}
        try:
            found = self._collection.get(ids=list(ids), include=["embeddings"])
        except Exception as error:
            raise _translated(error, self._folder) from error
        stored = found["embeddings"]
        if stored is None:
            return {}
        return {
            i: np.asarray(v, dtype=np.float32) for i, v in zip(found["ids"], stored, strict=True)
        }

    def ids(self) -> list[str]:
        """The ids of all vectors, sorted."""
        try:
            return sorted(self._collection.get(include=[])["ids"])
        except Exception as error:
            raise _translated(error, self._folder) from error

    def drop(self, ids: Sequence[str]) -> None:
        """Forget the vectors of these passage ids."""
        step = self._client.get_max_batch_size()
        for start in range(0, len(ids), step):
            try:
                self._collection.delete(ids=list(ids[start : start + step]))
            except Exception as error:
                raise _translated(error, self._folder) from error

    def dimension(self) -> int:
        """The length of the vectors; 0 while there are none."""
        try:
            some = self._collection.peek(1)["embeddings"]
        except Exception as error:
            raise _translated(error, self._folder) from error
        return len(some[0]) if some is not None and len(some) else 0

    def count(self) -> int:
        """How many vectors are stored."""
        try:
            return self._collection.count()
        except Exception as error:
            raise _translated(error, self._folder) from error

    def close(self) -> None:
        """Let go of the folder's files."""
        close = getattr(self._client, "close", None)
        if close is not None:
            close()


def preload() -> None:
    """Import Chroma now rather than when the first index is opened."""
    import chromadb  # noqa: F401


def _client(folder: Path) -> Any:
    import chromadb
    from chromadb.config import Settings

    try:
        return chromadb.PersistentClient(
            path=str(folder), settings=Settings(anonymized_telemetry=False)
        )
    except Exception as error:
        _forget_client(folder)
        raise _translated(error, folder) from error


def _forget_client(folder: Path) -> None:
    """Let the next client of a folder start anew: Chroma keeps one that failed to start."""
    from chromadb.api.shared_system_client import SharedSystemClient

    SharedSystemClient._identifier_to_system.pop(str(folder), None)


def _translated(error: Exception, folder: Path) -> Exception:
    text = str(error).splitlines()[0] if str(error) else type(error).__name__
    if any(word in text.lower() for word in ("readonly", "read-only", "permission", "full")):
        return IndexNotWritable(
            f"{folder} cannot be written ({text}). Free disk space or make it writable."
        )
    return VectorstoreError(f"The vector index in {folder} failed: {text}")

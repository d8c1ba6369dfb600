"""Vectors on disk in Chroma; the only module that knows Chroma."""

from __future__ import annotations

import functools
from collections.abc import Callable, Collection, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any, Concatenate, ParamSpec, TypeVar

import numpy as np

from vectorstore.errors import IndexNotWritable, VectorsAway, VectorstoreError
from vectorstore.server import ChromaServer

if TYPE_CHECKING:
    from chromadb.api import ClientAPI
    from chromadb.api.models.Collection import Collection as ChromaCollection

Arguments = ParamSpec("Arguments")
Result = TypeVar("Result")
# Chroma passes on what its SQLite says as text, without a code.
# Seconds that a server may take for one request.
SERVER_SECONDS = 30.0
_NOT_WRITABLE = ("readonly", "read-only", "permission", "full")


def _mapping_errors(
    method: Callable[Concatenate[DenseIndex, Arguments], Result],
) -> Callable[Concatenate[DenseIndex, Arguments], Result]:
    """A method whose Chroma exceptions become this package's: the one map of them."""

    @functools.wraps(method)
    def mapped(self: DenseIndex, /, *args: Arguments.args, **kwargs: Arguments.kwargs) -> Result:
        try:
            return method(self, *args, **kwargs)
        except Exception as error:
            # Chroma raises its own, SQLite's, Rust's and plain ValueErrors alike.
            text = str(error).splitlines()[0] if str(error) else type(error).__name__
            if isinstance(self.place, ChromaServer):
                raise _error_of_server(self.place, error, text) from error
            if any(word in text.lower() for word in _NOT_WRITABLE):
                raise IndexNotWritable(
                    f"{self.place} cannot be written ({text}). Free disk space or make it writable."
                ) from error
            raise VectorstoreError(f"The vector index in {self.place} failed: {text}") from error

    return mapped


class DenseIndex:
    """One Chroma collection of unit vectors, named after the embedder that made them.

    ``place`` is a folder or a server. Raises IndexNotWritable for a folder that is read-only or
    full, VectorsAway for a server that does not answer, and VectorstoreError for whatever else
    Chroma cannot do with it.
    """

    @_mapping_errors
    def __init__(self, place: Path | ChromaServer, collection: str) -> None:
        self.place = place
        self._client = _client_of(place) if isinstance(place, ChromaServer) else _client(place)
        try:
            self._collection: ChromaCollection = self._client.get_or_create_collection(
                collection,
                configuration={
                    "hnsw": {"space": "cosine", "ef_search": 200, "ef_construction": 200}
                },
                embedding_function=None,
            )
        except Exception:
            self.close()
            raise

    @_mapping_errors
    def add(self, ids: Sequence[str], documents: Sequence[str], vectors: np.ndarray) -> None:
        """Store vectors under passage ids, each with its document's id; an id is replaced."""
        step = self._client.get_max_batch_size()
        for start in range(0, len(ids), step):
            part = slice(start, start + step)
            self._collection.upsert(
                ids=list(ids[part]),
                embeddings=vectors[part],
                metadatas=[{"document_id": document} for document in documents[part]],
            )

    @_mapping_errors
    def delete(self, document_id: str) -> None:
        """Forget a document's vectors."""
        self._collection.delete(where={"document_id": document_id})

    @_mapping_errors
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
        found = self._collection.query(
            query_embeddings=[vector], n_results=k, where=where, include=["distances"]
        )
        distances = found["distances"] or [[]]
        return [(i, 1.0 - float(d)) for i, d in zip(found["ids"][0], distances[0], strict=True)]

    @_mapping_errors
    def vectors(self, ids: Sequence[str]) -> dict[str, np.ndarray]:
        """The stored vectors of these ids; ids that are not there are left out."""
        if not ids:
            return {}
        found = self._collection.get(ids=list(ids), include=["embeddings"])
        stored = found["embeddings"]
        if stored is None:
            return {}
        return {
            i: np.asarray(v, dtype=np.float32) for i, v in zip(found["ids"], stored, strict=True)
        }

    @_mapping_errors
    def ids(self) -> list[str]:
        """The ids of all vectors, sorted."""
        return sorted(self._collection.get(include=[])["ids"])

    @_mapping_errors
    def drop(self, ids: Sequence[str]) -> None:
        """Forget the vectors of these passage ids."""
        step = self._client.get_max_batch_size()
        for start in range(0, len(ids), step):
            self._collection.delete(ids=list(ids[start : start + step]))

    @_mapping_errors
    def drop_other_collections(self) -> None:
        """Forget the vectors of all other embedders in this folder."""
        for other in self._client.list_collections():
            if other.name != self._collection.name:
                self._client.delete_collection(other.name)

    @_mapping_errors
    def dimension(self) -> int:
        """The length of the vectors; 0 while there are none."""
        some = self._collection.peek(1)["embeddings"]
        return len(some[0]) if some is not None and len(some) else 0

    @_mapping_errors
    def count(self) -> int:
        """How many vectors are stored."""
        return self._collection.count()

    @_mapping_errors
    def drop_all(self) -> None:
        """Forget every vector of this embedder."""
        self._client.delete_collection(self._collection.name)

    def close(self) -> None:
        """Let go of the folder's files, or of the connection."""
        close = getattr(self._client, "close", None)
        if close is not None:
            close()
        for session in _sessions(self._client):
            session.close()


def preload() -> None:
    """Import Chroma now rather than when the first index is opened."""
    import chromadb  # noqa: F401


def _error_of_server(server: ChromaServer, error: Exception, text: str) -> VectorstoreError:
    """What went wrong at a server; a connection that fails is not the same as a refusal."""
    kinds = {kind.__name__ for kind in type(error).__mro__}
    # Another search may have closed the connection that this one used, once it had failed.
    told = ("could not connect", "has been closed")
    if "TransportError" in kinds or any(words in text.lower() for words in told):
        return VectorsAway(f"The Chroma server at {server.address} does not answer ({text})")
    return VectorstoreError(f"The Chroma server at {server.address} refused: {text}")


def _client_of(server: ChromaServer) -> ClientAPI:
    import chromadb
    from chromadb.config import Settings

    host, port, is_encrypted = server.endpoint
    headers = {"Authorization": f"Bearer {server.token}"} if server.token else None
    client = chromadb.HttpClient(
        host=host,
        port=port,
        ssl=is_encrypted,
        headers=headers,
        settings=Settings(anonymized_telemetry=False),
    )
    for session in _sessions(client):
        session.timeout = SERVER_SECONDS
    return client


def _sessions(client: ClientAPI) -> list[Any]:
    """The HTTP sessions of a server's client, which Chroma neither closes nor bounds in time."""
    apis = (client, getattr(client, "_admin_client", None))
    found = (getattr(getattr(api, "_server", None), "_session", None) for api in apis)
    return [session for session in found if session is not None]


def _client(folder: Path) -> ClientAPI:
    import chromadb
    from chromadb.config import Settings

    try:
        return chromadb.PersistentClient(
            path=str(folder), settings=Settings(anonymized_telemetry=False)
        )
    except Exception:
        forget_client(folder)
        raise


def forget_client(folder: Path) -> None:
    """Let the next client of a folder start anew: Chroma keeps one that failed to start.

    Chroma has no public way to drop the one system that its clients of a folder share, so this
    takes it out of Chroma's own table; ``tests/vectorstore/test_dense.py`` fails where that table
    is no longer what it was.
    """
    from chromadb.api.shared_system_client import SharedSystemClient

    SharedSystemClient._identifier_to_system.pop(str(folder), None)

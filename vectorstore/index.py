"""What is searchable on disk: passages in, hits out."""

from __future__ import annotations

import contextlib
import shutil
import threading
import time
from collections.abc import Callable, Collection, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Protocol

import numpy as np

from vectorstore.analyzer import script_of
from vectorstore.database import Database
from vectorstore.embedding import (
    collection_name,
    embed_all,
    embed_one,
    embed_with_parts,
    embedder_name,
)
from vectorstore.errors import IndexNotWritable, VectorsAway
from vectorstore.fusion import combine
from vectorstore.lexical import LexicalIndex
from vectorstore.passage import Passage
from vectorstore.scripts import READ, UNREAD, understands_script
from vectorstore.server import ChromaServer

if TYPE_CHECKING:
    from langchain_core.embeddings import Embeddings

    from vectorstore.dense import DenseIndex

# Passages embedded at a time: what a kill loses, and how often progress is told.
EMBED_STEP = 64
CANDIDATES = 50
# Seconds until a server that did not answer is asked again.
AWAY_SECONDS = 5.0


@dataclass(frozen=True)
class Hit:
    """A passage that a query found.

    ``score`` is the sum of what both searches give, each from 0 to 1; ``similarity`` the cosine to
    the query, None where only words found it; ``bm25`` the lexical score, None where only the
    vector found it.
    """

    passage: Passage
    score: float
    similarity: float | None
    bm25: float | None


class Terms(Protocol):
    """How common terms are in the passages of an index."""

    def count(self, documents: Collection[str] | None = None) -> int:
        """How many passages there are, in all or in these documents."""

    def frequency(self, term: str, documents: Collection[str] | None = None) -> int:
        """In how many passages a term stands, in all or in these documents."""


class Index:
    """Dense and lexical search over one library's passages, fused by their scores.

    SQLite holds the passages and which of them are embedded; Chroma holds vectors only and can be
    rebuilt from it. The embedder is asked for only when something is embedded or searched.

    ``place`` is a folder or a Chroma server. While that does not answer, ``away`` says so, words
    alone find passages, and whatever stores vectors raises VectorsAway.
    """

    def __init__(
        self,
        database: Database,
        place: Path | ChromaServer,
        embeddings: Callable[[], Embeddings],
    ) -> None:
        self._database = database
        self._place = place
        self._away = ""
        self._away_until = 0.0
        self._source = embeddings
        self._embeddings: Embeddings | None = None
        self._dense: DenseIndex | None = None
        self._collection = ""
        self._warm = False
        self._opening = threading.RLock()
        self._understands: dict[str, bool] = {}
        self._fixed: dict[tuple[str, ...], np.ndarray] = {}
        self._lexical = LexicalIndex(database)

    @property
    def embeddings(self) -> Embeddings:
        """The embedder, opened on first use."""
        with self._opening:
            if self._embeddings is None:
                found = self._source()
                self._collection = collection_name(embedder_name(found))
                self._embeddings = found
            return self._embeddings

    @property
    def dense(self) -> DenseIndex:
        """The vectors of the current embedder, opened on first use."""
        with self._opening:
            if self._dense is None:
                from vectorstore.dense import DenseIndex

                _ = self.embeddings
                if time.monotonic() < self._away_until:
                    raise VectorsAway(self._away)
                self._dense = DenseIndex(self._place, self._collection)
                self._away = ""
                self._forget()
                if self._dense.count() < self._lexical.embedded_count(self._collection):
                    # Vectors were lost, such as with their folder; all are made again.
                    self._lexical.forget_embedded(self._collection)
            return self._dense

    def open(self) -> None:
        """Open the vectors now rather than at the first search, unless their server is away."""
        with self._noting_away():
            _ = self.dense

    @property
    def away(self) -> str:
        """Why the vectors cannot be reached; empty while they can."""
        return self._away

    @contextlib.contextmanager
    def _noting_away(self) -> Iterator[None]:
        """Go on without vectors where their server does not answer; it is asked again later."""
        try:
            yield
        except VectorsAway as error:
            with self._opening:
                if time.monotonic() >= self._away_until:  # before that nobody asked the server
                    self._away = str(error)
                    self._away_until = time.monotonic() + AWAY_SECONDS
                self.close()

    def add(self, passages: Sequence[Passage]) -> None:
        """Store passages for lexical search; ``embed_pending`` makes them searchable by vector."""
        self._lexical.add(passages)

    def replace(self, document_id: str, passages: Sequence[Passage]) -> None:
        """Put passages in the place of a document's old ones; they wait to be embedded."""
        with self._database.transaction():
            self._lexical.delete(document_id)
            self._note_forgotten(document_id)
            self._lexical.add(passages)
        self._forget_now()

    def embed_pending(self, progress: Callable[[int, int], None] | None = None) -> int:
        """Embed what is not embedded yet, a step at a time, so that a kill loses one step.

        ``progress`` hears (done, total) in passages. Returns how many were embedded.
        """
        _ = self.dense
        total = self._lexical.pending_count(self._collection)
        done = 0
        while step := self.embed_step():
            done += step
            if progress is not None:
                progress(done, max(total, done))
        return done

    def embed_step(self, limit: int = EMBED_STEP, documents: Collection[str] | None = None) -> int:
        """Embed up to ``limit`` passages that wait for it, oldest first; how many it were.

        A step takes passages of several documents, so that short ones fill the model's batches.
        ``documents`` are those whose turn it is (all without).
        """
        dense = self.dense
        batch = self._lexical.pending(self._collection, limit, documents)
        if not batch:
            return 0
        self._keep(dense, batch, embed_with_parts(self.embeddings, [p.parts for p in batch]))
        return len(batch)

    def add_vectors(self, passages: Sequence[Passage], parts: Sequence[np.ndarray]) -> None:
        """Keep the vectors of stored passages that the same embedder made elsewhere.

        ``parts`` has for each passage its unit vector and then those of its sentences, float32,
        shape (1 + sentences, dimension).
        """
        if passages:
            self._keep(self.dense, passages, parts)

    @property
    def embedder_name(self) -> str:
        """What tells the vectors of its embedder from those of others."""
        return embedder_name(self.embeddings)

    def _keep(
        self, dense: DenseIndex, passages: Sequence[Passage], parts: Sequence[np.ndarray]
    ) -> None:
        ids = [passage.id for passage in passages]
        wholes = np.stack([vectors[0] for vectors in parts])
        dense.add(ids, [passage.document_id for passage in passages], wholes)
        self._lexical.mark_embedded(ids, self._collection, [vectors[1:] for vectors in parts])

    def waiting(self, document_id: str) -> int:
        """How many of a document's passages are not embedded yet."""
        _ = self.embeddings
        return self._database.number(
            "SELECT count(*) FROM passages WHERE document_id = ? AND embedded_by IS NOT ?",
            (document_id, self._collection),
        )

    def warm_up(self) -> None:
        """Open the vectors and load the model now rather than at the first step."""
        if not self._warm:
            _ = self.dense
            self.embed_query("warm")
            self._warm = True

    def needs_embedding(self) -> bool:
        """Whether some passages have no vector of the current embedder, and could be given one."""
        self.open()
        return not self._away and self._lexical.pending_count(self._collection) > 0

    def stale(self) -> tuple[int, int]:
        """How many passages have vectors of another embedder only, and how many there are."""
        self.open()
        return self._lexical.stale_count(self._collection), self._lexical.count()

    def _is_mostly_stale(self) -> bool:
        self.open()
        stale = self._lexical.stale_count(self._collection)
        return stale > 0 and 2 * stale > self._lexical.count()

    def drop_stale(self) -> None:
        """Forget the vectors of other embedders; those of passages that wait go with them."""
        self.dense.drop_other_collections()

    def delete(self, document_id: str) -> None:
        """Forget a document. Its vectors go with it, or at the next opening after a kill."""
        with self._database.transaction():
            self._lexical.delete(document_id)
            self._note_forgotten(document_id)
        self._forget_now()

    def _forget_now(self) -> None:
        """Delete forgotten vectors where they are open; else the next opening does."""
        if self._dense is not None:
            with self._noting_away():
                self._forget()

    def _note_forgotten(self, document_id: str) -> None:
        with self._database.transaction() as connection:
            connection.execute(
                "INSERT OR IGNORE INTO forgotten_documents VALUES (?)", (document_id,)
            )

    def _forget(self) -> None:
        """Delete forgotten documents' vectors; passages that came in their place wait again."""
        for (document_id,) in self._database.rows("SELECT document_id FROM forgotten_documents"):
            if self._dense is not None:
                self._dense.delete(document_id)
            with self._database.transaction() as connection:
                connection.execute(
                    "UPDATE passages SET embedded_by = NULL WHERE document_id = ?", (document_id,)
                )
                connection.execute(
                    "DELETE FROM forgotten_documents WHERE document_id = ?", (document_id,)
                )

    def embed_query(self, query: str) -> np.ndarray:
        """The query's unit vector, float32, shape (dimension,)."""
        return embed_one(self.embeddings, query)

    def embed(self, texts: Sequence[str]) -> np.ndarray:
        """Unit vectors of texts to compare, float32, shape (len(texts), dimension)."""
        return embed_all(self.embeddings, texts)

    def embed_fixed(self, texts: tuple[str, ...]) -> np.ndarray:
        """As ``embed``, for texts that are always the same: they are embedded once."""
        if texts not in self._fixed:
            self._fixed[texts] = self.embed(texts)
        return self._fixed[texts]

    def embed_passages(self, texts: Sequence[str]) -> np.ndarray:
        """Unit vectors of texts to compare with a query's, float32, shape (texts, dimension)."""
        parts = embed_with_parts(self.embeddings, [[text] for text in texts])
        return np.stack([vectors[0] for vectors in parts])

    def dense_weight(self, query: str) -> float:
        """How far vectors are to be trusted for a query: little in a script that is noise."""
        script = script_of(query)
        return READ if not script or self.understands(script) else UNREAD

    def understands(self, script: str) -> bool:
        """Whether the embedder reads a script, "ja", "zh" or "ko"; it is asked once."""
        if script not in self._understands:
            self._understands[script] = understands_script(self.embeddings, script)
        return self._understands[script]

    def search(
        self,
        query: str,
        k: int = 10,
        documents: Collection[str] | None = None,
        vector: np.ndarray | None = None,
        dense_weight: float | None = None,
    ) -> list[Hit]:
        """The ``k`` best passages of these documents (all without), best first.

        ``vector`` spares embedding the query again; ``dense_weight`` is how much vectors count
        against words, where that is not for the query's script to tell.

        While another embedder's vectors are made anew, words alone find passages until most of
        them have a vector.
        """
        if not query.strip() or k < 1:
            return []
        if documents is not None and self._lexical.documents() <= set(documents):
            documents = None  # all of them: nothing to filter by
        depth = max(CANDIDATES, k)
        lexical = dict(self._lexical.search(query, depth, documents))
        dense: dict[str, float] = {}
        if not self._is_mostly_stale():
            if vector is None:
                vector = self.embed_query(query)
            with self._noting_away():
                dense = dict(self.dense.search(vector, depth, documents))
        weight = self.dense_weight(query) if dense_weight is None else dense_weight
        ranked = combine([lexical, dense], [1.0, weight])  # at a tie words go first
        passages = self._lexical.passages([key for key, _ in ranked])
        hits = [
            Hit(passages[key], score, dense.get(key), lexical.get(key))
            for key, score in ranked
            if key in passages
        ]
        return hits[:k]

    def nearest(
        self, vector: np.ndarray, documents: Collection[str] | None = None
    ) -> list[tuple[str, float]]:
        """The passage of these documents (all without) nearest to a vector, with its cosine."""
        if not self._is_mostly_stale():
            with self._noting_away():
                return self.dense.search(vector, 1, documents)
        return []

    def search_words(self, query: str, k: int) -> list[tuple[str, float]]:
        """The ids of the ``k`` best passages by words alone with their BM25 scores, best first."""
        return self._lexical.search(query, k)

    def sentence_vectors(self, passages: Sequence[Passage]) -> dict[str, np.ndarray]:
        """Passages' sentences as unit vectors, float32, shape (sentences, dimension), by id.

        Those of passages that the current embedder has not embedded yet are made now.
        """
        self.open()
        ids = [passage.id for passage in passages]
        found = self._lexical.sentence_vectors(ids, self._collection)
        missing = [passage for passage in passages if passage.id not in found]
        if missing:
            parts = embed_with_parts(self.embeddings, [passage.parts for passage in missing])
            for passage, vectors in zip(missing, parts, strict=True):
                found[passage.id] = vectors[1:]
        return found

    def drop_vectors(self) -> None:
        """Delete all vectors, readable or not; every passage waits to be embedded again.

        Raises IndexNotWritable where their folder cannot be deleted, VectorsAway where their server
        does not answer.
        """
        if isinstance(self._place, ChromaServer):
            self.dense.drop_all()
        self.close()
        try:
            if not isinstance(self._place, ChromaServer):
                shutil.rmtree(self._place)
        except FileNotFoundError:
            pass
        except OSError as error:
            raise IndexNotWritable(
                f"{self._place} cannot be made anew ({error.strerror}). Make it writable."
            ) from error
        with self._database.transaction() as connection:
            connection.execute("UPDATE passages SET embedded_by = NULL, sentence_vectors = NULL")

    def passages_of(self, document_id: str) -> list[Passage]:
        """A document's passages in reading order."""
        return self._lexical.of_document(document_id)

    def count(self, documents: Collection[str] | None = None) -> int:
        """How many passages there are, in all or in these documents."""
        return self._lexical.count(documents)

    def frequency(self, term: str, documents: Collection[str] | None = None) -> int:
        """In how many passages a term stands, in all or in these documents (to some 10,000)."""
        return self._lexical.frequency(term, documents)

    def close(self) -> None:
        """Let go of the vectors' files; the database stays open."""
        if self._dense is not None:
            self._dense.close()
            self._dense = None

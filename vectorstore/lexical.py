"""Passages and their full text in SQLite FTS5: words for Latin script, bigrams for CJK."""

from __future__ import annotations

import itertools
import json
import re
from collections.abc import Collection, Iterable, Sequence
from typing import Any

import numpy as np

from vectorstore.analyzer import analyse, query_terms, words_of
from vectorstore.database import Database, marks
from vectorstore.passage import Passage, Span

_COLUMNS = "id, document_id, section, kind, text, spans"
# As "IS NOT ?", but found by the index: the cost of a look does not grow with the library.
_PENDING = "(embedded_by IS NULL OR embedded_by < ? OR embedded_by > ?)"
_QUOTED = re.compile(r"[\"“「『《]([^\"”」』》]{2,80})[\"”」』》]")
# Passages that a search ranks at most, those of each term counted; a thousand take up to 1 ms.
MOST_RANKED = 10_000


def match_expression(text: str) -> str:
    """An FTS5 query of any of the question's terms; quoted phrases count as wholes besides."""
    return _any_of([*map(_quote, query_terms(text)), *_phrases(text)])


def _phrases(text: str) -> list[str]:
    found = (words_of(phrase) for phrase in _QUOTED.findall(text))
    return [_quote(" ".join(words)) for words in found if len(words) > 1]


def _quote(term: str) -> str:
    return f'"{term}"'


def _any_of(expressions: Sequence[str]) -> str:
    return " OR ".join(expressions)


class LexicalIndex:
    """Passages by id and by words. Section titles weigh half as much as the body."""

    def __init__(self, database: Database) -> None:
        self._database = database

    def add(self, passages: Iterable[Passage]) -> None:
        """Store passages, not yet embedded; an id that is there already is an error."""
        with self._database.transaction() as connection:
            for passage in passages:
                spans = [[s.start, s.end, s.page, s.sentence] for s in passage.spans]
                cursor = connection.execute(
                    f"INSERT INTO passages ({_COLUMNS}) VALUES (?,?,?,?,?,?)",
                    (
                        passage.id,
                        passage.document_id,
                        passage.section,
                        passage.kind,
                        passage.text,
                        json.dumps(spans, separators=(",", ":")),
                    ),
                )
                connection.execute(
                    "INSERT INTO passage_text (rowid, section, body) VALUES (?,?,?)",
                    (cursor.lastrowid, analyse(passage.section), analyse(passage.text)),
                )

    def delete(self, document_id: str) -> None:
        """Forget a document's passages."""
        with self._database.transaction() as connection:
            connection.execute(
                "DELETE FROM passage_text WHERE rowid IN "
                "(SELECT number FROM passages WHERE document_id = ?)",
                (document_id,),
            )
            connection.execute("DELETE FROM passages WHERE document_id = ?", (document_id,))

    def search(
        self, query: str, k: int, documents: Collection[str] | None = None
    ) -> list[tuple[str, float]]:
        """The ids of the ``k`` best passages with their BM25 scores, best first.

        Scores are positive and comparable within one answer only.
        """
        found: list[tuple[str, float]] = []
        if documents is not None and not documents:
            return found
        for expression in self._expressions(query):
            found = self._matching(expression, k, documents)
            if len(found) == k:
                break
        return found

    def _matching(
        self, expression: str, k: int, documents: Collection[str] | None
    ) -> list[tuple[str, float]]:
        if documents is None:  # FTS5 sorts by its own rank twice as fast as by a join
            ranked = (
                "SELECT rowid AS number, rank AS cost FROM passage_text WHERE passage_text MATCH ? "
                "AND rank MATCH 'bm25(0.5, 1.0)' ORDER BY rank LIMIT ?"
            )
            sql = (
                f"SELECT p.id, -found.cost FROM ({ranked}) found "
                "JOIN passages p ON p.number = found.number ORDER BY found.cost, p.number"
            )
            return [(i, score) for i, score in self._database.rows(sql, [expression, k])]
        sql = (
            "SELECT p.id, -bm25(passage_text, 0.5, 1.0) AS score FROM passage_text "
            "JOIN passages p ON p.number = passage_text.rowid WHERE passage_text MATCH ? "
            f"AND p.document_id IN ({marks(list(documents))}) "
            "ORDER BY score DESC, p.number LIMIT ?"
        )
        parameters: list[Any] = [expression, *documents, k]
        return [(i, score) for i, score in self._database.rows(sql, parameters)]

    def _expressions(self, query: str) -> list[str]:
        """FTS5 queries to try in turn until one finds enough; none for a query without words.

        Where the query's terms stand in more passages than are worth ranking, those are looked at
        first that have one of its rarer terms, or, where all are common, the two rarest together.
        Then those with either of the two rarest.
        """
        terms = query_terms(query)
        if not terms:
            return []
        counted = sorted((self.frequency(term), term) for term in terms)
        ranked = list(itertools.accumulate(count for count, _ in counted))
        if ranked[-1] <= MOST_RANKED or len(terms) < 2:
            return [match_expression(query)]
        few = sum(total <= MOST_RANKED for total in ranked)
        rare = [_quote(term) for _, term in counted[:few]]
        common = [_quote(term) for _, term in counted[few:]]
        phrases = _phrases(query)
        every = _any_of([*rare, *common, *phrases])
        narrow = [*rare, *phrases] or [" AND ".join(common[:2])]
        found = [f"({_any_of(narrow)}) AND ({every})"]
        if len(rare) < 2:
            wide = _any_of([*rare, *common[: 2 - len(rare)], *phrases])
            found.append(f"({wide}) AND ({every})")
        return found

    def documents(self) -> set[str]:
        """The documents that have passages; one look at the index for each."""
        sql = (
            "WITH RECURSIVE one (id) AS (SELECT min(document_id) FROM passages UNION ALL SELECT "
            "(SELECT min(document_id) FROM passages WHERE document_id > one.id) FROM one "
            "WHERE one.id IS NOT NULL) SELECT id FROM one WHERE id IS NOT NULL"
        )
        return {document_id for (document_id,) in self._database.rows(sql)}

    def frequency(self, term: str, documents: Collection[str] | None = None) -> int:
        """In how many passages a term stands, in all or in these documents (to some 10,000)."""
        expression = match_expression(term)
        if not expression:
            return 0
        sql = "SELECT 1 FROM passage_text WHERE passage_text MATCH ?"
        parameters: list[Any] = [expression]
        if documents is not None:
            sql = (
                "SELECT 1 FROM passage_text JOIN passages p ON p.number = passage_text.rowid "
                f"WHERE passage_text MATCH ? AND p.document_id IN ({marks(list(documents))})"
            )
            parameters += list(documents)
        sql = f"SELECT count(*) FROM ({sql} LIMIT {MOST_RANKED + 1})"
        return self._database.number(sql, parameters)

    def passages(self, ids: Sequence[str]) -> dict[str, Passage]:
        """The passages of these ids; ids that are not there are left out."""
        found: dict[str, Passage] = {}
        for start in range(0, len(ids), 500):
            part = list(ids[start : start + 500])
            for row in self._database.rows(
                f"SELECT {_COLUMNS} FROM passages WHERE id IN ({marks(part)})", part
            ):
                found[row[0]] = _passage(row)
        return found

    def of_document(self, document_id: str) -> list[Passage]:
        """A document's passages in reading order."""
        return [
            _passage(row)
            for row in self._database.rows(
                f"SELECT {_COLUMNS} FROM passages WHERE document_id = ? ORDER BY number",
                (document_id,),
            )
        ]

    def count(self, documents: Collection[str] | None = None) -> int:
        """How many passages there are, in all or in these documents."""
        if documents is None:
            return self._database.number("SELECT count(*) FROM passages")
        sql = f"SELECT count(*) FROM passages WHERE document_id IN ({marks(list(documents))})"
        return self._database.number(sql, list(documents))

    def pending(
        self, embedder: str, limit: int, documents: Collection[str] | None = None
    ) -> list[Passage]:
        """Up to ``limit`` passages that this embedder has not embedded yet, oldest first.

        ``documents`` are those whose passages are meant (all without).
        """
        where, parameters = _PENDING, [embedder, embedder]
        if documents is not None:
            where += f" AND document_id IN ({marks(list(documents))})"
            parameters += list(documents)
        return [
            _passage(row)
            for row in self._database.rows(
                f"SELECT {_COLUMNS} FROM passages WHERE number IN (SELECT number FROM passages "
                f"WHERE {where} ORDER BY +number LIMIT ?) ORDER BY number",
                [*parameters, limit],
            )
        ]

    def pending_count(self, embedder: str) -> int:
        """How many passages this embedder has not embedded yet."""
        sql = f"SELECT count(*) FROM passages WHERE {_PENDING}"
        return self._database.number(sql, (embedder, embedder))

    def stale_count(self, embedder: str) -> int:
        """How many passages another embedder has embedded, and this one not yet."""
        sql = "SELECT count(*) FROM passages WHERE embedded_by < ? OR embedded_by > ?"
        return self._database.number(sql, (embedder, embedder))

    def embedded_count(self, embedder: str) -> int:
        """How many passages this embedder has embedded."""
        sql = "SELECT count(*) FROM passages WHERE embedded_by = ?"
        return self._database.number(sql, (embedder,))

    def forget_embedded(self, embedder: str) -> None:
        """Note that this embedder's vectors are lost."""
        with self._database.transaction() as connection:
            connection.execute(
                "UPDATE passages SET embedded_by = NULL WHERE embedded_by = ?", (embedder,)
            )

    def mark_embedded(
        self, ids: Sequence[str], embedder: str, sentences: Sequence[np.ndarray]
    ) -> None:
        """Note that these passages' vectors are stored, and keep those of their sentences.

        ``sentences`` has one array for each passage, shape (sentences, dimension); half precision
        is enough to rank by.
        """
        blobs = [vectors.astype("<f2").tobytes() for vectors in sentences]
        with self._database.transaction() as connection:
            connection.executemany(
                "UPDATE passages SET embedded_by = ?, sentence_vectors = ? WHERE id = ?",
                [(embedder, blob, i) for blob, i in zip(blobs, ids, strict=True)],
            )

    def sentence_vectors(self, ids: Sequence[str], embedder: str) -> dict[str, np.ndarray]:
        """An embedder's vectors of passages' sentences by id, those of another left out.

        Each array is float32, shape (sentences, dimension).
        """
        rows = self._database.rows(
            "SELECT id, json_array_length(spans), sentence_vectors FROM passages "
            "WHERE sentence_vectors IS NOT NULL AND embedded_by = ? "
            f"AND id IN ({marks(list(ids))})",
            [embedder, *ids],
        )
        return {
            i: np.frombuffer(blob, dtype="<f2").astype(np.float32).reshape(max(1, count), -1)
            for i, count, blob in rows
        }


def _passage(row: tuple[Any, ...]) -> Passage:
    spans = tuple(Span(*span) for span in json.loads(row[5]))
    return Passage(row[0], row[1], row[2], row[3], row[4], spans)

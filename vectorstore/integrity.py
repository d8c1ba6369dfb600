"""Whether passages, their full text and their vectors agree, and making them agree again."""

from __future__ import annotations

import sqlite3
from collections.abc import Callable, Sequence
from dataclasses import dataclass

from vectorstore.analyzer import analyse
from vectorstore.database import Database
from vectorstore.embedding import collection_name, embedder_name
from vectorstore.errors import VectorstoreError
from vectorstore.index import Index
from vectorstore.lexical import LexicalIndex
from vectorstore.passage import Passage

PAGE = 1000


@dataclass(frozen=True)
class Disagreement:
    """Passages, by id, of which something derived is missing, doubled or of another text."""

    what: str
    ids: tuple[str, ...]


def text_disagreements(database: Database) -> list[Disagreement]:
    """Where the full text differs from the passages that it was made from."""
    lost, other = [], []
    for key, section, text, indexed_section, indexed in database.rows(
        "SELECT p.id, p.section, p.text, t.section, t.body FROM passages p "
        "LEFT JOIN passage_text t ON t.rowid = p.number"
    ):
        if indexed is None:
            lost.append(key)
        elif (indexed_section, indexed) != (analyse(section), analyse(text)):
            other.append(key)
    surplus = [
        str(number)
        for (number,) in database.rows(
            "SELECT rowid FROM passage_text WHERE rowid NOT IN (SELECT number FROM passages)"
        )
    ]
    found = [
        Disagreement("passages without full text", tuple(lost)),
        Disagreement("passages whose full text is another", tuple(other)),
        Disagreement("full texts without a passage", tuple(surplus)),
    ]
    if not any(item.ids for item in found) and not _text_index_is_whole(database):
        found.append(Disagreement("passages in a damaged full-text index", ("all",)))
    return [item for item in found if item.ids]


def mend_text(database: Database) -> None:
    """Make the full text anew from the passages."""
    with database.transaction() as connection:
        connection.execute("DELETE FROM passage_text")
        connection.executemany(
            "INSERT INTO passage_text (rowid, section, body) VALUES (?,?,?)",
            [
                (number, analyse(section), analyse(text))
                for number, section, text in connection.execute(
                    "SELECT number, section, text FROM passages"
                ).fetchall()
            ],
        )
        connection.execute("INSERT INTO passage_text (passage_text) VALUES ('rebuild')")


def mend_passages(database: Database, document_id: str, passages: Sequence[Passage]) -> None:
    """Put passages in the place of a document's stored ones; ``mend_vectors`` is for the rest."""
    lexical = LexicalIndex(database)
    with database.transaction():
        lexical.delete(document_id)
        lexical.add(passages)


def vector_disagreements(database: Database, index: Index) -> list[Disagreement]:
    """Where the vectors differ from the passages that say they are embedded.

    Where the vectors cannot be read at all, that is the one disagreement, without passages.
    """
    try:
        return _vector_disagreements(database, index)
    except VectorstoreError as error:
        return [Disagreement(f"The vectors cannot be read: {error}", ())]


def _vector_disagreements(database: Database, index: Index) -> list[Disagreement]:
    embedder = collection_name(embedder_name(index.embeddings))
    rows = database.rows(
        "SELECT id, embedded_by IS ?, json_array_length(spans), length(sentence_vectors) "
        "FROM passages",
        (embedder,),
    )
    embedded = {row[0] for row in rows if row[1]}
    stored = index.dense.ids()
    readable = {
        key
        for start in range(0, len(stored), PAGE)
        for key in index.dense.vectors(stored[start : start + PAGE])
    }
    dimension = index.dense.dimension()
    cut_off = [
        key
        for key, here, spans, length in rows
        if here and dimension and not _fits(length, spans, dimension)
    ]
    found = [
        Disagreement("passages that wait for a vector", tuple(r[0] for r in rows if not r[1])),
        Disagreement("passages whose vector is lost", tuple(sorted(embedded - readable))),
        Disagreement("passages whose sentences' vectors are lost", tuple(cut_off)),
        Disagreement(
            "vectors without a passage", tuple(sorted(set(stored) - {row[0] for row in rows}))
        ),
    ]
    return [item for item in found if item.ids]


def mend_vectors(
    database: Database, index: Index, progress: Callable[[int, int], None] | None = None
) -> None:
    """Drop vectors that belong to nothing, or cannot be read, and embed whatever has none."""
    try:
        disagreements = _vector_disagreements(database, index)
    except VectorstoreError:
        index.drop_vectors()
        disagreements = []
    for found in disagreements:
        if found.what == "vectors without a passage":
            index.dense.drop(found.ids)
        else:
            _embed_again(database, found.ids)
    index.embed_pending(progress)


def _embed_again(database: Database, ids: Sequence[str]) -> None:
    with database.transaction() as connection:
        connection.executemany(
            "UPDATE passages SET embedded_by = NULL, sentence_vectors = NULL WHERE id = ?",
            [(key,) for key in ids],
        )


def _text_index_is_whole(database: Database) -> bool:
    with database.transaction() as connection:
        try:
            connection.execute("INSERT INTO passage_text (passage_text) VALUES ('integrity-check')")
        except sqlite3.DatabaseError:
            return False
    return True


def _fits(length: int | None, spans: int, dimension: int) -> bool:
    """Whether a blob has one row of half or single precision for each sentence, at least one."""
    values = max(1, spans) * dimension
    return length in (2 * values, 4 * values)

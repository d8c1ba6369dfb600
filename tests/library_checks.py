"""What must be so of a library whatever happened to it, read from its files."""

from __future__ import annotations

import contextlib
import sqlite3
import time
from typing import Any

from assistant.documents.document import Document
from assistant.library import Library
from assistant.storage.database import LibraryDatabase
from assistant.storage.surveys import Store
from vectorstore.dense import DenseIndex

MOST_SECONDS = 60.0


def rows(library: Library, sql: str) -> list[tuple[Any, ...]]:
    """What a statement gives in the library's database, on a connection of its own."""
    path = library.folder / "library.sqlite3"
    with contextlib.closing(sqlite3.connect(path, isolation_level=None)) as connection:
        return connection.execute(sql).fetchall()


def read_as_before(library: Library, document: Document) -> None:
    """Put an older reading of a document in its place, as a version before this one left it."""
    database = LibraryDatabase(library.folder / "library.sqlite3", 5.0)
    Store(database).replace(document)
    database.close()


def sound(library: Library) -> None:
    """Documents, passages and vectors agree, once what had to be embedded again is."""
    library.search("water")
    until = time.monotonic() + MOST_SECONDS
    while library.renewal is not None and time.monotonic() < until:
        time.sleep(0.05)
    documents = {row[0] for row in rows(library, "SELECT id FROM documents")}
    passages = rows(library, "SELECT id, document_id, embedded_by FROM passages")
    assert {row[1] for row in passages} == documents
    assert all(row[2] for row in passages)
    stored = []
    for (collection,) in rows(library, "SELECT DISTINCT embedded_by FROM passages"):
        vectors = DenseIndex(library.folder / "chroma", collection)
        stored += vectors.ids()
        vectors.close()
    assert sorted(stored) == sorted(row[0] for row in passages)
    assert rows(library, "SELECT count(*) FROM passage_text") == [(len(passages),)]
    listed = {info.id for survey in library.surveys() for info in survey.documents}
    assert listed == documents
    assert rows(library, "PRAGMA integrity_check") == [("ok",)]

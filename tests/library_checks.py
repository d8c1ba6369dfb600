"""What must be so of a library whatever happened to it."""

from __future__ import annotations

from assistant.library import Library


def sound(library: Library) -> None:
    """Documents, passages and vectors agree."""
    library.search("water")
    database = library._database
    documents = {row[0] for row in database.rows("SELECT id FROM documents")}
    passages = database.rows("SELECT id, document_id, embedded_by FROM passages")
    assert {row[1] for row in passages} == documents
    assert all(row[2] for row in passages)
    assert library._index.dense.count() == len(passages)
    texts = database.rows("SELECT count(*) FROM passage_text")[0][0]
    assert texts == len(passages)
    listed = {info.id for survey in library.surveys() for info in survey.documents}
    assert listed == documents
    assert database.rows("PRAGMA integrity_check") == [("ok",)]

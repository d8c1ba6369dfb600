"""Checking a library and making anew what is derived, after every kind of damage."""

from __future__ import annotations

import shutil
import sqlite3
from collections.abc import Callable
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from filelock import FileLock
from langchain_core.embeddings import DeterministicFakeEmbedding

from assistant.errors import LibraryBusy, LibraryError
from assistant.library import Library
from assistant.maintenance.integrity import Checkup, check
from assistant.settings import Settings
from tests.library_checks import sound

MakeLibrary = Callable[..., Library]
SurveyFile = Callable[..., Path]
LONG = " ".join(
    f"Fact {n} about river {n * 37 % 101} is told here in some words." for n in range(90)
)


@pytest.fixture
def folder(make_library: MakeLibrary, survey_file: SurveyFile) -> Path:
    """A closed library of two surveys, one of several passages."""
    library = make_library()
    library.add(survey_file("A Survey of Rivers", LONG))
    library.add(survey_file("A Survey of Lakes"))
    library.search("water")
    library.close()
    return library.folder


def examined(folder: Path, **options: Any) -> Checkup:
    settings = Settings(home=folder.parent / "home", lock_timeout=0.5)
    return check(folder, settings, embeddings=DeterministicFakeEmbedding(size=32), **options)


def run_sql(folder: Path, *statements: str) -> None:
    connection = sqlite3.connect(folder / "library.sqlite3")
    connection.execute("PRAGMA foreign_keys=OFF")
    for statement in statements:
        connection.execute(statement)
    connection.commit()
    connection.close()


def vectors_of(folder: Path) -> Any:
    from vectorstore.dense import DenseIndex
    from vectorstore.embedding import collection_name, embedder_name

    name = collection_name(embedder_name(DeterministicFakeEmbedding(size=32)))
    return DenseIndex(folder / "chroma", name)


def test_a_sound_library_is_said_to_be(folder: Path) -> None:
    found = examined(folder)
    assert found.sound and not found.mended
    assert (found.surveys, found.documents) == (2, 2) and found.passages > 4


SQL_DAMAGE = {
    "a passage is gone": "DELETE FROM passages WHERE number = 2",
    "a passage says something else": "UPDATE passages SET text = 'nothing' WHERE number = 2",
    "full text is gone": "DELETE FROM passage_text WHERE rowid < 3",
    "full text is another": "UPDATE passage_text SET body = 'x' WHERE rowid = 1",
    "full text has too much": "INSERT INTO passage_text (rowid, section, body) VALUES (9, '', 'x')",
    "full text is damaged": "UPDATE passage_text_data SET block = x'00' WHERE id > 10",
    "passages wait": "UPDATE passages SET embedded_by = NULL WHERE number < 3",
    "sentence vectors are gone": "UPDATE passages SET sentence_vectors = NULL WHERE number = 1",
    "sentence vectors are cut": "UPDATE passages SET sentence_vectors = x'00' WHERE number = 1",
    "a survey's row is gone": "DELETE FROM surveys WHERE title LIKE '%Lakes'",
    "a survey has no document": "INSERT INTO surveys VALUES ('x', 'X', '[]', NULL, NULL, NULL, 0)",
    "a document's row is gone": "DELETE FROM documents WHERE info LIKE '%Lakes%'",
    "a result is no JSON": "INSERT INTO results VALUES ('k', 'review', '{', 0)",
    "a result is of no survey": (
        """INSERT INTO results VALUES ('k', 'cell', '{"survey_id": "gone"}', 0)"""
    ),
}


@pytest.mark.parametrize("damage", SQL_DAMAGE)
def test_damage_is_found_and_mended(folder: Path, make_library: MakeLibrary, damage: str) -> None:
    run_sql(folder, SQL_DAMAGE[damage])
    found = examined(folder)
    assert not found.sound
    assert all(finding.derived for finding in found.findings)
    mended = examined(folder, repair=True)
    assert mended.sound, mended.findings
    assert mended.mended
    assert examined(folder).sound
    library = make_library(folder=folder)
    sound(library)
    assert {s.title for s in library.surveys()} >= {"A Survey of Rivers"}


def test_lost_and_surplus_vectors_are_found_and_mended(
    folder: Path, make_library: MakeLibrary
) -> None:
    vectors = vectors_of(folder)
    ids = vectors.ids()
    taken = vectors.vectors(ids[:2])
    vectors.drop(ids[:2])
    vectors.add(
        ["stranger:0", "stranger:1"],
        ["stranger"] * 2,
        np.stack(list(taken.values())),
    )
    vectors.close()
    found = {finding.what for finding in examined(folder).findings}
    assert found == {"passages whose vector is lost", "vectors without a passage"}
    assert examined(folder, repair=True).sound
    sound(make_library(folder=folder))


@pytest.mark.parametrize("damage", ["noise", "half", "gone"])
def test_a_damaged_vector_folder_is_made_anew(
    folder: Path, make_library: MakeLibrary, damage: str
) -> None:
    path = folder / "chroma" / "chroma.sqlite3"
    if damage == "gone":
        shutil.rmtree(folder / "chroma")
    else:
        data = path.read_bytes()
        path.write_bytes(b"noise " * 999 if damage == "noise" else data[: len(data) // 2])
        with pytest.raises(LibraryError, match="check --repair"):
            make_library(folder=folder).search("river")
        assert not examined(folder).sound
    assert examined(folder, repair=True).sound
    library = make_library(folder=folder)
    assert library.search("river")
    sound(library)


def test_a_document_that_cannot_be_read_is_told_and_left(folder: Path) -> None:
    run_sql(folder, "UPDATE documents SET body = x'00' WHERE info LIKE '%Lakes%'")
    found = examined(folder, repair=True)
    assert [finding.derived for finding in found.findings] == [False]
    assert "remove" in str(found.findings[0])
    assert found.documents == 2


def test_a_damaged_database_is_an_error_that_says_what_to_do(folder: Path) -> None:
    path = folder / "library.sqlite3"
    data = bytearray(path.read_bytes())
    data[4096 * 2 : 4096 * 6] = b"\xff" * (4096 * 4)
    path.write_bytes(data)
    with pytest.raises(LibraryError, match=r"(?s)damaged.*[Rr]estore a copy"):
        examined(folder, repair=True)


def test_nothing_there_and_someone_else_at_work(folder: Path, tmp_path: Path) -> None:
    with pytest.raises(LibraryError, match="Check the path"):
        examined(tmp_path / "nowhere")
    with FileLock(folder / "write.lock", thread_local=False), pytest.raises(LibraryBusy):
        examined(folder)

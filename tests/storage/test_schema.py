"""Libraries that earlier versions made open as they are, with everything that is in them."""

from __future__ import annotations

import json
import sqlite3
import zlib
from collections.abc import Callable, Collection
from dataclasses import asdict
from pathlib import Path

import pytest

from assistant.documents.document import Document, Section, Sentence
from assistant.documents.identity import Identity
from assistant.documents.survey import DocumentInfo
from assistant.library import Library
from assistant.storage.database import LibraryDatabase
from assistant.storage.schema import FORMAT, STEPS
from tests.library_checks import sound

MakeLibrary = Callable[..., Library]
# The tables of format 1, as its last version made them, in five places one after the other.
FORMAT_1 = {
    "surveys": """CREATE TABLE surveys (
        id TEXT PRIMARY KEY, title TEXT NOT NULL, authors TEXT NOT NULL, year INTEGER,
        arxiv_id TEXT, doi TEXT, added REAL NOT NULL)""",
    "documents": """CREATE TABLE documents (
        id TEXT PRIMARY KEY, survey_id TEXT NOT NULL REFERENCES surveys (id) ON DELETE CASCADE,
        info TEXT NOT NULL, identity TEXT NOT NULL, body BLOB NOT NULL, added REAL NOT NULL)""",
    "origins": """CREATE TABLE origins (
        document_id TEXT PRIMARY KEY REFERENCES documents (id) ON DELETE CASCADE,
        address TEXT NOT NULL, stated TEXT NOT NULL)""",
    "results": """CREATE TABLE results (
        key TEXT PRIMARY KEY, kind TEXT NOT NULL, value TEXT NOT NULL, made REAL NOT NULL)""",
    "conversations": """CREATE TABLE conversations (
        id INTEGER PRIMARY KEY, title TEXT NOT NULL, changed REAL NOT NULL)""",
    "turns": """CREATE TABLE turns (
        conversation_id INTEGER NOT NULL REFERENCES conversations (id) ON DELETE CASCADE,
        number INTEGER NOT NULL, question TEXT NOT NULL, standalone TEXT NOT NULL,
        answer TEXT NOT NULL, PRIMARY KEY (conversation_id, number))""",
    "edits": """CREATE TABLE edits (
        survey_id TEXT NOT NULL REFERENCES surveys (id) ON DELETE CASCADE ON UPDATE CASCADE,
        field TEXT NOT NULL, value TEXT NOT NULL, PRIMARY KEY (survey_id, field))""",
    "kept_apart": """CREATE TABLE kept_apart (
        document_id TEXT NOT NULL REFERENCES documents (id) ON DELETE CASCADE,
        other_id TEXT NOT NULL REFERENCES documents (id) ON DELETE CASCADE,
        PRIMARY KEY (document_id, other_id))""",
    "forgotten_documents": "CREATE TABLE forgotten_documents (document_id TEXT PRIMARY KEY)",
    "passages": """CREATE TABLE passages (
        number INTEGER PRIMARY KEY, id TEXT NOT NULL UNIQUE, document_id TEXT NOT NULL,
        section TEXT NOT NULL, kind TEXT NOT NULL, text TEXT NOT NULL, spans TEXT NOT NULL,
        embedded_by TEXT, sentence_vectors BLOB)""",
    "passage_text": """CREATE VIRTUAL TABLE passage_text USING fts5(
        section, body, tokenize = 'porter unicode61 remove_diacritics 2')""",
    "ratings": """CREATE TABLE ratings (
        conversation_id INTEGER NOT NULL, number INTEGER NOT NULL, rating TEXT NOT NULL,
        made REAL NOT NULL, PRIMARY KEY (conversation_id, number),
        FOREIGN KEY (conversation_id, number) REFERENCES turns (conversation_id, number)
        ON DELETE CASCADE)""",
    "readers": """CREATE TABLE readers (
        conversation_id INTEGER PRIMARY KEY REFERENCES conversations (id) ON DELETE CASCADE,
        reader TEXT NOT NULL)""",
    "shared_conversations": """CREATE TABLE shared_conversations (
        conversation_id INTEGER PRIMARY KEY REFERENCES conversations (id) ON DELETE CASCADE)""",
    "follow_ups": """CREATE TABLE follow_ups (
        conversation_id INTEGER NOT NULL, number INTEGER NOT NULL, questions TEXT NOT NULL,
        PRIMARY KEY (conversation_id, number),
        FOREIGN KEY (conversation_id, number) REFERENCES turns (conversation_id, number)
        ON DELETE CASCADE)""",
}
FIRST = ("surveys", "documents", "results", "conversations", "turns", "passages", "passage_text")
DOCUMENT = Document(
    id="d" * 64,
    name="rivers.md",
    format="markdown",
    sections=(Section("Findings", 1, "body", (Sentence("Water runs."), Sentence("It is 水."))),),
    title="A Survey of Rivers",
    authors=("Ann Lee", "陳"),
    year=2021,
)
INFO = DocumentInfo.of(DOCUMENT)
ANSWER = {"question": "What runs?", "claims": [], "remark": True, "reason": "Hello.", "usage": None}


def old_library(folder: Path, tables: Collection[str]) -> Path:
    """A library of format 1 with these tables, filled as that version did."""
    folder.mkdir()
    connection = sqlite3.connect(folder / "library.sqlite3")
    connection.execute("PRAGMA journal_mode=WAL")
    for name in tables:
        connection.execute(FORMAT_1[name])
    body = json.dumps(asdict(DOCUMENT), ensure_ascii=False, separators=(",", ":"))
    answer = json.dumps({key: value for key, value in ANSWER.items() if key != "usage"})
    rows: dict[str, tuple[object, ...]] = {
        "surveys": ("s1", DOCUMENT.title, '["Ann Lee", "陳"]', 2021, None, None, 5.0),
        "documents": (
            DOCUMENT.id, "s1", json.dumps(asdict(INFO), ensure_ascii=False),
            json.dumps(asdict(Identity.of(DOCUMENT)), ensure_ascii=False),
            zlib.compress(body.encode(), 6), 5.0,
        ),
        "origins": (
            DOCUMENT.id, "https://example.org/rivers",
            '{"title": "A Survey of Rivers", "authors": ["Ann Lee", "\\u9673"], "year": 2021}',
        ),
        "results": ("key", "review", '{"survey_id": "s1"}', 6.0),
        "conversations": (7, "Rivers", 7.0),
        "turns": (7, 1, "What runs?", "What runs?", answer),
        "edits": ("s1", "authors", '["Bo Chen", "王"]'),
        "ratings": (7, 1, "good", 8.0),
        "readers": (7, "ann"),
        "follow_ups": (7, 1, '["Where to?", "何故?"]'),
    }  # fmt: skip
    for name, values in rows.items():
        if name in tables:
            marks = ",".join("?" * len(values))
            connection.execute(f"INSERT INTO {name} VALUES ({marks})", values)
    connection.execute("PRAGMA user_version = 1")
    connection.commit()
    connection.close()
    return folder


def rows_of(folder: Path, tables: Collection[str]) -> dict[str, list[object]]:
    connection = sqlite3.connect(folder / "library.sqlite3")
    found = {name: connection.execute(f"SELECT * FROM {name}").fetchall() for name in tables}
    connection.close()
    return found


@pytest.mark.parametrize("tables", [tuple(FORMAT_1), FIRST], ids=["the last", "the first"])
def test_a_library_of_format_1_opens_with_all_that_is_in_it(
    make_library: MakeLibrary, tmp_path: Path, tables: tuple[str, ...]
) -> None:
    folder = old_library(tmp_path / "old", tables)
    before = rows_of(folder, tables)
    library = make_library(folder=folder)
    (survey,) = library.surveys()
    assert (survey.id, survey.title, survey.authors, survey.year) == (
        "s1", DOCUMENT.title, DOCUMENT.authors, 2021,
    )  # fmt: skip
    assert survey.documents == (INFO,)
    assert library.document(DOCUMENT.id) == DOCUMENT
    assert library.kept("key") == '{"survey_id": "s1"}'
    (turn,) = library.conversations.turns(7)
    assert turn.turn.answer.reason == "Hello."
    if tables != FIRST:
        assert (turn.rating, turn.follow_ups) == ("good", ("Where to?", "何故?"))
        assert [kept.id for kept in library.conversations.listed(reader="ann")] == [7]
        assert library.conversations.listed(reader="bo") == []
    library.close()
    assert rows_of(folder, tables) == before, "opening it changed nothing that was there"
    assert [file.name for file in folder.iterdir() if "format" in file.name] == []
    connection = sqlite3.connect(folder / "library.sqlite3")
    assert connection.execute("PRAGMA user_version").fetchone() == (1,), "older programs open it"
    connection.close()


def test_an_old_library_can_be_worked_with(
    make_library: MakeLibrary, tmp_path: Path, survey_file: Callable[..., Path]
) -> None:
    library = make_library(folder=old_library(tmp_path / "old", FIRST))
    library.conversations.rate(7, 1, "bad")
    assert library.conversations.turns(7)[0].rating == "bad"
    assert library.edit("s1", title="By hand").title == "By hand"
    lakes = library.add(survey_file("A Survey of Lakes"))
    assert [survey.id for survey in library.surveys()] == ["s1", lakes.id]
    library.remove("s1")
    assert library.kept("key") is None
    sound(library)


def test_edits_and_origins_of_an_old_library_are_read(
    make_library: MakeLibrary, tmp_path: Path
) -> None:
    library = make_library(folder=old_library(tmp_path / "old", FORMAT_1))
    again = library.edit("s1", year=1999)
    assert again.authors == ("Bo Chen", "王"), "the edit of then counts"
    assert again.year == 1999


def test_a_new_library_has_the_same_tables(tmp_path: Path) -> None:
    old_library(tmp_path / "old", FORMAT_1)
    shapes = []
    for folder in (tmp_path / "old", tmp_path / "new"):
        folder.mkdir(exist_ok=True)
        database = LibraryDatabase(folder / "library.sqlite3", 1.0)
        names = [
            name
            for (name,) in database.rows("SELECT name FROM sqlite_master WHERE type = 'table'")
            if not name.startswith("sqlite_")
        ]
        shapes.append({name: database.rows(f"PRAGMA table_info({name})") for name in names})
        keys = database.rows("SELECT name FROM migrations ORDER BY rowid")
        assert keys == [(step.name,) for step in STEPS]
        assert database.rows("PRAGMA user_version") == [(FORMAT,)]
        database.close()
    assert shapes[0] == shapes[1]


def test_the_names_of_steps_are_their_own() -> None:
    assert len({step.name for step in STEPS}) == len(STEPS)

"""Zotero's folder: items, files, collections, and a database that is being written."""

from __future__ import annotations

import contextlib
import sqlite3
from pathlib import Path

import pytest

from assistant.errors import SourceNotFound, UnknownName, UnreadableSource
from assistant.ingest.zotero import zotero_references
from tests.ingest.zotero_folder import ZoteroFolder

FIELDS = {
    "title": "Rivers of Asia", "date": "2021-03-00 March 2021", "DOI": "10.1234/r.5",
    "abstractNote": "They flow.",
}  # fmt: skip


@pytest.fixture
def zotero(tmp_path: Path) -> ZoteroFolder:
    """A folder with two collections and an item in the inner one."""
    made = ZoteroFolder(tmp_path / "Zotero")
    made.add_collection(1, "Water")
    made.add_collection(2, "Rivers", parent=1)
    made.add_item(1, FIELDS, [("Anna", "Lee"), ("Bob", "Ray")], {"a.pdf": b"%PDF"}, [2])
    return made


def test_an_item_has_its_metadata_its_files_and_its_collections(zotero: ZoteroFolder) -> None:
    zotero.add_item(2, {"title": "Lakes", "extra": "arXiv:2309.15025 [cs.CL]"})
    zotero.add_file(0, 900, "alone.md", b"# Alone")
    first, second, alone = zotero_references(zotero.folder)
    stated = first.stated
    assert (stated.title, stated.authors, stated.year) == (
        "Rivers of Asia",
        ("Anna Lee", "Bob Ray"),
        2021,
    )
    assert (stated.doi, stated.abstract) == ("10.1234/r.5", "They flow.")
    assert first.collections == ("Rivers",)
    (file,) = first.files
    assert Path(file.path) == zotero.folder / "storage" / file.key / "a.pdf"
    assert (second.stated.arxiv_id, second.stated.year, second.files) == ("2309.15025", 2023, ())
    assert [Path(file.path).name for file in alone.files] == ["alone.md"]


def test_the_bin_and_feeds_are_passed_over(zotero: ZoteroFolder) -> None:
    zotero.add_item(2, {"title": "News"}, library=2)
    zotero.bin(1)
    assert zotero_references(zotero.folder) == []


def test_a_collection_has_those_below_it_and_others_are_named(zotero: ZoteroFolder) -> None:
    zotero.add_item(2, {"title": "Elsewhere"})
    assert [item.key for item in zotero_references(zotero.folder, ["water"])] == ["I1"]
    with pytest.raises(UnknownName, match=r"'Air'\. There are: Rivers and Water"):
        zotero_references(zotero.folder, ["Air"])


def test_what_zotero_has_not_yet_moved_out_of_its_journal_is_read(zotero: ZoteroFolder) -> None:
    database = zotero.folder / "zotero.sqlite"
    with contextlib.closing(sqlite3.connect(database)) as writing:
        writing.execute("PRAGMA journal_mode = WAL")
        writing.execute("INSERT INTO itemDataValues (value) VALUES ('New title')")
        writing.execute("UPDATE itemData SET valueID = last_insert_rowid() WHERE fieldID = 1")
        writing.commit()
        before = {path.name: path.read_bytes() for path in zotero.folder.glob("zotero*")}
        assert zotero_references(zotero.folder)[0].stated.title == "New title"
        assert {path.name: path.read_bytes() for path in zotero.folder.glob("zotero*")} == before


def test_other_folders_and_databases_are_refused(tmp_path: Path) -> None:
    with pytest.raises(SourceNotFound, match=r"zotero\.sqlite is not there"):
        zotero_references(tmp_path)
    for data in (b"words that are no database at all " * 99, b""):
        (tmp_path / "zotero.sqlite").write_bytes(data)
        with pytest.raises(UnreadableSource, match="cannot be read"):
            zotero_references(tmp_path)


def test_a_path_in_storage_stays_in_its_folder(zotero: ZoteroFolder) -> None:
    with contextlib.closing(sqlite3.connect(zotero.folder / "zotero.sqlite")) as connection:
        connection.execute("UPDATE itemAttachments SET path = 'storage:../../../etc/passwd.txt'")
        connection.commit()
    (file,) = zotero_references(zotero.folder)[0].files
    assert Path(file.path) == zotero.folder / "storage" / file.key / "passwd.txt"

"""A Zotero data folder: its items with their collections and files, read from a copy.

Zotero keeps its database open, so it is copied first, with the journal beside it, and the copy is
opened read-only. Nothing in the folder is written.
"""

from __future__ import annotations

import contextlib
import re
import shutil
import sqlite3
import tempfile
from collections import defaultdict
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import Any

from assistant.documents.metadata import Metadata
from assistant.documents.reference import Attachment, Reference
from assistant.errors import SourceNotFound, UnknownName, UnreadableSource
from assistant.text.identifiers import (
    arxiv_id_of_doi,
    stated_arxiv_id,
    stated_doi,
    stated_year,
    year_of_arxiv_id,
)
from assistant.text.normalize import one_line

DATABASE, STORAGE = "zotero.sqlite", "storage"
_BESIDE = ("-wal", "-journal")
_IN_STORAGE = "storage:"
_LINKED_ADDRESS = 3  # of Zotero's link modes: no file
# Zotero's schema: stable since version 5 (resource/schema/userdata.sql in its source).
_ITEMS = """
    SELECT items.itemID, items.key, coalesce(parentItemID, 0), linkMode, path
    FROM items LEFT JOIN itemAttachments USING (itemID)
    WHERE items.itemID NOT IN (SELECT itemID FROM deletedItems)
      AND items.itemTypeID NOT IN
        (SELECT itemTypeID FROM itemTypes WHERE typeName IN ('note', 'annotation'))
      AND libraryID NOT IN (SELECT libraryID FROM libraries WHERE type = 'feed')
    ORDER BY items.itemID"""
_FIELDS = """
    SELECT itemID, fieldName, value FROM itemData
    JOIN fields USING (fieldID) JOIN itemDataValues USING (valueID)"""
_CREATORS = """
    SELECT itemID, creatorType, coalesce(firstName, ''), coalesce(lastName, '')
    FROM itemCreators JOIN creators USING (creatorID) JOIN creatorTypes USING (creatorTypeID)
    ORDER BY itemID, orderIndex"""
_COLLECTIONS = "SELECT collectionID, collectionName, parentCollectionID FROM collections"
_MEMBERS = "SELECT itemID, collectionID FROM collectionItems"


def zotero_references(folder: Path, collections: Iterable[str] = ()) -> list[Reference]:
    """The items of a Zotero data folder that are not in its bin, in the order of their making.

    With ``collections`` only those in one of these, or in one below it. Raises SourceNotFound for a
    folder without Zotero's database, UnknownName for a collection that is not there, and
    UnreadableSource for a database of another kind.
    """
    if not (folder / DATABASE).is_file():
        raise SourceNotFound(
            "No Zotero data in '{folder}': {database} is not there. Zotero's settings name the "
            "folder, under Advanced, Files and Folders.",
            folder=str(folder),
            database=DATABASE,
        )
    try:
        with _copied(folder) as connection:
            items = _Items(connection, folder)
            return items.references(list(collections))
    except sqlite3.Error as error:
        raise UnreadableSource(
            "Zotero's database in '{folder}' cannot be read ({reason}). Open Zotero once, so that "
            "it mends it, and try again.",
            folder=str(folder),
            reason=str(error),
        ) from error


@contextlib.contextmanager
def _copied(folder: Path) -> Iterator[sqlite3.Connection]:
    """A copy of the database, opened read-only once its journal is played back."""
    with tempfile.TemporaryDirectory(prefix="zotero-") as place:
        copy = Path(place) / DATABASE
        try:
            shutil.copyfile(folder / DATABASE, copy)
            for ending in _BESIDE:
                beside = folder / f"{DATABASE}{ending}"
                if beside.is_file():
                    shutil.copyfile(beside, Path(place) / beside.name)
        except OSError as error:
            raise sqlite3.OperationalError(error.strerror or "not copied") from error
        with contextlib.closing(sqlite3.connect(copy)) as mended:
            mended.execute("PRAGMA trusted_schema = OFF")
            mended.execute("SELECT count(*) FROM sqlite_master").fetchone()
        read_only = f"{copy.as_uri()}?mode=ro"
        with contextlib.closing(sqlite3.connect(read_only, uri=True)) as connection:
            connection.execute("PRAGMA trusted_schema = OFF")
            yield connection


class _Items:
    """What a database has, by the numbers of its items."""

    def __init__(self, connection: sqlite3.Connection, folder: Path) -> None:
        self._folder = folder
        self._rows = connection.execute(_ITEMS).fetchall()
        self._fields: dict[int, dict[str, str]] = defaultdict(dict)
        for item, name, value in connection.execute(_FIELDS):
            self._fields[item][name] = one_line(str(value))
        self._creators: dict[int, list[tuple[str, str]]] = defaultdict(list)
        for item, kind, first, last in connection.execute(_CREATORS):
            self._creators[item].append((kind, f"{first} {last}".strip()))
        self._names: dict[int, tuple[str, int]] = {
            number: (name, parent or 0) for number, name, parent in connection.execute(_COLLECTIONS)
        }
        self._members: dict[int, list[int]] = defaultdict(list)
        for item, collection in connection.execute(_MEMBERS):
            self._members[item].append(collection)

    def references(self, wanted: list[str]) -> list[Reference]:
        """The items with their files, of the wanted collections."""
        chosen = self._chosen(wanted)
        files: dict[int, list[Attachment]] = defaultdict(list)
        present = {row[0] for row in self._rows}
        for item, key, parent, mode, path in self._rows:
            if (
                mode is not None
                and mode != _LINKED_ADDRESS
                and path
                and (not parent or parent in present)
            ):
                files[parent or item].append(Attachment(key, self._place(key, path)))
        found = []
        for item, key, parent, mode, _ in self._rows:
            if parent or (mode is not None and not files[item]):
                continue
            collections = self._members[item]
            if wanted and not chosen & set(collections):
                continue
            names = tuple(self._names[number][0] for number in collections if number in self._names)
            found.append(Reference(key, self._stated(item), tuple(files[item]), names))
        return found

    def _chosen(self, wanted: list[str]) -> set[int]:
        """The collections of these names, and those below them."""
        chosen: set[int] = set()
        for name in wanted:
            same = {n for n, (known, _) in self._names.items() if known.lower() == name.lower()}
            if not same:
                there = sorted(known for known, _ in self._names.values())
                raise UnknownName(
                    "No Zotero collection '{name}'. There are: {names}.",
                    name=name,
                    names=there or ["none"],
                )
            chosen |= same
        before: set[int] = set()
        while before != chosen:
            before = set(chosen)
            chosen |= {n for n, (_, parent) in self._names.items() if parent in before}
        return chosen

    def _place(self, key: str, path: str) -> str:
        """Where a file lies; one that is linked relative to a folder of Zotero's settings stays."""
        if path.startswith(_IN_STORAGE):
            name = re.split(r"[/\\]", path.removeprefix(_IN_STORAGE))[-1]
            return str(self._folder / STORAGE / key / name)
        return path

    def _stated(self, item: int) -> Metadata:
        fields: dict[str, Any] = self._fields[item]
        doi = stated_doi(fields.get("DOI", "")) or _extra_doi(fields.get("extra", ""))
        arxiv_id = arxiv_id_of_doi(doi) or stated_arxiv_id(
            " ".join(fields.get(name, "") for name in ("archiveID", "extra", "url"))
        )
        people = self._creators[item]
        authors = [name for kind, name in people if kind == "author"]
        return Metadata(
            title=fields.get("title", "") or fields.get("caseName", ""),
            authors=tuple(dict.fromkeys(authors or [name for _, name in people])),
            year=stated_year(fields.get("date", "")) or year_of_arxiv_id(arxiv_id),
            arxiv_id=arxiv_id,
            doi=None if arxiv_id_of_doi(doi) else doi,
            abstract=fields.get("abstractNote", ""),
        )


def _extra_doi(extra: str) -> str | None:
    """A DOI in the field for what Zotero has no field for: "DOI: 10.1234/abc"."""
    match = re.search(r"\bdoi:\s*(\S+)", extra, re.IGNORECASE)
    return stated_doi(match[1]) if match else None

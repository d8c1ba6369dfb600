"""A Zotero data folder as Zotero makes one: its tables, items, files and collections."""

from __future__ import annotations

import contextlib
import sqlite3
from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path

# From resource/schema/userdata.sql of Zotero 6, without what nobody here reads.
SCHEMA = """
CREATE TABLE libraries (libraryID INTEGER PRIMARY KEY, type TEXT NOT NULL);
CREATE TABLE itemTypes (itemTypeID INTEGER PRIMARY KEY, typeName TEXT);
CREATE TABLE fields (fieldID INTEGER PRIMARY KEY, fieldName TEXT);
CREATE TABLE creatorTypes (creatorTypeID INTEGER PRIMARY KEY, creatorType TEXT);
CREATE TABLE items (itemID INTEGER PRIMARY KEY, itemTypeID INT NOT NULL, libraryID INT NOT NULL,
    key TEXT NOT NULL, version INT NOT NULL DEFAULT 0, UNIQUE (libraryID, key));
CREATE TABLE itemDataValues (valueID INTEGER PRIMARY KEY, value UNIQUE);
CREATE TABLE itemData (itemID INT, fieldID INT, valueID INT, PRIMARY KEY (itemID, fieldID));
CREATE TABLE itemAttachments (itemID INTEGER PRIMARY KEY, parentItemID INT, linkMode INT,
    contentType TEXT, charsetID INT, path TEXT, storageModTime INT, storageHash TEXT);
CREATE TABLE creators (creatorID INTEGER PRIMARY KEY, firstName TEXT, lastName TEXT, fieldMode INT);
CREATE TABLE itemCreators (itemID INT NOT NULL, creatorID INT NOT NULL,
    creatorTypeID INT NOT NULL DEFAULT 1, orderIndex INT NOT NULL DEFAULT 0);
CREATE TABLE collections (collectionID INTEGER PRIMARY KEY, collectionName TEXT NOT NULL,
    parentCollectionID INT DEFAULT NULL, libraryID INT NOT NULL, key TEXT NOT NULL);
CREATE TABLE collectionItems (collectionID INT NOT NULL, itemID INT NOT NULL, orderIndex INT);
CREATE TABLE deletedItems (itemID INTEGER PRIMARY KEY, dateDeleted DEFAULT CURRENT_TIMESTAMP);
INSERT INTO libraries VALUES (1, 'user'), (2, 'feed');
INSERT INTO itemTypes VALUES (1, 'journalArticle'), (2, 'attachment'), (3, 'note');
INSERT INTO fields VALUES (1, 'title'), (2, 'date'), (3, 'DOI'), (4, 'abstractNote'), (5, 'extra');
INSERT INTO creatorTypes VALUES (1, 'author'), (2, 'editor');
"""
FIELDS = {"title": 1, "date": 2, "DOI": 3, "abstractNote": 4, "extra": 5}


class ZoteroFolder:
    """Writes a Zotero data folder, as the program does."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        (folder / "storage").mkdir(parents=True)
        self._change(SCHEMA)

    def add_collection(self, number: int, name: str, parent: int | None = None) -> None:
        """A collection, perhaps below another."""
        with self._open() as connection:
            row = (number, name, parent, f"C{number}")
            connection.execute("INSERT INTO collections VALUES (?,?,?,1,?)", row)

    def add_item(
        self,
        number: int,
        fields: Mapping[str, str],
        people: Sequence[tuple[str, str]] = (),
        files: Mapping[str, bytes] | None = None,
        collections: Sequence[int] = (),
        library: int = 1,
    ) -> None:
        """An item with its fields, authors as (first, last), and files in storage."""
        with self._open() as connection:
            connection.execute(
                "INSERT INTO items VALUES (?,1,?,?,0)", (number, library, f"I{number}")
            )
            for order, (first, last) in enumerate(people):
                made = connection.execute("INSERT INTO creators VALUES (NULL,?,?,0)", (first, last))
                connection.execute(
                    "INSERT INTO itemCreators VALUES (?,?,1,?)", (number, made.lastrowid, order)
                )
            connection.executemany(
                "INSERT INTO collectionItems VALUES (?,?,0)", [(c, number) for c in collections]
            )
        for name, value in fields.items():
            self.set_field(number, name, value)
        for order, (name, data) in enumerate((files or {}).items()):
            self.add_file(number, 10_000 + 10 * number + order, name, data)

    def add_file(self, parent: int, number: int, name: str, data: bytes) -> None:
        """A file in the storage, attached to an item, or alone where that is 0."""
        key = f"F{number}"
        with self._open() as connection:
            connection.execute("INSERT INTO items VALUES (?,2,1,?,0)", (number, key))
            row = (number, parent or None, 0, "", f"storage:{name}")
            connection.execute(
                "INSERT INTO itemAttachments (itemID, parentItemID, linkMode, contentType, path)"
                " VALUES (?,?,?,?,?)", row,
            )  # fmt: skip
        (self.folder / "storage" / key).mkdir()
        (self.folder / "storage" / key / name).write_bytes(data)

    def set_field(self, number: int, name: str, value: str) -> None:
        """Give an item's field a value."""
        with self._open() as connection:
            connection.execute("INSERT OR IGNORE INTO itemDataValues (value) VALUES (?)", (value,))
            connection.execute(
                "INSERT OR REPLACE INTO itemData SELECT ?, ?, valueID FROM itemDataValues"
                " WHERE value = ?", (number, FIELDS[name], value),
            )  # fmt: skip

    def bin(self, number: int) -> None:
        """Put an item into the bin."""
        self._change(f"INSERT INTO deletedItems (itemID) VALUES ({number})")

    def _change(self, script: str) -> None:
        with self._open() as connection:
            connection.executescript(script)

    @contextlib.contextmanager
    def _open(self) -> Iterator[sqlite3.Connection]:
        opened = contextlib.closing(sqlite3.connect(self.folder / "zotero.sqlite"))
        with opened as connection, connection:
            yield connection

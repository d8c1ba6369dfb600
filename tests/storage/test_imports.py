"""What was imported is remembered as long as its document is there."""

from __future__ import annotations

from pathlib import Path

from assistant.documents.document import Document
from assistant.storage.database import LibraryDatabase
from assistant.storage.imports import Imported, Imports
from assistant.storage.surveys import Store


def test_an_import_goes_with_its_document(tmp_path: Path) -> None:
    database = LibraryDatabase(tmp_path / "library.sqlite3", 1.0)
    store, imports = Store(database), Imports(database)
    store.add(Document("d" * 64, "a.md", "markdown", (), title="Rivers"))
    first = Imported("d" * 64, "12 7 ab")
    imports.keep("zotero:/x", "A", first)
    imports.keep("zotero:/y", "A", first)
    imports.keep("zotero:/x", "A", Imported("d" * 64, "13 7 ab"))
    assert imports.of("zotero:/x") == {"A": Imported("d" * 64, "13 7 ab")}
    assert imports.is_used("d" * 64) and not imports.is_used("e" * 64)
    store.remove_document("d" * 64)
    assert imports.of("zotero:/x") == imports.of("zotero:/y") == {}
    database.close()

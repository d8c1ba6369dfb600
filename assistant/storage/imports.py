"""What came from a reference manager: which document each of its files became, and as of when."""

from __future__ import annotations

from dataclasses import dataclass

from vectorstore.database import Database


@dataclass(frozen=True)
class Imported:
    """A file that was imported: its document, and the signature of the file and what was stated."""

    document_id: str
    signature: str


class Imports:
    """Imports of one ``library.sqlite3``; one goes with its document."""

    def __init__(self, database: Database) -> None:
        self._database = database

    def of(self, origin: str) -> dict[str, Imported]:
        """What came from an origin, such as a folder, by its keys there."""
        rows = self._database.rows(
            "SELECT key, document_id, signature FROM imports WHERE origin = ?", (origin,)
        )
        return {key: Imported(document_id, signature) for key, document_id, signature in rows}

    def keep(self, origin: str, key: str, imported: Imported) -> None:
        """Note what a key's file became."""
        with self._database.transaction() as connection:
            connection.execute(
                "INSERT OR REPLACE INTO imports VALUES (?,?,?,?)",
                (origin, key, imported.document_id, imported.signature),
            )

    def is_used(self, document_id: str) -> bool:
        """Whether any file that was imported is this document."""
        sql = "SELECT count(*) FROM imports WHERE document_id = ?"
        return self._database.number(sql, (document_id,)) > 0

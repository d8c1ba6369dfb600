"""Reviews, cells and settings as they are kept: JSON by key."""

from __future__ import annotations

import time

from vectorstore.database import Database


class Results:
    """The kept results of one ``library.sqlite3``."""

    def __init__(self, database: Database) -> None:
        self._database = database

    def result(self, key: str) -> str | None:
        """A kept review, comparison cell or the like, as JSON; None if there is none."""
        rows = self._database.rows("SELECT value FROM results WHERE key = ?", (key,))
        return str(rows[0][0]) if rows else None

    def keep(self, key: str, kind: str, value: str) -> None:
        """Keep a result as JSON under a key that changes whenever what it was made from does."""
        with self._database.transaction() as connection:
            connection.execute(
                "INSERT OR REPLACE INTO results VALUES (?,?,?,?)", (key, kind, value, time.time())
            )

    def forget(self, survey_id: str) -> None:
        """Forget the reviews and cells made from a survey."""
        with self._database.transaction() as connection:
            connection.execute(
                "DELETE FROM results WHERE CASE WHEN json_valid(value) THEN ? IN "
                "(json_extract(value, '$.survey_id'), json_extract(value, '$.survey.id')) END",
                (survey_id,),
            )

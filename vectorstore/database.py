"""The one SQLite file: a connection shared by the threads of a process."""

from __future__ import annotations

import contextlib
import sqlite3
import threading
from collections.abc import Iterable, Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from vectorstore.errors import IndexBusy, IndexNotWritable, IndexTooNew
from vectorstore.migrations import STEPS, Step, migrate

FORMAT = 1 + len(STEPS)


class Database:
    """``library.sqlite3``, opened once for a process and safe to use from many threads.

    Raises IndexTooNew when a newer program made the file, IndexNotWritable when the folder or the
    disk does not let it write, IndexBusy when another process keeps it locked for ``timeout``
    seconds. An older format is brought to the present one by ``steps``, after a copy was made.
    """

    def __init__(self, path: Path, *, timeout: float = 30.0, steps: Sequence[Step] = STEPS) -> None:
        self.path = path
        self._format = 1 + len(steps)
        self._lock = threading.RLock()
        self._depth = 0
        try:
            self._connection = sqlite3.connect(
                path, timeout=timeout, check_same_thread=False, isolation_level=None
            )
            self._connection.execute("PRAGMA journal_mode=WAL")
            self._connection.execute("PRAGMA foreign_keys=ON")
            migrate(self._connection, path, steps)
            found = self._connection.execute("PRAGMA user_version").fetchone()[0]
        except (sqlite3.Error, OSError, IndexNotWritable) as error:
            with contextlib.suppress(AttributeError):
                self._connection.close()
            raise _translated(error, path) from error
        if found > self._format:
            self._connection.close()
            raise IndexTooNew(
                f"{path} has format {found}, this program knows formats up to {self._format}. "
                "Update survey-assistant, or choose another folder."
            )
        self._version = found

    @property
    def is_new(self) -> bool:
        """Whether nothing has been written to it yet."""
        return self._version == 0

    @contextmanager
    def transaction(self) -> Iterator[sqlite3.Connection]:
        """All or nothing; a transaction inside another joins it."""
        with self._lock:
            try:
                if self._depth == 0:
                    self._connection.execute("BEGIN IMMEDIATE")
                self._depth += 1
                try:
                    yield self._connection
                except BaseException:
                    self._depth -= 1
                    # A full disk makes SQLite roll back by itself.
                    if self._depth == 0 and self._connection.in_transaction:
                        self._connection.execute("ROLLBACK")
                    raise
                self._depth -= 1
                if self._depth == 0:
                    self._commit()
            except sqlite3.Error as error:
                raise _translated(error, self.path) from error

    def _commit(self) -> None:
        try:
            self._connection.execute("COMMIT")
        except sqlite3.Error:
            if self._connection.in_transaction:
                self._connection.execute("ROLLBACK")
            raise

    def create(self, statements: Iterable[str]) -> None:
        """Run ``CREATE … IF NOT EXISTS`` statements and stamp the file's format."""
        with self.transaction() as connection:
            for statement in statements:
                connection.execute(statement)
            if self._version != self._format:
                connection.execute(f"PRAGMA user_version = {self._format}")
        self._version = self._format

    def rows(self, sql: str, parameters: Sequence[Any] = ()) -> list[tuple[Any, ...]]:
        """Every row of a query."""
        with self._lock:
            try:
                return self._connection.execute(sql, parameters).fetchall()
            except sqlite3.Error as error:
                raise _translated(error, self.path) from error

    def close(self) -> None:
        """Close the connection; the database cannot be used afterwards."""
        with self._lock:
            self._connection.close()


def marks(values: Sequence[Any]) -> str:
    """As many question marks as values, for ``IN (…)``."""
    return ",".join("?" * len(values))


def _translated(error: Exception, path: Path) -> Exception:
    text = str(error)
    if isinstance(error, OSError):
        return IndexNotWritable(
            f"{path} cannot be written ({error.strerror}). Free some disk space or make the "
            "folder writable; nothing was changed."
        )
    if not isinstance(error, sqlite3.Error):
        return error
    if "locked" in text or "busy" in text:
        return IndexBusy(f"{path} is in use by another process. Wait for it, or stop it.")
    if "readonly" in text or "unable to open" in text or "attempt to write" in text:
        return IndexNotWritable(
            f"{path} cannot be written ({text}). Make the folder writable, or choose another."
        )
    if "full" in text or "disk I/O" in text:
        return IndexNotWritable(
            f"{path} cannot be written ({text}). Free some disk space and try again; "
            "nothing was changed."
        )
    if "malformed" in text or "not a database" in text:
        return IndexNotWritable(
            f"{path} is damaged or is not a library ({text}). Choose another folder, "
            "or restore a copy."
        )
    return error

"""The one SQLite file: a connection shared by the threads of a process."""

from __future__ import annotations

import sqlite3
import threading
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from vectorstore.errors import IndexBusy, IndexNotWritable, VectorstoreError
from vectorstore.migrations import Step, migrate
from vectorstore.schema import STEPS


class Database:
    """``library.sqlite3``, opened once for a process and safe to use from many threads.

    Raises IndexTooNew when a newer program made the file, IndexNotWritable when the folder or the
    disk does not let it write, IndexBusy when another process keeps it locked for ``timeout``
    seconds. It has the tables that ``steps`` make; an older format is copied before it is changed.
    """

    def __init__(self, path: Path, *, timeout: float = 30.0, steps: Sequence[Step] = STEPS) -> None:
        self.path = path
        self._lock = threading.RLock()
        self._depth = 0
        with _mapped_errors(path):
            self._connection = sqlite3.connect(
                path, timeout=timeout, check_same_thread=False, isolation_level=None
            )
            try:
                self._connection.execute("PRAGMA journal_mode=WAL")
                self._connection.execute("PRAGMA foreign_keys=ON")
                migrate(self._connection, path, steps)
            except BaseException:
                self._connection.close()
                raise

    @contextmanager
    def transaction(self) -> Iterator[sqlite3.Connection]:
        """All or nothing; a transaction inside another joins it."""
        with self._lock, _mapped_errors(self.path):
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

    def _commit(self) -> None:
        try:
            self._connection.execute("COMMIT")
        except sqlite3.Error:
            if self._connection.in_transaction:
                self._connection.execute("ROLLBACK")
            raise

    def rows(self, sql: str, parameters: Sequence[Any] = ()) -> list[tuple[Any, ...]]:
        """Every row of a query."""
        with self._lock, _mapped_errors(self.path):
            return self._connection.execute(sql, parameters).fetchall()

    def number(self, sql: str, parameters: Sequence[Any] = ()) -> int:
        """The one number that a query gives, such as a count."""
        return int(self.rows(sql, parameters)[0][0])

    def state(self) -> tuple[int, int] | None:
        """What changes with every write, of this process or another; None amid a transaction.

        What was read under a state is true for as long as the state is the same.
        """
        with self._lock:
            if self._connection.in_transaction:
                return None
            # https://www.sqlite.org/pragma.html#pragma_data_version: writes of others.
            return self.number("PRAGMA data_version"), self._connection.total_changes

    def close(self) -> None:
        """Close the connection; the database cannot be used afterwards."""
        with self._lock:
            self._connection.close()


def marks(values: Sequence[Any]) -> str:
    """As many question marks as values, for ``IN (…)``."""
    return ",".join("?" * len(values))


@contextmanager
def _mapped_errors(path: Path) -> Iterator[None]:
    """What SQLite raises, as this package's errors: the one map of them."""
    try:
        yield
    except sqlite3.Error as error:
        if (kind := _kind(error)) is None:
            raise
        raise kind[0](kind[1].format(path=path, reason=error)) from error


_BUSY = (IndexBusy, "{path} is in use by another process. Wait for it, or stop it.")
_READ_ONLY = (
    IndexNotWritable,
    "{path} cannot be written ({reason}). Make the folder writable, or choose another.",
)
_FULL = (
    IndexNotWritable,
    "{path} cannot be written ({reason}). Free some disk space and try again; nothing was changed.",
)
_DAMAGED = (
    IndexNotWritable,
    "{path} is damaged or is not a library ({reason}). Choose another folder, or restore a copy.",
)
# https://www.sqlite.org/rescode.html
_BY_CODE: Mapping[int, tuple[type[VectorstoreError], str]] = {
    sqlite3.SQLITE_BUSY: _BUSY,
    sqlite3.SQLITE_LOCKED: _BUSY,
    sqlite3.SQLITE_READONLY: _READ_ONLY,
    sqlite3.SQLITE_CANTOPEN: _READ_ONLY,
    sqlite3.SQLITE_PERM: _READ_ONLY,
    sqlite3.SQLITE_FULL: _FULL,
    sqlite3.SQLITE_IOERR: _FULL,
    sqlite3.SQLITE_CORRUPT: _DAMAGED,
    sqlite3.SQLITE_NOTADB: _DAMAGED,
}
_PRIMARY = 0xFF  # the rest of a code says which case of the error it is


def _kind(error: sqlite3.Error) -> tuple[type[VectorstoreError], str] | None:
    """What an error of SQLite means to a user; None for a mistake of this program."""
    code = getattr(error, "sqlite_errorcode", None)  # Python's own complaints have none
    if code == sqlite3.SQLITE_ERROR and "malformed JSON" in str(error):
        return _DAMAGED  # a kept value was cut off; SQLite has no code of its own for it
    return _BY_CODE.get(code & _PRIMARY) if code is not None else None

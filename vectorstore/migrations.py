"""Named, ordered changes of the tables in ``library.sqlite3``: forward only, a copy first."""

from __future__ import annotations

import contextlib
import sqlite3
import time
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from pathlib import Path

from vectorstore.errors import IndexNotWritable, IndexTooNew

_RECORD = "CREATE TABLE IF NOT EXISTS migrations (name TEXT PRIMARY KEY, applied REAL NOT NULL)"


@dataclass(frozen=True)
class Step:
    """One change of the tables; a step that was released never changes, nor does its name.

    ``change`` works by ``connection.execute`` and neither commits nor rolls back. A step that is
    ``additive`` only makes tables that are not there yet, which an older program passes over: it
    needs no copy of the file and no new format.
    """

    name: str
    change: Callable[[sqlite3.Connection], object]
    additive: bool = False


def make_tables(name: str, statements: Iterable[str]) -> Step:
    """The step of ``CREATE … IF NOT EXISTS`` statements."""
    wanted = tuple(statements)

    def change(connection: sqlite3.Connection) -> None:
        for statement in wanted:
            connection.execute(statement)

    return Step(name, change, additive=True)


def format_of(steps: Sequence[Step]) -> int:
    """The format of a file after these steps: older programs refuse one that they do not know."""
    return 1 + sum(not step.additive for step in steps)


def migrate(connection: sqlite3.Connection, path: Path, steps: Sequence[Step]) -> Path | None:
    """Take the steps that a database, open at ``path``, has not taken yet, in their order.

    All are one transaction. Returns the copy of an older format, ``library.sqlite3.format-N``
    beside it; None where none was needed. Raises IndexTooNew for a format of a newer program, and
    IndexNotWritable where a step fails; the database then is as it was.
    """
    _refuse_newer(connection, path, steps)
    if not _pending(connection, steps):
        return None
    connection.execute("PRAGMA foreign_keys=OFF")
    connection.execute("BEGIN IMMEDIATE")
    try:
        _refuse_newer(connection, path, steps)  # another process may have been faster
        found, pending = _format(connection), _pending(connection, steps)
        copy = None
        if found and not all(step.additive for step in pending):
            copy = _copy(path, path.with_name(f"{path.name}.format-{found}"))
        connection.execute(_RECORD)
        for step in pending:
            if step.additive:
                step.change(connection)
            else:
                until = steps[: steps.index(step) + 1]
                _change(connection, step, path, found, format_of(until), copy)
            connection.execute(
                "INSERT OR REPLACE INTO migrations VALUES (?,?)", (step.name, time.time())
            )
        connection.execute(f"PRAGMA user_version = {format_of(steps)}")
        connection.execute("COMMIT")
        return copy
    finally:
        if connection.in_transaction:
            connection.execute("ROLLBACK")
        connection.execute("PRAGMA foreign_keys=ON")


def _change(
    connection: sqlite3.Connection, step: Step, path: Path, found: int, new: int, copy: Path | None
) -> None:
    try:
        step.change(connection)
        _refuse_orphans(connection)
    except sqlite3.Error as error:
        raise IndexNotWritable(
            f"{path} has format {found} and cannot be brought to format {new}: {error}. Nothing "
            "was changed. Use the version of survey-assistant that made it"
            + (f", or start from {copy}." if copy else ".")
        ) from error


def _pending(connection: sqlite3.Connection, steps: Sequence[Step]) -> list[Step]:
    known = connection.execute("SELECT 1 FROM sqlite_master WHERE name = 'migrations'").fetchone()
    taken = {row[0] for row in connection.execute("SELECT name FROM migrations")} if known else ()
    return [step for step in steps if step.name not in taken]


def _format(connection: sqlite3.Connection) -> int:
    return int(connection.execute("PRAGMA user_version").fetchone()[0])


def _refuse_newer(connection: sqlite3.Connection, path: Path, steps: Sequence[Step]) -> None:
    found, newest = _format(connection), format_of(steps)
    if found > newest:
        raise IndexTooNew(
            f"{path} has format {found}, this program knows formats up to {newest}. "
            "Update survey-assistant, or choose another folder."
        )


def _copy(path: Path, copy: Path) -> Path:
    """A whole copy of what was last committed; none where it could not be finished."""
    half = copy.with_name(f"{copy.name}.half")
    half.unlink(missing_ok=True)
    try:
        with (
            contextlib.closing(sqlite3.connect(path)) as source,
            contextlib.closing(sqlite3.connect(half)) as target,
        ):
            source.backup(target)
        half.replace(copy)
    except OSError as error:
        raise IndexNotWritable(
            f"{path} cannot be written ({error.strerror}). Free some disk space or make the "
            "folder writable; nothing was changed."
        ) from error
    finally:
        half.unlink(missing_ok=True)
    return copy


def _refuse_orphans(connection: sqlite3.Connection) -> None:
    if rows := connection.execute("PRAGMA foreign_key_check").fetchall():
        raise sqlite3.IntegrityError(f"{len(rows)} rows lost what they belong to ({rows[0][0]})")

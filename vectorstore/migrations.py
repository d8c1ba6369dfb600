"""From an older format of ``library.sqlite3`` to the present one: forward only, a copy first."""

from __future__ import annotations

import contextlib
import sqlite3
from collections.abc import Callable, Sequence
from pathlib import Path

from vectorstore.errors import IndexNotWritable

# A step changes tables by ``connection.execute``; it must neither commit nor roll back.
Step = Callable[[sqlite3.Connection], object]
# Step 0 leads from format 1 to format 2, and so on. A step that was released never changes.
STEPS: tuple[Step, ...] = ()


def migrate(connection: sqlite3.Connection, path: Path, steps: Sequence[Step]) -> Path | None:
    """Bring a database that is open at ``path`` to format ``1 + len(steps)``.

    Returns the copy of the older one, ``library.sqlite3.format-N`` beside it; None where there was
    nothing to do. All steps are one transaction: where one fails, IndexNotWritable is raised and
    the database is as it was.
    """
    newest = 1 + len(steps)
    if not 0 < _format(connection) < newest:
        return None
    connection.execute("PRAGMA foreign_keys=OFF")
    connection.execute("BEGIN IMMEDIATE")
    try:
        found = _format(connection)
        if found >= newest:  # another process was faster
            return None
        copy = _copied(path, path.with_name(f"{path.name}.format-{found}"))
        for number in range(found, newest):
            try:
                steps[number - 1](connection)
                _refuse_orphans(connection)
            except sqlite3.Error as error:
                raise IndexNotWritable(
                    f"{path} has format {found} and cannot be brought to format {number + 1}: "
                    f"{error}. Nothing was changed. Use the version of survey-assistant that made "
                    f"it, or start from {copy}."
                ) from error
        connection.execute(f"PRAGMA user_version = {newest}")
        connection.execute("COMMIT")
        return copy
    finally:
        if connection.in_transaction:
            connection.execute("ROLLBACK")
        connection.execute("PRAGMA foreign_keys=ON")


def _format(connection: sqlite3.Connection) -> int:
    return int(connection.execute("PRAGMA user_version").fetchone()[0])


def _copied(path: Path, copy: Path) -> Path:
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

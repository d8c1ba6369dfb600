"""Older formats are brought forward, all or nothing, and a copy is made first."""

from __future__ import annotations

import sqlite3
import threading
from pathlib import Path

import pytest

from vectorstore.database import Database
from vectorstore.errors import IndexNotWritable, IndexTooNew
from vectorstore.migrations import Step

TABLES = (
    "CREATE TABLE IF NOT EXISTS rivers (id INTEGER PRIMARY KEY, name TEXT NOT NULL)",
    "CREATE TABLE IF NOT EXISTS mills (river INTEGER NOT NULL REFERENCES rivers (id))",
)


def with_length(connection: sqlite3.Connection) -> None:
    connection.execute("ALTER TABLE rivers ADD COLUMN length REAL")
    connection.execute("UPDATE rivers SET length = 10 * id")


def upper_case(connection: sqlite3.Connection) -> None:
    connection.execute("UPDATE rivers SET name = upper(name)")


def broken(connection: sqlite3.Connection) -> None:
    connection.execute("DELETE FROM mills")
    connection.execute("UPDATE streams SET name = ''")


def losing(connection: sqlite3.Connection) -> None:
    connection.execute("DELETE FROM rivers")


STEPS: tuple[Step, ...] = (with_length, upper_case)


@pytest.fixture
def path(tmp_path: Path) -> Path:
    """A database of format 1."""
    path = tmp_path / "library.sqlite3"
    database = Database(path, steps=())
    database.create(TABLES)
    with database.transaction() as connection:
        connection.execute("INSERT INTO rivers (name) VALUES ('Rhine'), ('Elbe')")
        connection.execute("INSERT INTO mills VALUES (1), (2)")
    database.close()
    return path


def dump(path: Path) -> list[str]:
    connection = sqlite3.connect(path)
    lines = [*connection.iterdump(), str(connection.execute("PRAGMA user_version").fetchone())]
    connection.close()
    return lines


def test_an_older_format_is_brought_forward_and_copied(path: Path) -> None:
    before = dump(path)
    database = Database(path, steps=STEPS)
    assert database.rows("SELECT name, length FROM rivers") == [("RHINE", 10.0), ("ELBE", 20.0)]
    assert database.rows("PRAGMA user_version") == [(3,)]
    assert database.rows("PRAGMA foreign_keys") == [(1,)]
    database.close()
    assert dump(path.with_name("library.sqlite3.format-1")) == before
    again = Database(path, steps=STEPS)
    assert again.rows("SELECT length FROM rivers") == [(10.0,), (20.0,)], "only once"
    again.close()
    with pytest.raises(IndexTooNew, match="format 3"):
        Database(path, steps=STEPS[:1])


def test_it_goes_on_from_where_a_format_is(path: Path) -> None:
    Database(path, steps=STEPS[:1]).close()
    Database(path, steps=STEPS).close()
    names = sorted(file.name for file in path.parent.iterdir() if "format" in file.name)
    assert names == ["library.sqlite3.format-1", "library.sqlite3.format-2"]


@pytest.mark.parametrize("step", [broken, losing])
def test_a_step_that_fails_changes_nothing(path: Path, step: Step) -> None:
    before = dump(path)
    with pytest.raises(IndexNotWritable, match=r"format 3.*Nothing was changed.*format-1"):
        Database(path, steps=(with_length, step))
    assert dump(path) == before
    assert dump(path.with_name("library.sqlite3.format-1")) == before
    database = Database(path, steps=STEPS)
    assert database.rows("SELECT count(*) FROM mills") == [(2,)]
    database.close()


def test_without_room_for_the_copy_nothing_is_changed(
    path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    before = dump(path)

    def full(self: Path, target: Path) -> Path:
        raise OSError(28, "No space left on device")

    with monkeypatch.context() as patched:
        patched.setattr(Path, "replace", full)
        with pytest.raises(IndexNotWritable, match="No space left"):
            Database(path, steps=STEPS)
    assert dump(path) == before
    assert [file.name for file in path.parent.iterdir() if "format" in file.name] == []


def test_two_that_open_it_at_once_do_it_once(path: Path) -> None:
    barrier, failures = threading.Barrier(4), []

    def work() -> None:
        barrier.wait()
        try:
            Database(path, steps=STEPS).close()
        except Exception as error:
            failures.append(error)

    threads = [threading.Thread(target=work) for _ in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert failures == []
    database = Database(path, steps=STEPS)
    assert database.rows("SELECT name, length FROM rivers") == [("RHINE", 10.0), ("ELBE", 20.0)]
    database.close()

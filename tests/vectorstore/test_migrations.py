"""Older formats are brought forward, all or nothing, and a copy is made first."""

from __future__ import annotations

import sqlite3
import threading
from collections.abc import Callable
from pathlib import Path

import pytest

from vectorstore.database import Database
from vectorstore.errors import IndexNotWritable, IndexTooNew
from vectorstore.migrations import Step, format_of, make_tables

TABLES = (
    make_tables(
        "rivers",
        (
            "CREATE TABLE IF NOT EXISTS rivers (id INTEGER PRIMARY KEY, name TEXT NOT NULL)",
            "CREATE TABLE IF NOT EXISTS mills (river INTEGER NOT NULL REFERENCES rivers (id))",
        ),
    ),
)
LAKES = make_tables("lakes", ["CREATE TABLE IF NOT EXISTS lakes (name TEXT NOT NULL)"])


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


LENGTH = Step("length of rivers", with_length)
STEPS: tuple[Step, ...] = (*TABLES, LENGTH, Step("names in capitals", upper_case))


@pytest.fixture
def path(tmp_path: Path) -> Path:
    """A database of format 1."""
    path = tmp_path / "library.sqlite3"
    database = Database(path, steps=TABLES)
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
        Database(path, steps=STEPS[:2])


def test_the_steps_that_were_taken_are_on_record_in_their_order(path: Path) -> None:
    names = "SELECT name FROM migrations ORDER BY applied, rowid"
    database = Database(path, steps=STEPS)
    assert database.rows(names) == [("rivers",), ("length of rivers",), ("names in capitals",)]
    database.close()
    more = Database(path, steps=(*STEPS, LAKES))
    assert more.rows(names)[3:] == [("lakes",)]
    assert more.rows("SELECT * FROM lakes") == []
    more.close()


def test_a_table_more_needs_no_copy_and_no_new_format(path: Path) -> None:
    more = (*TABLES, LAKES)
    assert format_of(more) == format_of(TABLES) == 1
    Database(path, steps=more).close()
    assert [file.name for file in path.parent.iterdir() if "format" in file.name] == []
    older = Database(path, steps=TABLES)
    assert older.rows("SELECT name FROM rivers") == [("Rhine",), ("Elbe",)]
    older.close()


def test_rows_that_belong_to_nothing_do_not_keep_a_table_from_being_made(path: Path) -> None:
    """What was damaged before is for the check to find; it must not lock a user out."""
    connection = sqlite3.connect(path)
    connection.execute("INSERT INTO mills VALUES (99)")
    connection.commit()
    connection.close()
    database = Database(path, steps=(*TABLES, LAKES))
    assert database.rows("SELECT count(*) FROM mills") == [(3,)]
    database.close()


def test_opening_what_is_up_to_date_waits_for_no_writer(path: Path) -> None:
    writer = Database(path, steps=TABLES)
    with writer.transaction() as connection:
        connection.execute("INSERT INTO rivers (name) VALUES ('Oder')")
        reader = Database(path, steps=TABLES, timeout=0.1)
        assert reader.rows("SELECT count(*) FROM rivers") == [(2,)]
        reader.close()
    writer.close()


def test_it_goes_on_from_where_a_format_is(path: Path) -> None:
    Database(path, steps=STEPS[:2]).close()
    Database(path, steps=STEPS).close()
    names = sorted(file.name for file in path.parent.iterdir() if "format" in file.name)
    assert names == ["library.sqlite3.format-1", "library.sqlite3.format-2"]


@pytest.mark.parametrize("change", [broken, losing])
def test_a_step_that_fails_changes_nothing(
    path: Path, change: Callable[[sqlite3.Connection], None]
) -> None:
    before = dump(path)
    with pytest.raises(IndexNotWritable, match=r"format 3.*Nothing was changed.*format-1"):
        Database(path, steps=(*TABLES, LENGTH, Step("last", change)))
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

"""One SQLite file: formats, transactions, and what SQLite cannot do in words for a user."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterator
from pathlib import Path

import pytest

from vectorstore.database import Database
from vectorstore.errors import IndexBusy, IndexNotWritable, IndexTooNew
from vectorstore.migrations import make_tables

T = (make_tables("t", ["CREATE TABLE t (a)"]),)


@pytest.fixture
def database(tmp_path: Path) -> Iterator[Database]:
    """A database with one table."""
    database = Database(tmp_path / "library.sqlite3", steps=T)
    yield database
    database.close()


def test_a_newer_format_is_refused(tmp_path: Path) -> None:
    path = tmp_path / "library.sqlite3"
    with sqlite3.connect(path) as connection:
        connection.execute("PRAGMA user_version = 2")
    connection.close()
    with pytest.raises(IndexTooNew, match="Update survey-assistant"):
        Database(path)


def test_a_file_that_is_no_database_is_refused(tmp_path: Path) -> None:
    path = tmp_path / "library.sqlite3"
    path.write_text("This is a text and not a database at all. " * 50)
    with pytest.raises(IndexNotWritable, match="not a library"):
        Database(path)
    assert path.read_text().startswith("This is a text"), "it was left alone"


def test_a_folder_in_place_of_the_file_is_refused(tmp_path: Path) -> None:
    (tmp_path / "library.sqlite3").mkdir()
    with pytest.raises(IndexNotWritable):
        Database(tmp_path / "library.sqlite3")


def test_a_locked_database_says_so_in_time(tmp_path: Path) -> None:
    path = tmp_path / "library.sqlite3"
    one = Database(path, timeout=0.2, steps=T)
    two = Database(path, timeout=0.2, steps=T)
    with one.transaction(), pytest.raises(IndexBusy), two.transaction():
        pass
    with two.transaction() as connection:
        connection.execute("INSERT INTO t VALUES (1)")
    assert one.rows("SELECT * FROM t") == [(1,)]
    one.close()
    two.close()


def test_a_transaction_is_all_or_nothing(database: Database) -> None:
    with pytest.raises(KeyError), database.transaction() as outer:
        outer.execute("INSERT INTO t VALUES (1)")
        with database.transaction() as inner:
            inner.execute("INSERT INTO t VALUES (2)")
        raise KeyError
    assert database.rows("SELECT * FROM t") == []
    with database.transaction() as outer:
        outer.execute("INSERT INTO t VALUES (3)")
        with pytest.raises(KeyError), database.transaction():
            raise KeyError
    assert database.rows("SELECT * FROM t") == [(3,)]


def test_a_transaction_that_the_disk_ended_is_a_clear_error(database: Database) -> None:
    """SQLite itself rolls back when the disk is full; that must not hide what happened."""
    database.rows("PRAGMA max_page_count = 12")
    with pytest.raises(IndexNotWritable, match="Free some disk space"):  # noqa: SIM117
        with database.transaction() as connection:
            for _ in range(1000):
                connection.execute("INSERT INTO t VALUES (?)", ("x" * 2000,))
    assert database.rows("SELECT count(*) FROM t") == [(0,)]
    with database.transaction() as connection:
        connection.execute("INSERT INTO t VALUES (1)")


def test_a_file_that_may_only_be_read_is_a_clear_error(database: Database) -> None:
    database.rows("PRAGMA query_only = 1")
    with (
        pytest.raises(IndexNotWritable, match="Make the folder writable"),
        database.transaction() as connection,
    ):
        connection.execute("INSERT INTO t VALUES (1)")


def test_a_damaged_page_is_a_clear_error(database: Database, tmp_path: Path) -> None:
    with database.transaction() as connection:
        connection.executemany("INSERT INTO t VALUES (?)", [("x" * 500,)] * 200)
    database.close()
    path = tmp_path / "library.sqlite3"
    data = bytearray(path.read_bytes())
    data[4096:] = b"\xff" * (len(data) - 4096)
    path.write_bytes(data)
    with pytest.raises(IndexNotWritable, match=r"damaged.*restore a copy"):
        Database(path, steps=T).rows("SELECT count(a) FROM t")


def test_a_value_that_was_cut_off_is_damage(database: Database) -> None:
    with database.transaction() as connection:
        connection.execute("INSERT INTO t VALUES ('{\"a\": ')")
    with pytest.raises(IndexNotWritable, match="damaged"):
        database.rows("SELECT json_extract(a, '$.a') FROM t")


def test_a_mistake_of_the_program_is_not_blamed_on_the_disk(database: Database) -> None:
    for sql in ("SELECT * FROM nowhere", "SELECT b FROM t", "no SQL at all"):
        with pytest.raises(sqlite3.OperationalError):
            database.rows(sql)
    with pytest.raises(sqlite3.IntegrityError), database.transaction() as connection:
        connection.execute("CREATE TABLE u (a UNIQUE)")
        connection.executemany("INSERT INTO u VALUES (?)", [(1,), (1,)])
    assert database.rows("SELECT name FROM sqlite_master WHERE name = 'u'") == []


def test_the_state_changes_with_every_write(database: Database, tmp_path: Path) -> None:
    before = database.state()
    assert before is not None and database.state() == before
    with database.transaction() as connection:
        connection.execute("INSERT INTO t VALUES (1)")
        assert database.state() is None, "what is read amid a transaction may be taken back"
    own = database.state()
    other = Database(tmp_path / "library.sqlite3", steps=T)
    with other.transaction() as connection:
        connection.execute("INSERT INTO t VALUES (2)")
    other.close()
    assert len({before, own, database.state()}) == 3

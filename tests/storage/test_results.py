"""Results are kept by key, and go with the survey that they were made from."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from assistant.storage.database import LibraryDatabase
from assistant.storage.results import Results


@pytest.fixture
def database(tmp_path: Path) -> Iterator[LibraryDatabase]:
    """The database of an empty library."""
    database = LibraryDatabase(tmp_path / "library.sqlite3", 1.0)
    yield database
    database.close()


def test_a_result_is_kept_and_replaced(database: LibraryDatabase) -> None:
    results = Results(database)
    assert results.result("key") is None
    results.keep("key", "review", '{"title":"水"}')
    results.keep("key", "review", '{"title":"Lakes"}')
    assert Results(database).result("key") == '{"title":"Lakes"}'
    assert database.rows("SELECT kind FROM results") == [("review",)]


def test_results_of_a_survey_are_forgotten_and_others_stay(database: LibraryDatabase) -> None:
    results = Results(database)
    results.keep("review", "review", '{"survey": {"id": "one"}}')
    results.keep("cell", "cell", '{"survey_id": "one"}')
    results.keep("other", "cell", '{"survey_id": "two"}')
    results.keep("setting", "setting", '{"name": "one"}')
    results.keep("damaged", "cell", '{"survey_id": "one"')
    results.forget("one")
    left = database.rows("SELECT key FROM results ORDER BY key")
    assert left == [("damaged",), ("other",), ("setting",)]

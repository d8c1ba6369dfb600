"""What is kept of a look at all surveys is never older than the file."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from assistant.readers import read
from assistant.storage.database import LibraryDatabase
from assistant.storage.surveys import Store

SurveyFile = Callable[..., Path]


@pytest.fixture
def database(tmp_path: Path) -> Iterator[LibraryDatabase]:
    """An empty library's file."""
    database = LibraryDatabase(tmp_path / "library.sqlite3", 5.0)
    yield database
    database.close()


def test_surveys_are_read_again_after_any_write(
    database: LibraryDatabase, tmp_path: Path, survey_file: SurveyFile
) -> None:
    store = Store(database)
    assert store.surveys() == []
    store.add(read(survey_file("Survey of Lakes")))
    first = store.surveys()
    assert [survey.title for survey in first] == ["Survey of Lakes"]
    first.clear()
    assert len(store.surveys()) == 1, "the list is the caller's own"
    other = LibraryDatabase(tmp_path / "library.sqlite3", 5.0)
    Store(other).add(read(survey_file("Survey of Seas")))
    other.close()
    assert [survey.title for survey in store.surveys()] == ["Survey of Lakes", "Survey of Seas"]


def test_what_a_transaction_takes_back_is_not_kept(
    database: LibraryDatabase, survey_file: SurveyFile
) -> None:
    store = Store(database)
    with pytest.raises(ZeroDivisionError), database.transaction():
        store.add(read(survey_file("Survey of Lakes")))
        assert len(store.surveys()) == 1
        raise ZeroDivisionError
    assert store.surveys() == []

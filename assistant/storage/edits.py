"""What was decided by hand of surveys: their details, and which documents are kept apart."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence
from enum import Enum
from typing import Any, Final

from assistant.errors import AssistantError
from assistant.serialization import dump, load
from assistant.text.identifiers import ARXIV_ID
from vectorstore.database import Database

FIELDS: Mapping[str, type] = {
    "title": str, "authors": tuple[str, ...], "year": int, "arxiv_id": str, "doi": str,
}  # fmt: skip
_OLD_ARXIV_ID = re.compile(r"[a-z-]+(?:\.[A-Z]{2})?/\d{7}")
_DOI = re.compile(r"10\.\d{4,9}/\S+")


class Unchanged(Enum):
    """The type of ``UNCHANGED``: a detail that an edit leaves as it is."""

    UNCHANGED = "unchanged"


UNCHANGED: Final = Unchanged.UNCHANGED


class Edits:
    """Edits of one ``library.sqlite3``. They win over what documents state, now and later."""

    def __init__(self, database: Database) -> None:
        self._database = database

    def of(self, survey_id: str) -> dict[str, Any]:
        """The edited details of a survey, by field."""
        rows = self._database.rows(
            "SELECT field, value FROM edits WHERE survey_id = ?", (survey_id,)
        )
        return {field: load(FIELDS[field], value) for field, value in rows}

    def all(self) -> dict[str, dict[str, Any]]:
        """The edited details of every survey that has some."""
        found: dict[str, dict[str, Any]] = {}
        for survey_id, field, value in self._database.rows(
            "SELECT survey_id, field, value FROM edits"
        ):
            found.setdefault(survey_id, {})[field] = load(FIELDS[field], value)
        return found

    def write(self, survey_id: str, values: dict[str, Any]) -> None:
        """Keep checked details; None takes an edit back."""
        with self._database.transaction() as connection:
            for field, value in values.items():
                if value is None:
                    connection.execute(
                        "DELETE FROM edits WHERE survey_id = ? AND field = ?", (survey_id, field)
                    )
                else:
                    connection.execute(
                        "INSERT OR REPLACE INTO edits VALUES (?,?,?)",
                        (survey_id, field, dump(value, with_templates=True)),
                    )

    def move(self, other: str, survey_id: str) -> None:
        """Give a survey the edits of another, but for those that it has itself."""
        with self._database.transaction() as connection:
            connection.execute(
                "UPDATE OR IGNORE edits SET survey_id = ? WHERE survey_id = ?", (survey_id, other)
            )

    def keep_apart(self, documents: Iterable[str], others: Sequence[str]) -> None:
        """Note that none of these documents describes what one of the others does."""
        pairs = [pair for one in documents for other in others for pair in _both(one, other)]
        with self._database.transaction() as connection:
            connection.executemany("INSERT OR IGNORE INTO kept_apart VALUES (?,?)", pairs)

    def let_together(self, documents: Sequence[str]) -> None:
        """Forget that any of these documents were kept apart from one another."""
        pairs = [(one, other) for one in documents for other in documents]
        with self._database.transaction() as connection:
            connection.executemany(
                "DELETE FROM kept_apart WHERE document_id = ? AND other_id = ?", pairs
            )

    def unparted(self, surveys: Sequence[str]) -> list[str]:
        """The first of these surveys, and those of the rest that may be joined with it."""
        parted = {
            tuple(row)
            for row in self._database.rows(
                "SELECT DISTINCT one.survey_id, other.survey_id FROM kept_apart "
                "JOIN documents one ON one.id = document_id "
                "JOIN documents other ON other.id = other_id"
            )
        }
        chosen: list[str] = []
        for survey_id in surveys:
            if not any((survey_id, other) in parted for other in chosen):
                chosen.append(survey_id)
        return chosen


def check_details(values: dict[str, Any]) -> dict[str, Any]:
    """Details as they are kept, without those left unchanged; AssistantError for nonsense.

    An empty value is None: it takes an edit back.
    """
    found: dict[str, Any] = {}
    for field, value in values.items():
        if value is UNCHANGED:
            continue
        if isinstance(value, str):
            value = value.strip()
        empty = value is None or value == "" or (field == "authors" and not value)
        found[field] = None if empty else _CHECKS[field](value)
    return found


def _title(value: Any) -> str:
    if not isinstance(value, str):
        raise AssistantError("The title {value} is no text. Give words.", value=repr(value))
    return " ".join(value.split())


def _authors(value: Any) -> list[str]:
    names = [value] if isinstance(value, str) else list(value)
    if not all(isinstance(name, str) and name.strip() for name in names):
        raise AssistantError(
            "The authors {value} are no list of names. Give one text for each.", value=repr(value)
        )
    return [" ".join(name.split()) for name in names]


def _year(value: Any) -> int:
    try:
        year = int(value)
    except (TypeError, ValueError):
        year = 0
    if not 1000 <= year <= 2999:
        raise AssistantError(
            "The year {value} is none. Give four digits, such as 2023.", value=repr(value)
        )
    return year


def _arxiv_id(value: Any) -> str:
    bare = re.sub(r"^(?:arxiv:|https?://arxiv\.org/(?:abs|pdf|html)/)", "", str(value), flags=re.I)
    match = ARXIV_ID.fullmatch(bare)
    if match is None and not _OLD_ARXIV_ID.fullmatch(bare):
        raise AssistantError(
            "{value} is no arXiv id. Give one such as 2309.15025.", value=repr(value)
        )
    return match[1] if match else bare


def _doi(value: Any) -> str:
    bare = re.sub(r"^(?:doi:\s*|https?://(?:dx\.)?doi\.org/)", "", str(value), flags=re.I)
    if not _DOI.fullmatch(bare):
        raise AssistantError(
            "{value} is no DOI. Give one such as 10.1145/3641289.", value=repr(value)
        )
    return bare


_CHECKS = {
    "title": _title, "authors": _authors, "year": _year, "arxiv_id": _arxiv_id, "doi": _doi,
}  # fmt: skip


def _both(one: str, other: str) -> tuple[tuple[str, str], tuple[str, str]]:
    return (one, other), (other, one)

"""What is stated of a work: the six details that every source of them gives in one form."""

from __future__ import annotations

from collections.abc import Collection, Iterable
from dataclasses import dataclass, fields
from typing import Any, Literal

from assistant.messages import Message

Doubtful = Literal["title", "authors", "year"]
_DOUBTS: dict[str, str] = {
    "title": "the title is in doubt: the file's properties say “{other}”",
    "authors": "the authors are in doubt: the file's properties say {other}",
    "year": "the year is in doubt: {other} is named as well",
}


@dataclass(frozen=True)
class Metadata:
    """Title, authors, year, ids and abstract of a work; empty or None where none is stated.

    ``arxiv_id`` is without its version. What a source has besides them, it adds in a class of its
    own below this one.
    """

    title: str = ""
    authors: tuple[str, ...] = ()
    year: int | None = None
    arxiv_id: str | None = None
    doi: str | None = None
    abstract: str = ""

    def stated(self) -> dict[str, Any]:
        """The details that are stated, by name.

        >>> Metadata("Rivers", year=2021).stated()
        {'title': 'Rivers', 'year': 2021}
        """
        names = (field.name for field in fields(Metadata))
        return {name: value for name in names if (value := getattr(self, name))}


def doubt(detail: Doubtful, other: str) -> Message:
    """A warning that another value of a detail is stated too, and neither is known to be right."""
    return Message(_DOUBTS[detail], other=other)


def doubts(warnings: Iterable[str], detail: str) -> list[str]:
    """The warnings that say that a detail is in doubt.

    >>> doubts([doubt("year", "2016"), "page 3: a scan"], "year")
    ['the year is in doubt: 2016 is named as well']
    """
    head = _DOUBTS.get(detail, "").partition("{")[0]
    return [warning for warning in warnings if head and head in warning]


def without_doubts(warnings: tuple[str, ...], details: Collection[str]) -> tuple[str, ...]:
    """The warnings without those about details that were corrected by hand."""
    gone = {warning for detail in details for warning in doubts(warnings, detail)}
    return tuple(warning for warning in warnings if warning not in gone)

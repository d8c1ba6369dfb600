"""Surveys by aspects: each cell a cited claim, or "not stated"."""

from __future__ import annotations

import difflib
import time
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, replace

from assistant.citations import Claim
from assistant.errors import AssistantError, UnknownName
from assistant.identity import Survey

DEFAULT_ASPECTS = (
    "scope",
    "taxonomy",
    "methods",
    "evaluation",
    "main findings",
    "open problems",
)
MOST_ASPECTS = 100
LONGEST_ASPECT = 200


@dataclass(frozen=True)
class Cell:
    """What one survey states about one aspect; no claims means that it does not state it."""

    survey_id: str
    aspect: str
    claims: tuple[Claim, ...] = ()

    @property
    def stated(self) -> bool:
        return bool(self.claims)


@dataclass(frozen=True)
class Comparison:
    """A table of aspects (rows) by surveys (columns); ``cells`` come row by row as they are made.

    ``seconds`` is what writing it took.
    """

    surveys: tuple[Survey, ...]
    aspects: tuple[str, ...]
    cells: tuple[Cell, ...] = ()
    model: str = ""
    seconds: float = 0.0
    finished: bool = False

    @property
    def size(self) -> int:
        """How many cells the finished table has."""
        return len(self.surveys) * len(self.aspects)

    def cell(self, survey: Survey, aspect: str) -> Cell | None:
        """The cell of a survey and an aspect; None while it is not made yet.

        UnknownName tells the nearest aspects where there is none of this name.
        """
        if aspect not in self.aspects:
            near = difflib.get_close_matches(aspect, self.aspects, 3, 0.0)
            listed = ", ".join(f"“{name}”" for name in near)
            raise UnknownName(f"No aspect {aspect!r} in this comparison. The nearest: {listed}.")
        for cell in self.cells:
            if cell.survey_id == survey.id and cell.aspect == aspect:
                return cell
        return None

    def to_csv(self, path: str) -> None:
        """Write the table as CSV, one row an aspect; see ``export.comparison_csv``."""
        from assistant.export import comparison_csv, write_text

        write_text(path, comparison_csv(self))


def write_comparison(
    comparison: Comparison, make: Callable[[Survey, str], Cell]
) -> Iterator[Comparison]:
    """The comparison as its cells are made, row by row; the last one is finished."""
    started = time.monotonic()
    yield comparison
    for aspect in comparison.aspects:
        for survey in comparison.surveys:
            comparison = replace(
                comparison,
                cells=(*comparison.cells, make(survey, aspect)),
                seconds=time.monotonic() - started,
            )
            yield comparison
    yield replace(comparison, finished=True)


def checked_aspects(aspects: Sequence[str] | None) -> tuple[str, ...]:
    """The aspects without blanks and repeats; the default ones for None."""
    if aspects is None:
        return DEFAULT_ASPECTS
    cleaned = tuple(dict.fromkeys(" ".join(aspect.split()) for aspect in aspects))
    wanted = tuple(aspect for aspect in cleaned if any(c.isalnum() for c in aspect))
    if not wanted:
        raise AssistantError(
            "A comparison needs at least one aspect, such as “scope” or “evaluation”."
        )
    if len(wanted) > MOST_ASPECTS or any(len(aspect) > LONGEST_ASPECT for aspect in wanted):
        raise AssistantError(
            f"A comparison takes at most {MOST_ASPECTS} aspects of {LONGEST_ASPECT} characters "
            f"each; these are {len(wanted)}. Take fewer or shorter ones."
        )
    return wanted

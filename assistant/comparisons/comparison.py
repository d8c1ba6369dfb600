"""Surveys by aspects: each cell a cited claim, or "not stated"."""

from __future__ import annotations

import difflib
import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field, replace
from pathlib import Path

from assistant.comparisons.aspects import DEFAULT_ASPECTS, Aspect, Kind
from assistant.comparisons.cells import Cell
from assistant.comparisons.csv_table import csv_table, write_file
from assistant.comparisons.synthesis import Synthesis
from assistant.documents.survey import Survey
from assistant.errors import UnknownName

__all__ = ["DEFAULT_ASPECTS", "Cell", "Comparison", "write_comparison"]


@dataclass(frozen=True)
class Comparison:
    """A table of aspects (rows) by surveys (columns); ``cells`` come row by row as they are made.

    ``kinds`` are the aspects' in the same order (empty: all text); ``synthesis`` is complete once
    it is finished; ``seconds`` is what writing it took.
    """

    surveys: tuple[Survey, ...]
    aspects: tuple[str, ...]
    cells: tuple[Cell, ...] = ()
    model: str = ""
    seconds: float = 0.0
    finished: bool = False
    kinds: tuple[Kind, ...] = ()
    synthesis: Synthesis = field(default_factory=Synthesis)

    @property
    def size(self) -> int:
        """How many cells the finished table has."""
        return len(self.surveys) * len(self.aspects)

    def kind(self, aspect: str) -> Kind:
        """The kind of an aspect's values."""
        known = dict(zip(self.aspects, self.kinds, strict=False))
        return known.get(aspect, "text")

    def cell(self, survey: Survey, aspect: str) -> Cell | None:
        """The cell of a survey and an aspect; None while it is not made yet.

        UnknownName tells the nearest aspects where there is none of this name.
        """
        if aspect not in self.aspects:
            near = difflib.get_close_matches(aspect, self.aspects, 3, 0.0)
            listed = ", ".join(f"“{name}”" for name in near)
            raise UnknownName(
                "No aspect {name} in this comparison. The nearest: {near}.",
                name=repr(aspect),
                near=listed,
            )
        for cell in self.cells:
            if cell.survey_id == survey.id and cell.aspect == aspect:
                return cell
        return None

    def as_csv(self) -> str:
        """The table as CSV, one row an aspect, two columns a survey: the cell and its evidence."""
        return csv_table(self.surveys, self.aspects, self.cell)

    def to_csv(self, path: str | Path) -> None:
        """Write the table as CSV, as ``as_csv`` makes it."""
        write_file(path, self.as_csv())


def write_comparison(
    comparison: Comparison,
    aspects: tuple[Aspect, ...],
    make: Callable[[Survey, Aspect], Cell],
    conclude: Callable[[Comparison], Synthesis],
) -> Iterator[Comparison]:
    """The comparison as its cells are made, row by row; the last one is finished."""
    started = time.monotonic()
    yield comparison
    for aspect in aspects:
        for survey in comparison.surveys:
            comparison = replace(
                comparison,
                cells=(*comparison.cells, make(survey, aspect)),
                seconds=time.monotonic() - started,
            )
            yield comparison
    yield replace(
        comparison,
        synthesis=conclude(comparison),
        seconds=time.monotonic() - started,
        finished=True,
    )

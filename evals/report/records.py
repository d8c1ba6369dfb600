"""Tables of a judge's measures on training records: in all, by language, by source."""

from __future__ import annotations

import math
from collections.abc import Callable, Mapping, Sequence
from typing import TypeVar

import numpy as np

from evals.report.intervals import interval
from evals.report.table import table
from evals.scorers.judging import Measure, pool_values
from evals.training.records import Record

R = TypeVar("R", bound=Record)
J = TypeVar("J")
ALL = "all"
NOTHING = "–"


def records_tables(
    title: str,
    records: Sequence[R],
    judged: Mapping[str, Sequence[J]],
    measures: Sequence[Measure[R, J]],
    knows_classes: Mapping[str, bool],
) -> str:
    """One Markdown table a measure: a row for all, each language and each source; judges aside.

    ``judged`` has what each judge says of each record, by its name. A cell has the figure, its 95 %
    bootstrap interval, and before them stands how many records count.
    """
    groups = _groups(records)
    parts = [f"## {title}: {len(records)} records"]
    for measure in measures:
        judges = [name for name in judged if knows_classes[name] or not measure.classes]
        rows = []
        for name, wanted in groups.items():
            places = [place for place, record in enumerate(records) if wanted(record)]
            cells = [_values(measure, records, judged[judge], places) for judge in judges]
            counted = next((len(values) for values in cells if values is not None), 0)
            if counted:
                rows.append([name, str(counted), *(_cell(measure, values) for values in cells)])
        if judges and rows:
            parts += [f"**{measure.name}**", table(["", "records", *judges], rows)]
    return "\n\n".join(parts)


def _groups(records: Sequence[Record]) -> dict[str, Callable[[Record], bool]]:
    """Tests for the rows of a table, by name."""
    found: dict[str, Callable[[Record], bool]] = {ALL: lambda record: True}
    for lang in sorted({record.lang for record in records}):
        found[f"language {lang}"] = lambda record, lang=lang: record.lang == lang  # type: ignore[misc]
    for source in sorted({record.source for record in records}):
        found[source] = lambda record, source=source: record.source == source  # type: ignore[misc]
    return found


def _values(
    measure: Measure[R, J], records: Sequence[R], judged: Sequence[J], places: Sequence[int]
) -> np.ndarray | None:
    return pool_values(measure, [records[i] for i in places], [judged[i] for i in places])


def _cell(measure: Measure[R, J], values: np.ndarray | None) -> str:
    if values is None:
        return NOTHING
    figure = measure.pool(values)
    if math.isnan(figure):
        return NOTHING
    low, high = interval(values, measure.pool)
    return f"{figure:.3f} [{low:.3f}, {high:.3f}]"

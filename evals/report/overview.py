"""The first page of the report: one line a measure, with what was confirmed and by how much."""

from __future__ import annotations

import math
from collections.abc import Sequence

from evals.report.intervals import Difference, Figure
from evals.report.measured import Measured
from evals.task import Half

HEADER = ("measure", "develop", "confirm", "best baseline", "it, on confirm", "difference", "")
_LOWER_IS_BETTER = ("refused", "seconds", "milliseconds")


def rows(tasks: Sequence[Measured]) -> list[tuple[str, ...]]:
    """A row for each measure that is compared with baselines, of all tasks in order.

    The baseline is the one that does best on the half to confirm on; where only one half was run,
    that half stands for both columns that need one.
    """
    return [
        _row(task, scorer)
        for task in tasks
        for scorer in dict.fromkeys(difference.scorer for difference in task.differences)
    ]


def _row(task: Measured, scorer: str) -> tuple[str, ...]:
    product, *baselines = task.solvers
    half = _judging_half(task, scorer, product)
    best = _best(task, scorer, baselines, half)
    found = _difference(task, scorer, best.solver, half) if best is not None else None
    return (
        f"{task.name}: {scorer}",
        _value(task, task.figure(scorer, product, "develop")),
        _value(task, task.figure(scorer, product, "confirm")),
        best.solver if best is not None else "–",
        _value(task, best),
        _spread(found),
        _verdict(scorer, found),
    )


def _judging_half(task: Measured, scorer: str, product: str) -> Half:
    return "confirm" if task.figure(scorer, product, "confirm") is not None else "develop"


def _best(task: Measured, scorer: str, baselines: Sequence[str], half: Half) -> Figure | None:
    found = [task.figure(scorer, solver, half) for solver in baselines]
    known = [figure for figure in found if figure is not None and not math.isnan(figure.value)]
    sign = -1 if _lower(scorer) else 1
    return max(known, key=lambda figure: sign * figure.value, default=None)


def _difference(task: Measured, scorer: str, baseline: str, half: Half) -> Difference | None:
    for found in task.differences:
        if (found.scorer, found.baseline, found.half) == (scorer, baseline, half):
            return found
    return None


def _verdict(scorer: str, found: Difference | None) -> str:
    """Whether the interval of the difference leaves zero out, and to which side."""
    if found is None or math.isnan(found.low) or found.low <= 0 <= found.high:
        return "undecided"
    return "better" if (found.low > 0) != _lower(scorer) else "worse"


def _lower(scorer: str) -> bool:
    return any(word in scorer for word in _LOWER_IS_BETTER)


def _value(task: Measured, figure: Figure | None) -> str:
    if figure is None or math.isnan(figure.value):
        return "–"
    return f"{figure.value:.{task.decimals[figure.scorer]}f} ({figure.count})"


def _spread(found: Difference | None) -> str:
    if found is None or math.isnan(found.value):
        return "–"
    return f"{found.value:+.3f} [{found.low:+.3f}, {found.high:+.3f}]"

"""How sure a figure is: standard errors and bootstrap intervals over samples."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from evals.task import HALVES, Half, Pool, Record, Result, Scorer, mean

RESAMPLES = 1000
SEED = 7


@dataclass(frozen=True)
class Figure:
    """One measure of one solver over one half (None: both), with its standard error."""

    scorer: str
    solver: str
    half: Half | None
    count: int
    value: float
    error: float


@dataclass(frozen=True)
class Difference:
    """The product's figure minus a baseline's on the same samples, with its 95 % interval."""

    scorer: str
    baseline: str
    half: Half | None
    count: int
    value: float
    low: float
    high: float


def figures(result: Result) -> list[Figure]:
    """Every measure of every solver, on each half and on both."""
    found = []
    for scorer in result.task.scorers:
        for solver in result.task.solvers:
            for half in (*HALVES, None):
                values = _values(result.records, solver, scorer, half)
                if values:
                    array = np.array(values)
                    value = scorer.pool(array)
                    error = standard_error(array, scorer.pool)
                    found.append(Figure(scorer.name, solver, half, len(array), value, error))
    return found


def differences(result: Result) -> list[Difference]:
    """The first solver against each other one, where a measure compares them."""
    product, *baselines = result.task.solvers
    found = []
    for scorer in result.task.scorers:
        if not scorer.compared:
            continue
        for baseline in baselines:
            for half in (*HALVES, None):
                pairs = _paired(result.records, product, baseline, scorer, half)
                if pairs:
                    ours, theirs = (np.array(side) for side in zip(*pairs, strict=True))
                    value, low, high = paired_interval(ours, theirs, scorer.pool)
                    found.append(
                        Difference(scorer.name, baseline, half, len(ours), value, low, high)
                    )
    return found


def standard_error(values: np.ndarray, pool: Pool = mean) -> float:
    """The standard error of a pooled figure; by bootstrap where it is not a plain mean.

    ``values`` has shape (samples, values). NaN with fewer than two samples.
    """
    if len(values) < 2:
        return float("nan")
    if pool is mean:
        return float(values[:, 0].std(ddof=1) / np.sqrt(len(values)))
    found = _numbers([pool(values[rows]) for rows in _resamples(len(values))])
    return float(found.std(ddof=1)) if len(found) > 1 else float("nan")


def interval(values: np.ndarray, pool: Pool = mean) -> tuple[float, float]:
    """The 95 % percentile bootstrap interval of a pooled figure."""
    found = [pool(values[rows]) for rows in _resamples(len(values))]
    return _percentiles(found)


def paired_interval(
    ours: np.ndarray, theirs: np.ndarray, pool: Pool = mean
) -> tuple[float, float, float]:
    """``pool(ours) - pool(theirs)`` with its 95 % interval, resampling both together."""
    value = pool(ours) - pool(theirs)
    found = [pool(ours[rows]) - pool(theirs[rows]) for rows in _resamples(len(ours))]
    return (value, *_percentiles(found))


def _percentiles(found: Sequence[float]) -> tuple[float, float]:
    numbers = _numbers(found)
    if not len(numbers):
        return float("nan"), float("nan")
    low, high = np.percentile(numbers, [2.5, 97.5])
    return float(low), float(high)


def _numbers(found: Sequence[float]) -> np.ndarray:
    """Without the resamples that a figure cannot be computed for, such as those of one class."""
    values = np.array(found)
    known: np.ndarray = values[~np.isnan(values)]
    return known


def _resamples(count: int) -> np.ndarray:
    return np.random.default_rng(SEED).integers(0, count, size=(RESAMPLES, count))


def _values(
    records: Sequence[Record], solver: str, scorer: Scorer, half: Half | None
) -> list[tuple[float, ...]]:
    scores = [r.scores.get((solver, scorer.name)) for r in records if half in (None, r.sample.half)]
    return [score.values for score in scores if score is not None]


def _paired(
    records: Sequence[Record], product: str, baseline: str, scorer: Scorer, half: Half | None
) -> list[tuple[tuple[float, ...], tuple[float, ...]]]:
    pairs = []
    for record in records:
        ours = record.scores.get((product, scorer.name))
        theirs = record.scores.get((baseline, scorer.name))
        if half in (None, record.sample.half) and ours is not None and theirs is not None:
            pairs.append((ours.values, theirs.values))
    return pairs

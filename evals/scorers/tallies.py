"""Measures made of counts that a solver made itself: pooled, not averaged over samples."""

from __future__ import annotations

from collections.abc import Callable

import numpy as np

from evals.task import Output, Sample, Score, Scorer, Tally


def recall(tally_name: str, name: str = "") -> Scorer:
    """What is right of what is wanted, over all samples together."""
    return _scorer(name or tally_name, tally_name, lambda tally: (tally.right, tally.wanted))


def precision(tally_name: str, name: str) -> Scorer:
    """What is right of what was given, over all samples together."""
    return _scorer(
        name,
        tally_name,
        lambda tally: (tally.right, tally.wanted if tally.given is None else tally.given),
    )


def ratio(values: np.ndarray) -> float:
    """The sum of the first column over that of the second."""
    return float(values[:, 0].sum() / values[:, 1].sum())


def _scorer(name: str, tally_name: str, counts: Callable[[Tally], tuple[int, int]]) -> Scorer:
    def score(sample: Sample, output: Output) -> Score | None:
        tally = next((tally for tally in output.tallies if tally.name == tally_name), None)
        if tally is None or counts(tally)[1] == 0:
            return None
        return Score(tuple(float(count) for count in counts(tally)), "; ".join(tally.misses))

    return Scorer(name, score, pool=ratio, compared=False)

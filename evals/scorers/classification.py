"""Figures over pairs of a truth (0 or 1) and a decision or a score for it."""

from __future__ import annotations

import numpy as np

from evals.task import Pool


def precision(values: np.ndarray) -> float:
    """Of the positive decisions, the share that is right; columns: truth, decision (0 or 1)."""
    positive = values[values[:, 1] == 1]
    return float(positive[:, 0].mean()) if len(positive) else 0.0


def recall(values: np.ndarray) -> float:
    """Of the positives, the share that was decided so; columns: truth, decision (0 or 1)."""
    positive = values[values[:, 0] == 1]
    return float(positive[:, 1].mean()) if len(positive) else float("nan")


def f1(values: np.ndarray) -> float:
    """The harmonic mean of precision and recall; columns: truth, decision (0 or 1)."""
    hits = float((values[:, 0] * values[:, 1]).sum())
    total = float(values.sum())
    return 2 * hits / total if total else 0.0


def balanced_accuracy(values: np.ndarray) -> float:
    """The mean of the accuracies on the two classes; columns: truth, decision (0 or 1)."""
    right = values[:, 0] == values[:, 1]
    sides = [right[values[:, 0] == label] for label in (0, 1)]
    if not all(len(side) for side in sides):
        return float("nan")
    return float(np.mean([side.mean() for side in sides]))


def area_under_curve(values: np.ndarray) -> float:
    """The chance that a positive scores above a negative, ties half; columns: truth, score."""
    positive = values[:, 0] == 1
    count = int(positive.sum())
    other = len(values) - count
    if not count or not other:
        return float("nan")
    ordered = np.sort(values[:, 1])
    below = np.searchsorted(ordered, values[:, 1], "left")
    ranks = (below + np.searchsorted(ordered, values[:, 1], "right") + 1) / 2
    return float((ranks[positive].sum() - count * (count + 1) / 2) / (count * other))


def accuracy(values: np.ndarray) -> float:
    """The share of right decisions among any number of classes; columns: truth, decision."""
    return float((values[:, 0] == values[:, 1]).mean())


def recall_at_precision(least: float) -> Pool:
    """The largest share of the positives that a threshold passes with a precision of ``least``.

    Columns: truth (0 or 1), score. 0 where no threshold is that precise, NaN without positives.
    """

    def pool(values: np.ndarray) -> float:
        hits, passed = _passed(values)
        if not hits[-1]:
            return float("nan")
        enough = hits >= least * passed
        return float(hits[enough].max() / hits[-1]) if enough.any() else 0.0

    return pool


def best_balanced_accuracy(values: np.ndarray) -> float:
    """The balanced accuracy at the threshold that is best for it; columns: truth, score."""
    hits, passed = _passed(values)
    others = len(values) - hits[-1]
    if not hits[-1] or not others:
        return float("nan")
    right = hits / hits[-1] + 1 - (passed - hits) / others
    # A threshold that nothing passes is right half the time.
    return float(max(right.max() / 2, 0.5))


def _passed(values: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
    """Positives and all that score at or above each different score, from the highest down."""
    order = np.argsort(-values[:, 1], kind="stable")
    scores, truths = values[order, 1], values[order, 0]
    last = np.append(scores[1:] != scores[:-1], True)
    return np.cumsum(truths)[last], np.arange(1, len(scores) + 1)[last]


def best_threshold(values: np.ndarray) -> float:
    """The threshold (at or above: 1) at which the balanced accuracy is highest."""
    scores = np.unique(values[:, 1])
    edges = [*((scores[1:] + scores[:-1]) / 2), scores[-1] + 1]
    found = [
        balanced_accuracy(np.column_stack([values[:, 0], values[:, 1] >= edge])) for edge in edges
    ]
    if np.isnan(found).all():
        return float(edges[-1])
    return float(edges[int(np.nanargmax(found))])

"""Calibration: from logits to probabilities that mean what they say, fitted on the dev records."""

from __future__ import annotations

import numpy as np

from assistant.models.heads import Calibration

STEPS = 50
COLDEST, HOTTEST = 0.25, 8.0


def calibration(
    margins: np.ndarray,
    shared: np.ndarray,
    right: np.ndarray,
    logits: np.ndarray,
    labels: np.ndarray,
) -> Calibration:
    """The scalars that ship with the heads, of dev records.

    ``margins`` are sentences' logits less that of no answer, shape (sentences,), ``shared`` their
    overlaps with the question, ``right`` says which answer; ``logits`` has the shape (claims,
    verdicts), ``labels`` the right verdicts.
    """
    alone = logistic(margins[:, None], right)
    with_words = logistic(np.stack([margins, shared], 1), right)
    return Calibration(temperature(logits, labels), *alone, *with_words)


def logistic(scores: np.ndarray, right: np.ndarray) -> list[float]:
    """The weights of a logistic regression, and last its intercept, by Newton's method.

    ``scores`` has the shape (examples, features).

    >>> scores = np.array([[-2.0], [-1], [1], [2], [0]])
    >>> scale, shift = logistic(scores, np.array([0.0, 0, 1, 1, 1]))
    >>> scale > 0 and shift > 0
    True
    """
    design = np.column_stack([scores, np.ones(len(scores))])
    weights = np.zeros(design.shape[1])
    ridge = np.diag([*[1e-2] * scores.shape[1], 1e-6])
    for _ in range(STEPS):
        chance = 1 / (1 + np.exp(-design @ weights))
        slope = design.T @ (right - chance) - ridge @ weights
        curve = (design * (chance * (1 - chance))[:, None]).T @ design + ridge
        weights = weights + np.linalg.solve(curve, slope)
    return [float(weight) for weight in weights]


def temperature(logits: np.ndarray, labels: np.ndarray) -> float:
    """What the logits (claims, verdicts) are divided by for the smallest loss: golden section."""
    low, high = np.log(COLDEST), np.log(HOTTEST)
    ratio = (np.sqrt(5) - 1) / 2
    for _ in range(STEPS):
        one, other = high - ratio * (high - low), low + ratio * (high - low)
        if _loss(logits / np.exp(one), labels) < _loss(logits / np.exp(other), labels):
            high = other
        else:
            low = one
    return float(np.exp((low + high) / 2))


def _loss(logits: np.ndarray, labels: np.ndarray) -> float:
    largest = logits.max(1, keepdims=True)
    total = largest[:, 0] + np.log(np.exp(logits - largest).sum(1))
    return float((total - logits[np.arange(len(labels)), labels]).mean())

"""Fitting linear models: rows of ones or of numbers, weights by Adam on all rows at once."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Sequence
from dataclasses import dataclass

import numpy as np

from assistant.text.word_runs import RunsModel, grams, mask, tokens

LEAST_GRAM = 2
SMALLEST_WEIGHT = 0.1
STEPS, RATE, MEAN_KEPT, SPREAD_KEPT = 300, 0.1, 0.9, 0.99
Shares = Callable[[np.ndarray], np.ndarray]


@dataclass(frozen=True)
class Wanted:
    """What is wanted of each row, and what a row weighs: both of shape (rows, kinds).

    ``shares`` makes logits of that shape probabilities, ``ridge`` holds weights back.
    """

    values: np.ndarray
    weight: np.ndarray
    shares: Shares
    ridge: float


def fit_runs(
    texts: Sequence[str], own: Sequence[bool], known: frozenset[str], wanted: Wanted
) -> RunsModel:
    """The model of the words of some texts, by the runs of tokens that the ``own`` ones have."""
    rows = [grams(mask(tokens(text), known)) for text in texts]
    counts = Counter(gram for row, counts in zip(rows, own, strict=True) if counts for gram in row)
    names = sorted(gram for gram, count in counts.items() if count >= LEAST_GRAM)
    places = {gram: place for place, gram in enumerate(names)}
    columns = [sorted(places[gram] for gram in row if gram in places) for row in rows]
    weights = regress(Sparse(columns, len(names)), wanted)
    kept = {name: _kept_weights(weights[place]) for name, place in places.items()}
    bias = tuple(round(float(value), 3) for value in weights[-1])
    return RunsModel(known, bias, {name: row for name, row in kept.items() if row})


def regress(rows: Sparse | Dense, wanted: Wanted) -> np.ndarray:
    """Weights of shape (columns, kinds), the last row the bias."""
    weights = np.zeros((rows.width, wanted.values.shape[1]))
    mean, spread = np.zeros_like(weights), np.zeros_like(weights)
    for step in range(1, STEPS + 1):
        slope = rows.transposed_times(
            (wanted.shares(rows.times(weights)) - wanted.values) * wanted.weight
        )
        slope[:-1] += wanted.ridge * weights[:-1]
        mean += (slope - mean) * (1 - MEAN_KEPT)
        spread += (slope**2 - spread) * (1 - SPREAD_KEPT)
        size = np.sqrt(spread / (1 - SPREAD_KEPT**step)) + 1e-8
        rate = RATE * (1 - step / (STEPS + 1))
        weights -= rate * mean / (1 - MEAN_KEPT**step) / size
    return weights


class Sparse:
    """Rows of ones at some columns, and a last column of ones."""

    def __init__(self, columns: Sequence[Sequence[int]], count: int) -> None:
        self.width = count + 1
        lengths = [len(row) + 1 for row in columns]
        self._columns = np.concatenate([np.array([*row, count]) for row in columns])
        self._owners = np.repeat(np.arange(len(columns)), lengths)
        self._starts = np.concatenate([[0], np.cumsum(lengths)[:-1]])

    def times(self, weights: np.ndarray) -> np.ndarray:
        """The product with weights of shape (width, kinds)."""
        product: np.ndarray = np.add.reduceat(weights[self._columns], self._starts)
        return product

    def transposed_times(self, errors: np.ndarray) -> np.ndarray:
        """The product of the transposed with errors of shape (rows, kinds)."""
        return np.stack(
            [
                np.bincount(self._columns, column[self._owners], minlength=self.width)
                for column in errors.T
            ],
            axis=1,
        )


class Dense:
    """Rows of numbers, and a last column of ones."""

    def __init__(self, rows: np.ndarray) -> None:
        self._rows = np.concatenate([rows, np.ones((len(rows), 1))], axis=1)
        self.width = self._rows.shape[1]

    def times(self, weights: np.ndarray) -> np.ndarray:
        """The product with weights of shape (width, kinds)."""
        product: np.ndarray = self._rows @ weights
        return product

    def transposed_times(self, errors: np.ndarray) -> np.ndarray:
        """The product of the transposed with errors of shape (rows, kinds)."""
        product: np.ndarray = self._rows.T @ errors
        return product


def _kept_weights(row: np.ndarray) -> dict[int, float]:
    return {
        place: round(float(value), 2)
        for place, value in enumerate(row)
        if abs(value) >= SMALLEST_WEIGHT
    }

"""Connected parts of a mask: the stretches of its rows, joined where they touch."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np


@dataclass(slots=True)
class Component:
    """Pixels that touch: their bounds (right and bottom outside), and sums over them.

    ``slope`` is how far they fall for each step to the right.
    """

    left: int
    top: int
    right: int
    bottom: int
    count: float = 0.0
    sum_x: float = 0.0
    sum_y: float = 0.0
    sum_xx: float = 0.0
    sum_xy: float = 0.0

    @property
    def width(self) -> int:
        """Columns from the first to the last."""
        return self.right - self.left

    @property
    def height(self) -> int:
        """Rows from the first to the last."""
        return self.bottom - self.top

    @property
    def slope(self) -> float:
        """The slope of the line that fits its pixels best; 0 for a single column."""
        spread = self.sum_xx - self.sum_x**2 / self.count
        return (self.sum_xy - self.sum_x * self.sum_y / self.count) / spread if spread else 0.0

    def take(self, row: int, start: int, end: int) -> None:
        """Add the pixels of a row from ``start`` until before ``end``."""
        count = end - start
        middle = (start + end - 1) / 2
        self.left, self.right = min(self.left, start), max(self.right, end)
        self.top, self.bottom = min(self.top, row), max(self.bottom, row + 1)
        self.count += count
        self.sum_x += count * middle
        self.sum_y += count * row
        self.sum_xx += count * (middle**2 + (count**2 - 1) / 12)
        self.sum_xy += count * middle * row


def components(mask: np.ndarray) -> list[Component]:
    """The parts of a mask of booleans, (height, width), that touch from row to row.

    >>> [part.width for part in components(np.array([[1, 1, 0, 1], [0, 1, 0, 0]], dtype=bool))]
    [2, 1]
    """
    stretches, parents = _stretches(mask)
    found: dict[int, Component] = {}
    for place, (row, start, end) in enumerate(stretches):
        root = _root(parents, place)
        if root not in found:
            found[root] = Component(start, row, end, row + 1)
        found[root].take(row, start, end)
    return list(found.values())


def _stretches(mask: np.ndarray) -> tuple[list[tuple[int, int, int]], list[int]]:
    """Each stretch as (row, start, end), and which earlier one it belongs to."""
    edges = np.diff(np.pad(mask.astype(np.int8), ((0, 0), (1, 1))), axis=1)
    stretches: list[tuple[int, int, int]] = []
    parents: list[int] = []
    above = range(0)
    for row in np.flatnonzero(mask.any(axis=1)).tolist():
        starts = np.flatnonzero(edges[row] == 1).tolist()
        ends = np.flatnonzero(edges[row] == -1).tolist()
        if above and stretches[above[0]][0] != row - 1:
            above = range(0)
        first, at = len(stretches), above.start
        for start, end in zip(starts, ends, strict=True):
            place = len(stretches)
            stretches.append((row, start, end))
            parents.append(place)
            while at < above.stop and stretches[at][2] < start:
                at += 1
            other = at
            while other < above.stop and stretches[other][1] <= end:
                _join(parents, other, place)
                other += 1
        above = range(first, len(stretches))
    return stretches, parents


def _root(parents: list[int], place: int) -> int:
    while parents[place] != place:
        parents[place] = parents[parents[place]]
        place = parents[place]
    return place


def _join(parents: list[int], one: int, other: int) -> None:
    first, second = sorted((_root(parents, one), _root(parents, other)))
    parents[second] = first

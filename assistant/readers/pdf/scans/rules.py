"""Straight rules on the image of a page: long thin runs of dark pixels across it or down it."""

from __future__ import annotations

from collections.abc import Iterator

import numpy as np

from assistant.readers.pdf.page.view import Rectangle

_SHORTEST = 24.0  # points; no stroke of a letter, and no dash, is as long
_LEAST_PIXELS = 12  # of a rule; of pages that are very large, a point is less than a pixel
_THICKEST = 2.6  # points
_DARK = 190  # grey levels
_CONTRAST = 40  # of 255 to what is beside it; rules of a table may be light grey
_WHOLE, _THIN = 0.97, 0.7  # of a rule is dark, and is crossed by nothing
_MOST = 4000  # of a page; a drawing of more is no table


def rules_of(levels: np.ndarray, scale: float) -> list[Rectangle]:
    """The rules on an image of grey levels, uint8, (height, width), with ``scale`` pixels a point.

    They are (left, top, right, bottom) in pixels; one that is some pixels thick is told some times.
    """
    across = [(left, at, right, at) for left, right, at in _runs(levels, scale)]
    down = [(at, top, at, bottom) for top, bottom, at in _runs(levels.T, scale)]
    return across + down if len(across) + len(down) <= _MOST else []


def _runs(levels: np.ndarray, scale: float) -> Iterator[tuple[float, float, float]]:
    """Where thin dark runs begin and end in the rows of an image, and in which row.

    A hair line is spread over two rows of pixels, or passes from one to the other.
    """
    length = max(round(_SHORTEST * scale), _LEAST_PIXELS)
    thick = max(round(_THICKEST * scale), 1)
    if levels.shape[1] <= length or levels.shape[0] <= 2 * thick:
        return
    line = np.minimum(levels[thick:-thick], levels[thick + 1 : len(levels) - thick + 1])
    beside = np.minimum(levels[: -2 * thick], levels[2 * thick :])
    thin = (beside > line) & (beside - line >= _CONTRAST)
    filled = _count(thin | (line < _DARK), length) >= _WHOLE * length
    filled &= _count(thin, length) >= _THIN * length
    for row in np.flatnonzero(filled.any(axis=1)):
        edges = np.flatnonzero(np.diff(filled[row].astype(np.int8), prepend=0, append=0))
        for start, end in edges.reshape(-1, 2):
            yield float(start), float(end - 1 + length), float(row + thick)


def _count(marks: np.ndarray, length: int) -> np.ndarray:
    """How many of the ``length`` places from each one on, in its row, are marked."""
    sums = np.zeros((len(marks), marks.shape[1] + 1), dtype=np.int32)
    np.cumsum(marks, axis=1, out=sums[:, 1:])
    counted: np.ndarray = sums[:, length:] - sums[:, :-length]
    return counted

"""How a PDF page's own coordinates become points on the page as shown, or as read when turned.

A frame is the page turned by quarter turns until its text runs from left to right. Text of a page
may stand in several frames: a landscape table stands in one that is turned once or three times
from the page as shown.
"""

from __future__ import annotations

import math
from typing import Any

import pypdfium2.raw as pdfium

Rectangle = tuple[float, float, float, float]
_QUARTER = 90
_MOST_ASKEW = 20  # degrees off a quarter turn; text further off is a watermark


class View:
    """One page's size and rotation. Rotations count quarter turns, 0 to 3."""

    def __init__(self, page: Any) -> None:
        box = pdfium.FS_RECTF()
        pdfium.FPDF_GetPageBoundingBox(page, box)
        self._left, self._bottom = box.left, min(box.bottom, box.top)
        self._across, self._up = abs(box.right - box.left), abs(box.top - box.bottom)
        self.rotation = pdfium.FPDFPage_GetRotation(page) % 4
        self.width, self.height = self.size(self.rotation)

    def size(self, rotation: int) -> tuple[float, float]:
        """Width and height of the page in the frame of a rotation."""
        return (self._up, self._across) if rotation % 2 else (self._across, self._up)

    def box(
        self, left: float, top: float, right: float, bottom: float, rotation: int | None = None
    ) -> Rectangle:
        """Left, top, right and bottom in a frame; without a rotation in the page as shown."""
        x0, x1 = left - self._left, right - self._left
        y0, y1 = bottom - self._bottom, top - self._bottom
        quarters = self.rotation if rotation is None else rotation
        if quarters == 0:
            return x0, self._up - y1, x1, self._up - y0
        if quarters == 1:
            return y0, x0, y1, x1
        if quarters == 2:
            return self._across - x1, y0, self._across - x0, y1
        return self._up - y1, self._across - x1, self._up - y0, self._across - x0

    def height_of(self, x: float, y: float, rotation: int) -> float:
        """How far below the top edge of a frame a point lies."""
        return self.box(x, y, x, y, rotation)[1]

    def frame_of(self, matrix: Any) -> int | None:
        """The rotation in which text of this matrix runs from left to right; None askew."""
        if matrix.b == 0 and matrix.a > 0:
            return 0
        angle = math.degrees(math.atan2(matrix.b, matrix.a))
        quarters = round(angle / _QUARTER)
        return quarters % 4 if abs(angle - _QUARTER * quarters) <= _MOST_ASKEW else None


def as_shown(box: Rectangle, turn: int) -> Rectangle:
    """A rectangle in fractions of a frame ``turn`` quarter turns on, in those of the page shown.

    >>> as_shown((0.0, 0.25, 0.5, 0.5), 1)
    (0.25, 0.5, 0.5, 1.0)
    """
    left, top, right, bottom = box
    if turn == 1:
        return top, 1 - right, bottom, 1 - left
    if turn == 2:
        return 1 - right, 1 - bottom, 1 - left, 1 - top
    if turn == 3:
        return 1 - bottom, left, 1 - top, right
    return box

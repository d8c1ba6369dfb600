"""Lines that the detector draws over the gap between two columns, parted there.

A gap between columns may be no wider than the letters are high. One line has wide gaps between
words, too; but that several lines have one in the same place is a gutter.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace

import numpy as np

from assistant.readers.ocr.detection import LineBox
from assistant.readers.ocr.ink import dark

_LEAST_GAP = 0.5  # of a line's height
_MIDDLE = (0.15, 0.85)  # of a line's height; above and below stand pieces of other lines
_WIDE = 8  # times as wide as high; shorter lines are in one column
_SIDE = 4  # heights of ink on either side of a gap; a bullet has less
_NEAR = 4  # heights between a gutter and the two lines beside it that stand apart
_LEAST_ROWS = 6  # that have a gap in one place
_MOST_CROSSED = 0.5  # lines without a gap there, of those with one: titles, wide captions
_MARGIN = 0.5  # of a line's height that is left about its ink


@dataclass(frozen=True)
class _Gap:
    """A stretch without ink in a line, in pixels of the page."""

    left: float
    right: float


def parted(image: np.ndarray, boxes: Sequence[LineBox]) -> list[LineBox]:
    """The boxes of a page, those that cross a gutter as two; ``image`` is of grey levels."""
    gaps = {place: _gaps(image, box) for place, box in enumerate(boxes) if _is_wide(box)}
    gutters = _gutters(boxes, gaps)
    made: list[LineBox] = []
    for place, box in enumerate(boxes):
        crossed = [
            gap
            for gap in gaps.get(place, ())
            if any(gap.left < gutter < gap.right for gutter in gutters)
        ]
        made += _cut(box, crossed)
    return made


def _is_wide(box: LineBox) -> bool:
    return box.right - box.left > _WIDE * (box.bottom - box.top)


def _gaps(image: np.ndarray, box: LineBox) -> list[_Gap]:
    """Where a line has no ink for a while, but at its ends."""
    height = box.bottom - box.top
    top, bottom = (round(box.top + share * height) for share in _MIDDLE)
    inked = dark(image[top:bottom, round(box.left) : round(box.right)]).any(axis=0)
    places = np.flatnonzero(inked)
    wide = [
        at
        for at in np.flatnonzero(np.diff(places) > _LEAST_GAP * height).tolist()
        if min(places[at] - places[0], places[-1] - places[at + 1]) > _SIDE * height
    ]
    return [
        _Gap(float(places[at] + 1 + round(box.left)), float(places[at + 1] + round(box.left)))
        for at in wide
    ]


def _gutters(boxes: Sequence[LineBox], gaps: dict[int, list[_Gap]]) -> list[float]:
    """Where across the page so many lines have a gap that it parts columns."""
    apart = [(gap, place) for place, found in gaps.items() for gap in found]
    found: list[float] = []
    for gap, _ in sorted(apart, key=lambda item: item[0].left - item[0].right):
        middle = (gap.left + gap.right) / 2
        if any(gap.left < known < gap.right for known in found):
            continue
        rows = {place for other, place in apart if other.left < middle < other.right}
        crossed = sum(
            box.left < middle < box.right and place not in rows for place, box in enumerate(boxes)
        )
        count = len(rows) + _beside(boxes, middle)
        if count >= _LEAST_ROWS and crossed <= _MOST_CROSSED * count:
            found.append(middle)
    return found


def _beside(boxes: Sequence[LineBox], middle: float) -> int:
    """How many lines end before a gutter where another begins behind it."""
    before = [
        b for b in boxes if _is_wide(b) and 0 <= middle - b.right < _NEAR * (b.bottom - b.top)
    ]
    behind = [b for b in boxes if _is_wide(b) and 0 <= b.left - middle < _NEAR * (b.bottom - b.top)]
    return sum(
        any(min(one.bottom, two.bottom) > max(one.top, two.top) for two in behind) for one in before
    )


def _cut(box: LineBox, gaps: Sequence[_Gap]) -> list[LineBox]:
    """A box without its gaps, with a margin about the ink beside each."""
    margin = _MARGIN * (box.bottom - box.top)
    made, rest = [], box
    for gap in gaps:
        room = min(margin, (gap.right - gap.left) / 2)
        made.append(replace(rest, right=gap.left + room))
        rest = replace(rest, left=gap.right - room)
    return [*made, rest]

"""Where on a page a figure stands: what is drawn beside its caption, up to the running text."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from assistant.readers.pdf.page.view import Rectangle

_WIDE = 0.6  # of a caption's or a column's width; a line of text so wide is none of a figure
_SHORT = 20.0  # points; a drawing lower and narrower is a rule or a sign
_NEAR = 50.0  # points between a caption and its figure, with labels such as "(a)" between
_GAP = 36.0  # points between parts of one figure
_LABEL_GAP = 14.0  # points between a drawing and the words at its edges
_WHOLE = 0.9  # of the page's area; a drawing so large is its ground or a scan
_BELOW = 0.7  # of its area counts what stands below a caption: figures stand above theirs
_PAD = 3.0  # points around a figure


@dataclass(frozen=True)
class Sheet:
    """A page as shown, in points: its size, drawings, words outside of drawings, lines of text."""

    width: float
    height: float
    drawings: tuple[Rectangle, ...]
    words: tuple[Rectangle, ...]
    prose: tuple[Rectangle, ...]
    captions: tuple[Rectangle, ...] = ()


def figure_place(sheet: Sheet, caption: Rectangle) -> Rectangle | None:
    """The box of the figure that a caption belongs to, in points; None where nothing is drawn."""
    found: list[tuple[float, Rectangle]] = []
    for above in (True, False):
        band = _band(sheet, caption, above)
        box = _drawn(sheet, band, above)
        if box is not None:
            found.append((_area(box) * (1.0 if above else _BELOW), box))
    return max(found, default=(0.0, None))[1]


def band_beside(sheet: Sheet, caption: Rectangle) -> Rectangle | None:
    """The empty space above a caption, as wide as its column; for pages that are one image."""
    left, top, right, bottom = _band(sheet, caption, True)
    return (left, top, right, bottom) if bottom - top > 2 * _SHORT else None


def _band(sheet: Sheet, caption: Rectangle, above: bool) -> Rectangle:
    """From a caption to the nearest text or caption above or below it, between those beside."""
    left, _, right, _ = caption
    blocks = [*_lines_of_text(sheet, right - left), *sheet.captions]
    blocks = [block for block in blocks if block != caption]
    beside = [c for c in sheet.captions if c[1] < caption[3] and c[3] > caption[1]]
    edges = 0.0, sheet.width
    limits = _limits(sheet, blocks, caption, above, (left, right))
    for _ in range(2):
        level = [block for block in blocks if block[1] < limits[1] - 2 and block[3] > limits[0] + 2]
        edges = (
            max([0.0, *(b[2] for b in level if b[2] <= left + 2),
                 *((c[2] + left) / 2 for c in beside if c[2] <= left + 2)]),
            min([sheet.width, *(b[0] for b in level if b[0] >= right - 2),
                 *((c[0] + right) / 2 for c in beside if c[0] >= right - 2)]),
        )  # fmt: skip
        limits = _limits(sheet, blocks, caption, above, edges)
    return edges[0], limits[0], edges[1], limits[1]


def _lines_of_text(sheet: Sheet, width: float) -> list[Rectangle]:
    """Lines of running text: labels within a figure, which may be read as text, are shorter.

    Nor is text any that stands within a drawing.
    """
    least = _WIDE * min(width, 0.35 * sheet.width)
    whole = _WHOLE * sheet.width * sheet.height
    drawn = [box for box in sheet.drawings if box[3] - box[1] > _SHORT and _area(box) < whole]
    return [
        line
        for line in sheet.prose
        if line[2] - line[0] >= least and not any(_holds(box, line) for box in drawn)
    ]


def _limits(
    sheet: Sheet,
    blocks: Sequence[Rectangle],
    caption: Rectangle,
    above: bool,
    across: tuple[float, float],
) -> tuple[float, float]:
    """From where to where down the page a figure above or below a caption may reach."""
    left, right = across
    mine = [b for b in blocks if b[0] < right - 2 and b[2] > left + 2]
    mine = [b for b in mine if b[0] < caption[2] or b[2] > caption[0]]
    if above:
        return max((b[3] for b in mine if b[3] <= caption[1] + 2), default=0.0), caption[1]
    return caption[3], min((b[1] for b in mine if b[1] >= caption[3] - 2), default=sheet.height)


def _drawn(sheet: Sheet, band: Rectangle, above: bool) -> Rectangle | None:
    """The box of what is drawn in a band, from the caption on, with the words at its edges."""
    edge = band[3] if above else band[1]
    drawings = [
        part
        for box in sheet.drawings
        if _area(box) < _WHOLE * sheet.width * sheet.height
        and (part := _clipped(box, band)) is not None
        and max(part[2] - part[0], part[3] - part[1]) > 2.0
    ]
    drawings.sort(key=lambda box: edge - box[3] if above else box[1] - edge)
    made: Rectangle | None = None
    for box in drawings:
        gap = _distance(box, made, edge, above)
        if gap > (_GAP if made else _NEAR):
            break
        made = _joined(made, box)
    if made is None or made[2] - made[0] < _SHORT or made[3] - made[1] < _SHORT:
        return None
    for _ in range(3):
        close = _grown(made, _LABEL_GAP)
        for word in sheet.words:
            if _touches(word, close) and _clipped(word, band) == word:
                made = _joined(made, word)
    return _clipped(_grown(made, _PAD), band)


def _distance(box: Rectangle, made: Rectangle | None, edge: float, above: bool) -> float:
    if above:
        return (made[1] if made else edge) - box[3]
    return box[1] - (made[3] if made else edge)


def _joined(first: Rectangle | None, second: Rectangle) -> Rectangle:
    if first is None:
        return second
    return (
        min(first[0], second[0]), min(first[1], second[1]),
        max(first[2], second[2]), max(first[3], second[3]),
    )  # fmt: skip


def _grown(box: Rectangle, by: float) -> Rectangle:
    return box[0] - by, box[1] - by, box[2] + by, box[3] + by


def _clipped(box: Rectangle, band: Rectangle) -> Rectangle | None:
    """The part of a box in a band; None of one whose middle is outside."""
    x, y = (box[0] + box[2]) / 2, (box[1] + box[3]) / 2
    if not (band[0] <= x <= band[2] and band[1] <= y <= band[3]):
        return None
    return max(box[0], band[0]), max(box[1], band[1]), min(box[2], band[2]), min(box[3], band[3])


def _touches(one: Rectangle, other: Rectangle) -> bool:
    return (
        one[0] <= other[2] and one[2] >= other[0] and one[1] <= other[3] and one[3] >= other[1]
    )  # fmt: skip


def _holds(outer: Rectangle, inner: Rectangle) -> bool:
    return (
        outer[0] - 2 <= inner[0] and inner[2] <= outer[2] + 2
        and outer[1] - 2 <= inner[1] and inner[3] <= outer[3] + 2
    )  # fmt: skip


def _area(box: Rectangle) -> float:
    return max(box[2] - box[0], 0.0) * max(box[3] - box[1], 0.0)

"""Tables without rules: lines of cells that follow one another beside a caption."""

from __future__ import annotations

from collections.abc import Sequence
from statistics import median

from assistant.readers.pdf.page.view import Rectangle
from assistant.readers.pdf.tables.columns import parts_of
from assistant.readers.pdf.tables.drawing import Word
from assistant.readers.pdf.tables.lines import lines_of_words, outside

NEAR = 60.0  # points between a caption and its table
CELL_GAP = 0.7  # of the size of type; a wider gap parts cells
_LEAST_LINES = 2
_FOOT = 1.9  # leadings between a table's lines


def run_of_lines(
    words: Sequence[Word], caption: Rectangle, others: Sequence[Rectangle], down: bool
) -> Rectangle | None:
    """Lines of cells one after another below a caption, or above it, until something else stands.

    ``others`` are the boxes of what belongs to no table, in points. None where fewer than two
    lines are found, or most of them are running text.
    """
    left, top, right, bottom = caption
    blocks = [o for o in others if o[0] < right and o[2] > left]
    limit = (
        min((o[1] for o in blocks if o[1] >= bottom - 2), default=float("inf"))
        if down
        else max((o[3] for o in blocks if o[3] <= top + 2), default=0.0)
    )
    inside = [
        word
        for word in words
        if (bottom - 1 < word.base < limit if down else limit < word.base < top)
    ]
    inside = _beside(outside(inside, others), (left + right) / 2, others)
    lines = lines_of_words(inside)
    if not down:
        lines.reverse()
    kept: list[list[Word]] = []
    edge = bottom if down else top
    leads: list[float] = []
    for line in lines:
        lead = abs(line[0].base - edge)
        size = median(word.size for word in line)
        usual = median(leads) if leads else 2.0 * size
        if lead > max(_FOOT * usual, 2.4 * size) and (kept or lead > NEAR):
            break
        if kept:
            leads.append(lead)
        kept.append(line)
        edge = line[0].base
    cells = sum(len(parts_of(line, CELL_GAP)) > 1 for line in kept)
    if len(kept) < _LEAST_LINES or cells < 0.5 * len(kept):
        return None
    held = [word for line in kept for word in line]
    return (
        min(w.left for w in held),
        min(w.top for w in held),
        max(w.right for w in held),
        max(w.bottom for w in held),
    )


def _beside(words: Sequence[Word], center: float, others: Sequence[Rectangle]) -> list[Word]:
    """The words that no running text parts from a caption: those in its own column."""
    top = min((word.top for word in words), default=0.0)
    bottom = max((word.bottom for word in words), default=0.0)
    level = [o for o in others if o[1] < bottom and o[3] > top]
    start = max((o[2] for o in level if o[2] < center), default=0.0)
    end = min((o[0] for o in level if o[0] > center), default=float("inf"))
    return [word for word in words if start - 1 <= word.left and word.right <= end + 1]

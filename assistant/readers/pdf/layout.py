"""Lines of a page in reading order, column by column."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator, Sequence
from itertools import count
from statistics import median

from assistant.readers.pdf.floats import apart
from assistant.readers.pdf.front.beside import beside_abstract
from assistant.readers.pdf.front_matter import header_of
from assistant.readers.pdf.lines import Line, merge_lines

_STANDS = re.compile(r"(?:Figure|Fig\.|Table|TABLE|[图圖図表])\s*\d{1,3}\s*[:：.|]")
_CROSSES = 0.06  # of the page's width: a line that reaches this far over the gutter spans it


def in_reading_order(pages: Sequence[tuple[list[Line], float]]) -> list[list[Line]]:
    """The rows of (lines, width) pages in reading order, with their columns' edges set.

    A page with a gutter is read in bands between the lines that span it: left column, then
    right column. A side that is wider than half the page may have a gutter of its own. Where a
    wide table hides a page's gutter, that of the other pages is taken if it fits.
    """
    gutters = [_gutter(lines, 0.0, width, width) for lines, width in pages]
    usual = _usual(gutters, pages)
    ordered = []
    for (lines, width), gutter in zip(pages, gutters, strict=True):
        if usual is not None and _fits(lines, usual, width):
            gutter = usual
        if gutter is None:
            ordered.append(_column(lines, 0))
        else:
            head = header_of(lines, gutter, width) if not ordered else []
            body = [line for line in lines if line not in head] if head else lines
            rows = _column(head, 0)
            counter = count(1)
            if not ordered and (parts := beside_abstract(body, gutter, width)):
                above, beside, body = parts
                rows += _in_bands(above, gutter, (0.0, width), width, counter)
                rows += [row for part in beside for row in _column(part, next(counter))]
            ordered.append([*rows, *_in_bands(body, gutter, (0.0, width), width, counter)])
    return ordered


def _usual(
    gutters: Sequence[float | None], pages: Sequence[tuple[list[Line], float]]
) -> float | None:
    """The gutter that two in five pages of text share, or None."""
    places = Counter(round(gutter / 8) for gutter in gutters if gutter is not None)
    full = sum(len(lines) >= 20 for lines, _ in pages)
    if not places:
        return None
    place = max(places, key=lambda at: places[at - 1] + places[at] + places[at + 1])
    near = [gutter for gutter in gutters if gutter and abs(gutter / 8 - place) <= 1.5]
    return median(near) if len(near) >= max(2, 0.4 * full) else None


def _fits(lines: list[Line], gutter: float, width: float) -> bool:
    """Whether several long lines end before a gutter, and several begin behind it."""
    long = [line for line in lines if line.right - line.left > 0.22 * width]
    left = sum(line.right < gutter + 2 for line in long)
    right = sum(line.left > gutter - 2 for line in long)
    return min(left, right) >= 5


def _in_bands(
    lines: list[Line],
    gutter: float,
    span: tuple[float, float],
    width: float,
    counter: Iterator[int],
) -> list[Line]:
    """Lines on both sides of a gutter, band by band between the lines that cross it."""
    left, right, spanning = _sides(lines, gutter, width)
    spans = _rows(spanning)
    _set_edges(spans, 0)
    sides = (
        _side(left, (span[0], gutter), width, counter),
        _side(right, (gutter, span[1]), width, counter),
    )
    ordered: list[Line] = []
    lower = float("-inf")
    for line in [*spans, None]:
        upper = line.base if line else float("inf")
        for side in sides:
            ordered += [row for row in side if lower <= row.base < upper]
        if line:
            ordered.append(line)
        lower = upper
    return ordered


def _side(
    lines: list[Line], span: tuple[float, float], width: float, counter: Iterator[int]
) -> list[Line]:
    """The rows on one side of a gutter: one column, or two where there is room for them."""
    if span[1] - span[0] > 0.54 * width:
        gutter = _gutter(lines, *span, width)
        if gutter is not None:
            return _in_bands(lines, gutter, span, width, counter)
    return _column(lines, next(counter))


def _sides(
    lines: list[Line], gutter: float, width: float
) -> tuple[list[Line], list[Line], list[Line]]:
    left, right, spanning = [], [], []
    reach = _CROSSES * width
    for line in lines:
        crosses = line.left < gutter - 4 and line.right > gutter + 4
        centred = abs(line.left + line.right - 2 * gutter) < 0.06 * width
        if crosses and (centred or (line.left < gutter - reach and line.right > gutter + reach)):
            spanning.append(line)
        elif line.left + line.right < 2 * gutter:
            left.append(line)
        else:
            right.append(line)
    for own, other in ((left, right), (right, left)):
        _move_tails(own, other, spanning)
    return left, right, spanning


def _move_tails(own: list[Line], other: list[Line], spanning: list[Line]) -> None:
    """Move to the spanning lines what belongs to them on one side.

    That is the short last line of a paragraph across the gutter, and what shares a spanning
    line's row.
    """
    if not spanning:
        return
    beside = {round(line.base / 3) for line in other}
    for line in sorted(own, key=lambda line: line.base):
        row = round(line.base / 3)
        alone = not {row - 1, row, row + 1} & beside
        for span in spanning:
            below = line.base - span.base
            same_row = abs(below) < 0.2 * line.size
            tail = (
                alone
                and 0.8 * line.size < below < 1.5 * line.size
                and abs(line.size - span.size) < 0.3
                and line.left > span.left - 2
                and span.right - span.left > 1.2 * (line.right - line.left)
                and (abs(line.left - span.left) < 2 or _same_middle(line, span))
            )
            if same_row or tail:
                own.remove(line)
                spanning.append(line)
                break


def _same_middle(line: Line, other: Line) -> bool:
    return abs(line.left + line.right - other.left - other.right) < 6


def _gutter(lines: list[Line], left: float, right: float, width: float) -> float | None:
    """Where two columns part between two x, as an x; None where there is one column.

    ``width`` is the page's.
    """
    if len(lines) < 8 or width <= 0:
        return None
    step = 2.0
    across = right - left
    first, last = int((left + 0.3 * across) / step), int((left + 0.7 * across) / step)
    changes = [0] * (int(width / step) + 3)
    for line in lines:
        start = min(max(int(line.left / step) + 1, 0), len(changes) - 2)
        end = min(max(int(line.right / step), start), len(changes) - 1)
        changes[start] += 1
        changes[end] -= 1
    crossing, total = [], 0
    for change in changes:
        total += change
        crossing.append(total)
    fewest = min(crossing[first:last])
    places = [place for place in range(first, last) if crossing[place] == fewest]
    middle = (left + right) / 2 / step
    gutter = _widest_run(places, middle) * step
    before, after, spanning = _sides(lines, gutter, width)
    if len(spanning) > 0.5 * len(lines) or min(len(before), len(after)) < max(4, 0.1 * len(lines)):
        return None
    wide = [line for line in before + after if line.right - line.left > 0.2 * width]
    if len(wide) < 0.3 * (len(before) + len(after)) or not _side_by_side(before, after):
        return None
    return gutter


def _widest_run(places: list[int], middle: float) -> float:
    """The middle of the longest run of neighbouring places, the most central of equals."""
    runs: list[tuple[int, int]] = []
    start = previous = places[0]
    for place in places[1:]:
        if place != previous + 1:
            runs.append((start, previous))
            start = place
        previous = place
    runs.append((start, previous))
    best = max(runs, key=lambda run: (run[1] - run[0] + 1, -abs((run[0] + run[1]) / 2 - middle)))
    return (best[0] + best[1]) / 2 + 0.5


def _side_by_side(left: list[Line], right: list[Line]) -> bool:
    """Whether both sides share heights, as columns do, unlike a list above a figure."""
    low = max(min(line.top for line in left), min(line.top for line in right))
    high = min(max(line.bottom for line in left), max(line.bottom for line in right))
    shared = sum(low <= line.base <= high + 1 for line in left + right)
    return shared >= 0.35 * (len(left) + len(right))


def _column(lines: list[Line], number: int) -> list[Line]:
    """The rows of a column; text beside a figure or a table is read apart from that."""
    ordered = []
    for group in apart(lines):
        rows = _rows(group)
        _set_edges(rows, number)
        ordered += rows
    return ordered


def _rows(lines: list[Line]) -> list[Line]:
    """Fragments on one base line put together from left to right, rows from top to bottom."""
    rows: list[list[Line]] = []
    for line in sorted(lines, key=lambda line: (line.base, line.left)):
        row = rows[-1] if rows else None
        if row is not None and abs(row[0].base - line.base) < 0.3 * max(
            min(line.size, row[0].size), 4.0
        ):
            row.append(line)
        else:
            rows.append([line])
    sorted_rows = [sorted(row, key=lambda line: line.left) for row in rows]
    return [merge_lines(row) for row in _with_captions_apart(sorted_rows)]


def _with_captions_apart(rows: list[list[Line]]) -> list[list[Line]]:
    """Rows in which a caption that stands beside something else follows it as rows of its own."""
    place = 0
    while place < len(rows):
        beside = [line for line in rows[place][1:] if _STANDS.match(line.text)]
        if beside:
            moved, end = _below(rows, place, beside[0])
            left = [[line for line in row if line not in moved] for row in rows[place:end]]
            kept = [row for row in left if row]
            rows[place:end] = [*kept, *([line] for line in moved)]
            place += len(kept)
        place += 1
    return rows


def _below(rows: list[list[Line]], place: int, first: Line) -> tuple[list[Line], int]:
    """A caption's lines from its first one down, and the place after the last row of them."""
    moved = [first]
    for at in range(place + 1, len(rows)):
        under = [line for line in rows[at] if abs(line.left - first.left) < 0.8 * first.size]
        gap = rows[at][0].base - moved[-1].base
        if gap > 1.7 * first.size:
            return moved, at
        if under and abs(under[0].size - first.size) < 0.5:
            moved.append(under[0])
        elif gap > 1.3 * first.size:
            return moved, at
    return moved, len(rows)


def _set_edges(rows: list[Line], number: int) -> None:
    """Set the edges of the column that rows stand in: where most of them start and end."""
    if not rows:
        return
    lefts = sorted(line.left for line in rows)
    rights = sorted(line.right for line in rows)
    left = lefts[min(len(lefts) // 10, len(lefts) - 1)]
    right = rights[-1 - min(len(rights) // 10, len(rights) - 1)]
    for line in rows:
        line.column, line.column_left, line.column_right = number, left, right

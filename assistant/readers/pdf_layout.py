"""Lines of a page in reading order: columns found, running heads and line numbers left out."""

from __future__ import annotations

import re
from collections import Counter, defaultdict
from collections.abc import Sequence
from itertools import pairwise

from assistant.readers.pdf_lines import Line, merged

_NUMBER_ONLY = re.compile(
    r"^[\s\-–—·•.|]*(?:page\s*)?(?:\d{1,4}|[ivxlc]{1,6})(?:\s*(?:of|/)\s*\d{1,4})?[\s\-–—·•.|]*$",
    re.IGNORECASE,
)
_NOT_LETTERS = re.compile("[^a-z\u00aa-\uffff]+")
_ZONE = 0.11  # of the page's height, at its top and bottom
_CROSSES = 0.06  # of the page's width: a line that reaches this far over the gutter spans it


def without_furniture(pages: Sequence[tuple[list[Line], float, float]]) -> list[list[Line]]:
    """The lines of (lines, width, height) pages without heads, feet, page and line numbers."""
    seen: Counter[str] = Counter()
    for lines, _, height in pages:
        seen.update({_key(line) for line in lines if _in_zone(line, height)})
    least = 2 if len(pages) < 6 else max(3, len(pages) // 10)
    kept = []
    for lines, width, height in pages:
        body = [
            line
            for line in lines
            if not (_in_zone(line, height) and _is_furniture(line, seen, least, height))
        ]
        kept.append(_without_line_numbers(body, width))
    before = sum(len(line.text) for lines, _, _ in pages for line in lines)
    after = sum(len(line.text) for lines in kept for line in lines)
    return kept if after > 0.3 * before else [lines for lines, _, _ in pages]


def _in_zone(line: Line, height: float) -> bool:
    return line.bottom < _ZONE * height or line.top > (1 - _ZONE) * height


def _key(line: Line) -> str:
    """A line's text without digits and blanks, with its zone: heads repeat apart from those."""
    letters = _NOT_LETTERS.sub("", line.text.lower())[:60]
    return f"{int(line.base / 12)}:{letters}"


def _is_furniture(line: Line, seen: Counter[str], least: int, height: float) -> bool:
    if _NUMBER_ONLY.match(line.text):
        return True
    key = _key(line)
    return len(key.partition(":")[2]) >= 1 and seen[key] >= least


def _without_line_numbers(lines: list[Line], width: float) -> list[Line]:
    """Leave out a margin's line numbers: eight or more bare numbers that stand in one column."""
    columns: defaultdict[int, list[Line]] = defaultdict(list)
    for line in lines:
        if line.text.isdigit() and len(line.text) <= 4:
            columns[int(line.right / 6)].append(line)
    gone: set[int] = set()
    for column, numbers in columns.items():
        together = sorted(numbers + columns.get(column + 1, []), key=lambda line: line.base)
        values = [int(line.text) for line in together]
        rising = sum(a < b for a, b in pairwise(values))
        edge = all(line.right < 0.15 * width or line.left > 0.85 * width for line in together)
        if edge and len(together) >= 8 and rising >= 0.9 * (len(together) - 1):
            gone.update(id(line) for line in together)
    return [line for line in lines if id(line) not in gone] if gone else lines


def in_reading_order(lines: list[Line], width: float) -> list[Line]:
    """The rows of a page in reading order, with their columns' edges set.

    A page with a gutter is read in bands between the lines that span it: left column, then
    right column.
    """
    gutter = _gutter(lines, width)
    if gutter is None:
        return _column(lines, 0)
    left, right, spanning = _sides(lines, gutter, width)
    spans = _rows(spanning)
    ordered: list[Line] = []
    _set_edges(spans, 0)
    lower = float("-inf")
    sides = (_column(left, 1), _column(right, 2))
    for span in [*spans, None]:
        upper = span.base if span else float("inf")
        for side in sides:
            ordered += [line for line in side if lower <= line.base < upper]
        if span:
            ordered.append(span)
        lower = upper
    return ordered


def _sides(
    lines: list[Line], gutter: float, width: float
) -> tuple[list[Line], list[Line], list[Line]]:
    left, right, spanning = [], [], []
    reach = _CROSSES * width
    for line in lines:
        if line.left < gutter - reach and line.right > gutter + reach:
            spanning.append(line)
        elif line.left + line.right < 2 * gutter:
            left.append(line)
        else:
            right.append(line)
    return left, right, spanning


def _gutter(lines: list[Line], width: float) -> float | None:
    """Where a page's two columns part, as an x; None on a page of one column."""
    if len(lines) < 8 or width <= 0:
        return None
    step = 2.0
    first, last = int(0.3 * width / step), int(0.7 * width / step)
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
    middle = width / 2 / step
    gutter = _widest_run(places, middle) * step
    left, right, spanning = _sides(lines, gutter, width)
    if len(spanning) > 0.5 * len(lines) or min(len(left), len(right)) < max(4, 0.1 * len(lines)):
        return None
    wide = [line for line in left + right if line.right - line.left > 0.2 * width]
    if len(wide) < 0.3 * (len(left) + len(right)) or not _side_by_side(left, right):
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
    rows = _rows(lines)
    _set_edges(rows, number)
    return rows


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
    return [merged(sorted(row, key=lambda line: line.left)) for row in rows]


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

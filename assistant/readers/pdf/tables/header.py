"""The header of a table: which lines are it, and which columns each of its words stands over."""

from __future__ import annotations

from collections.abc import Sequence
from itertools import pairwise
from statistics import median

from assistant.readers.pdf.tables.columns import parts_of
from assistant.readers.pdf.tables.drawing import Rule, Word
from assistant.readers.pdf.tables.rows import is_value, text_of

Line = Sequence[Word]
_PIECE_GAP = 0.45  # of the size of type; a wider gap parts two headers
_MOST_LINES = 6
_LEAD = 1.3  # times the least lead: what is further below belongs to the body


def header_lines(bands: Sequence[list[Line]]) -> tuple[list[Line], list[list[Line]]]:
    """The lines of the header, and the bands of the body.

    The header is what stands above the first rule within the table; without one its first line,
    if that is set apart by its weight or by naming what is numbers below.
    """
    first, *rest = bands
    if rest and len(first) <= _MOST_LINES and not _is_body(first):
        return first, list(rest)
    if rest and len(first) > _MOST_LINES:
        return _split(first, rest)
    if rest:
        return [], list(bands)
    return _split(first, [])


def _is_body(lines: Sequence[Line]) -> bool:
    """Whether lines are rows of values rather than a header."""
    found = [text_of(piece) for line in lines for piece in parts_of(line, _PIECE_GAP)]
    values = sum(map(is_value, found))
    return len(found) > 2 and values > 0.6 * len(found)


def _split(lines: list[Line], rest: Sequence[list[Line]]) -> tuple[list[Line], list[list[Line]]]:
    """Lines without a rule parted into header and body."""
    if len(lines) < 2:
        return [], [lines, *rest]
    bold = [all(word.bold for word in line) for line in lines]
    head = next((place for place, heavy in enumerate(bold) if not heavy), 0)
    if 0 < head <= _MOST_LINES:
        return lines[:head], [lines[head:], *rest]
    if _is_body(lines[:1]):
        return [], [lines, *rest]
    count = 1
    leads = [b[0].base - a[0].base for a, b in pairwise(lines)]
    while count < min(len(lines) - 1, 3) and leads[count - 1] < 0.8 * median(leads):
        count += 1
    return lines[:count], [lines[count:], *rest]


def header_of(
    head: Sequence[Line],
    columns: Sequence[tuple[float, float]],
    body: Sequence[Line],
    rules: Sequence[Rule],
) -> list[tuple[int, list[Word]]]:
    """The words over each column, from top to bottom; ``rules`` are short ones below groups."""
    extents = [_extent(column, body) for column in columns]
    over: list[list[Word]] = [[] for _ in columns]
    for line, below in zip(head, [*head[1:], None], strict=False):
        for piece in parts_of(line, _PIECE_GAP):
            for column in _columns_under(piece, below, extents, columns, rules):
                over[column] += piece
    return list(enumerate(over))


def _extent(column: tuple[float, float], body: Sequence[Line]) -> tuple[float, float]:
    """From where to where a column's words reach, but for those that run over its edges."""
    left, right = column
    words = [
        w for line in body for w in line
        if left <= (w.left + w.right) / 2 < right and w.left >= left - 2 and w.right <= right + 2
    ]  # fmt: skip
    if not words:
        return column
    return min(w.left for w in words), max(w.right for w in words)


def _columns_under(
    piece: Sequence[Word],
    below: Line | None,
    extents: Sequence[tuple[float, float]],
    columns: Sequence[tuple[float, float]],
    rules: Sequence[Rule],
) -> list[int]:
    """The columns that a header stands over."""
    left, right = piece[0].left, piece[-1].right
    base, center = piece[0].base, (left + right) / 2
    foot = below[0].base if below else base
    for rule in rules:
        if base < rule.at < foot and rule.start - 1 <= center <= rule.end + 1:
            under = [
                place
                for place, (start, end) in enumerate(extents)
                if rule.start - 3 <= (start + end) / 2 <= rule.end + 3
            ]
            if under:
                return under
    found = [
        place
        for place, (start, end) in enumerate(extents)
        if min(right, end) - max(left, start) > 0.25 * min(right - left, end - start)
    ]
    if found:
        return found
    inside = [i for i, (start, end) in enumerate(columns) if start <= center < end]
    return inside or [min(range(len(columns)), key=lambda i: abs(sum(columns[i]) / 2 - center))]

"""The header of a table: which lines are it, and which columns each of its words stands over."""

from __future__ import annotations

from collections.abc import Sequence
from itertools import pairwise
from statistics import median

from assistant.readers.pdf.tables.columns import parts_of
from assistant.readers.pdf.tables.drawing import Rule, Word
from assistant.readers.pdf.tables.rows import is_value, text_of

Line = Sequence[Word]
_CLOSE = 0.8  # of the usual lead; lines so close are one header
_PIECE_GAP = 0.45  # of the size of type; a wider gap parts two headers
_CENTRED = 0.15  # of the width between two rules
_MOST_LINES = 6
_MOST_PARTED = 16
_LEAD = 1.3  # of the size of type; a line further below begins the body


def header_lines(
    bands: Sequence[list[Line]], partial: Sequence[Rule] = ()
) -> tuple[list[Line], list[list[Line]]]:
    """The lines of the header, and the bands of the body.

    The header is what stands above the first rule within the table; without one its first line,
    if that is set apart by its weight or by naming what is numbers below. ``partial`` are the
    rules that are short: where they stand in the first band, there are headers of several columns.
    """
    first, *rest = bands
    if len(rest) > 1 and len(first) == 1 and len(parts_of(first[0], _PIECE_GAP)) == 1:
        head, body = header_lines(rest, partial)  # a title over all columns
        return head, [first, *body]
    top, foot = first[0][0].base, first[-1][0].base
    parted = any(top < rule.at < foot for rule in partial)
    most = _MOST_PARTED if parted else _MOST_LINES
    if rest and len(first) <= most and not _is_body(first):
        if len(rest) > 1 and _goes_on(first, rest[0]):
            return [*first, *rest[0]], list(rest[1:])
        return first, list(rest)
    if rest and len(first) > most:
        return _split(first, rest)
    if rest:
        return [], list(bands)
    return _split(first, [])


def _goes_on(first: Sequence[Line], second: Sequence[Line]) -> bool:
    """Whether the line below a rule still belongs to the header: it is set close, without values.

    Shades behind a header are drawn in strips that look like rules.
    """
    below, above = second[0], first[-1]
    close = below[0].base - above[0].base <= _LEAD * below[0].size
    return len(second) == 1 and close and below[0].left > above[0].left + below[0].size


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
    while count < min(len(lines) - 1, 3) and (
        leads[count - 1] < _CLOSE * median(leads) or _hangs(lines[0], lines[count])
    ):
        count += 1
    return lines[:count], [lines[count:], *rest]


def _hangs(first: Line, line: Line) -> bool:
    """Whether a line goes on with a header: nothing in the first column, and no values."""
    values = any(is_value(text_of(part)) for part in parts_of(line, _PIECE_GAP))
    return line[0].left > first[0].left + first[0].size and not values


def header_of(
    head: Sequence[Line],
    columns: Sequence[tuple[float, float]],
    body: Sequence[Line],
    rules: Sequence[Rule],
    down: Sequence[Rule] = (),
) -> list[tuple[int, list[Word]]]:
    """The words over each column, from top to bottom.

    ``rules`` are short ones below groups of columns, ``down`` those that part columns.
    """
    extents = [_extent(column, body) for column in columns]
    over: list[list[Word]] = [[] for _ in columns]
    for line, below in zip(head, [*head[1:], None], strict=False):
        parts = parts_of(line, _PIECE_GAP)
        for piece in parts:
            foot = _foot(piece, head)
            alone = [rule for rule in rules if sum(_is_over(part, rule) for part in parts) == 1]
            between = _between(piece, parts, extents, down)
            between = between or _group(piece, parts, below, extents)
            for column in between or _columns_under(piece, foot, extents, columns, alone):
                over[column] += piece
    return list(enumerate(over))


def _between(
    piece: Line,
    parts: Sequence[Line],
    extents: Sequence[tuple[float, float]],
    down: Sequence[Rule],
) -> list[int]:
    """The columns between the rules to the left and to the right of a header.

    None without both, where it does not stand in their middle, or where another one of the line's
    ``parts`` stands between them too.
    """
    center = _center(piece)
    middle = piece[0].base - piece[0].size / 3
    beside = [rule.at for rule in down if rule.start <= middle <= rule.end]
    left = max((at for at in beside if at <= center), default=None)
    right = min((at for at in beside if at > center), default=None)
    if left is None or right is None:
        return []
    if abs(center - (left + right) / 2) > _CENTRED * (right - left):
        return []
    if sum(left < _center(part) < right for part in parts) > 1:
        return []
    return [i for i, (start, end) in enumerate(extents) if left < (start + end) / 2 < right]


def _group(
    piece: Line, parts: Sequence[Line], below: Line | None, extents: Sequence[tuple[float, float]]
) -> list[int]:
    """The columns of the line below that a header stands in the middle of; none unless several."""
    if below is None:
        return []
    lower = parts_of(below, _PIECE_GAP)
    if len(lower) <= len(parts):
        return []
    middles = [_center(part) for part in lower]
    found = [
        place
        for place, (start, end) in enumerate(extents)
        if any(start - 2 <= middle <= end + 2 for middle in middles)
        and min(parts, key=lambda part: abs(_center(part) - (start + end) / 2)) is piece
    ]
    if len(found) < 2 or found[-1] - found[0] != len(found) - 1:
        return []
    left, right = extents[found[0]][0], extents[found[-1]][1]
    centred = abs(_center(piece) - (left + right) / 2) <= _CENTRED * (right - left)
    return found if centred else []


def _is_over(piece: Line, rule: Rule) -> bool:
    """Whether the middle of a header stands over a rule."""
    return rule.start - 1 <= _center(piece) <= rule.end + 1


def _center(piece: Line) -> float:
    return (piece[0].left + piece[-1].right) / 2


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


def _foot(piece: Line, head: Sequence[Line]) -> float:
    """The base of the next line of a header with words below a piece, else the piece's own."""
    left, right, base = piece[0].left, piece[-1].right, piece[0].base
    return next(
        (
            line[0].base
            for line in head
            if line[0].base > base and any(w.left < right and left < w.right for w in line)
        ),
        base,
    )


def _columns_under(
    piece: Sequence[Word],
    foot: float,
    extents: Sequence[tuple[float, float]],
    columns: Sequence[tuple[float, float]],
    rules: Sequence[Rule],
) -> list[int]:
    """The columns that a header stands over."""
    left, right = piece[0].left, piece[-1].right
    base, center = piece[0].base, (left + right) / 2
    for rule in rules:
        if base < rule.at < foot and _is_over(piece, rule):
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

"""A region's words to cells: bands between rules, a header, columns, rows."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from statistics import median

from assistant.readers.pdf.page.view import Rectangle
from assistant.readers.pdf.tables.columns import columns_of, parts_of
from assistant.readers.pdf.tables.drawing import Drawing, Rule, Word
from assistant.readers.pdf.tables.header import header_lines, header_of
from assistant.readers.pdf.tables.lines import lines_of_words
from assistant.readers.pdf.tables.regions import Region
from assistant.readers.pdf.tables.rows import Cells, is_value, rows_of, text_of
from assistant.readers.table_rows import counts_rows

Line = Sequence[Word]
_FULL = 0.85  # of a table's width; a rule so long parts its rows
_NOTE = 0.85  # of a table's width; a note's first line is as wide
_NOTE_GAP = 1.5  # of the size of type; the words of a note are no further apart
_TITLE_GAP = 0.5  # of the size of type; the words of one text are no further apart
_BELOW, _THROUGH = 0.18, 0.5  # of the size of type, from what letters stand on
_MOST_COLUMNS = 60
_STRUCK = 0.3  # of a rule; a line so wide is no sign that reaches out of its own
_FEW_LINES = 3.0  # lines between two rules, where each row has rules around it


@dataclass(frozen=True)
class Placed:
    """A cell of a grid with its box in points."""

    text: str
    row: int
    column: int
    columns: int
    box: Rectangle


@dataclass(frozen=True)
class Grid:
    """The cells of a table, the first ``header_rows`` rows and ``header_columns`` columns heads."""

    cells: tuple[Placed, ...]
    header_rows: int
    header_columns: int


def grid_of(drawing: Drawing, region: Region) -> Grid | None:
    """The cells of the words in a region; None where they make no table."""
    lines = lines_of_words(filter(region.holds, drawing.words))
    bands = _bands(lines, region)
    if not bands:
        return None
    height = max(region.bottom - region.top, 1.0)
    down = [r for r in drawing.down if r.end > region.top - 2 and r.start < region.bottom + 2]
    partial = [rule for rule in region.rules if not _is_full(rule, region)]
    head, body = header_lines(_without_notes(bands, region), partial)
    inside = [line for band in body for line in band]
    if not inside:
        return None
    telling = inside if len(inside) > 1 else [*head, *inside]
    telling = [*_lowest(head, partial), *telling]
    columns = columns_of(telling, down, region.left, region.right, height, head)
    if not 2 <= len(columns) <= _MOST_COLUMNS:
        return None
    top = header_of(head, columns, inside, partial, down)
    ruled = len(body) > 2 and len(inside) / len(body) <= _FEW_LINES
    edges = [end for _, end in columns]
    rows: list[dict[int, list[Word]]] = []
    names = {text_of(line) for line in head}
    for band in body:
        for group in _apart(band, columns):
            if {text_of(line) for line in group} != names:  # a header that is repeated
                rows += rows_of([_in_columns(line, columns) for line in group], edges, ruled)
    width = _period(top)
    if width < len(columns):
        rows = [part for part in _unfolded(rows, width, len(columns)) if part]
    made = _header_cells(top[:width])
    start = 1 if made else 0
    for number, row in enumerate(rows, start=start):
        made += _row_cells(row, number, width)
    return Grid(tuple(made), start, _header_columns(rows, width))


def _lowest(head: Sequence[Line], partial: Sequence[Rule]) -> list[Line]:
    """The lines of a header below its last short rule: each of their texts heads one column."""
    rules = [r.at for r in partial if head and head[0][0].base < r.at < head[-1][0].base]
    return [line for line in head if rules and line[0].base > max(rules)]


def _without_notes(bands: list[list[Line]], region: Region) -> list[list[Line]]:
    """The bands without running text at the foot, which are notes to the table."""
    width = region.right - region.left
    while len(bands) > 2:
        lines = bands[-1]
        whole = [line for line in lines if len(parts_of(line, _NOTE_GAP)) == 1]
        wide = lines[0][-1].right - lines[0][0].left > _NOTE * width
        if not wide or len(whole) < len(lines):
            break
        bands = bands[:-1]
    return bands


def _period(top: Sequence[tuple[int, list[Word]]]) -> int:
    """After how many columns a header begins anew, as in a table set in two halves."""
    texts = [text_of(words) for _, words in top]
    count = len(texts)
    for width in range(2, count // 2 + 1):
        if count % width == 0 and all(texts[:width]) and texts == texts[:width] * (count // width):
            return width
    return max(count, 1)


def _unfolded(rows: Sequence[Cells], width: int, columns: int) -> list[dict[int, list[Word]]]:
    """The halves of rows below one another."""
    return [
        {
            place - first: list(words)
            for place, words in row.items()
            if first <= place < first + width
        }
        for first in range(0, columns, width)
        for row in rows
    ]


def _bands(lines: Sequence[Line], region: Region) -> list[list[Line]]:
    """A region's lines in groups that full rules part.

    What runs through letters is no rule: shades behind rows are drawn in strips.
    """
    edges = [
        rule.at
        for rule in region.rules
        if _is_full(rule, region) and not any(_strikes(rule, line) for line in lines)
    ]
    bands: dict[int, list[Line]] = {}
    for line in lines:
        middle = median((word.top + word.bottom) / 2 for word in line)
        bands.setdefault(sum(edge < middle for edge in edges), []).append(line)
    return [bands[key] for key in sorted(bands)]


def _strikes(rule: Rule, line: Line) -> bool:
    """Whether a rule runs through the letters of a line, or right below them."""
    above = line[0].base - rule.at
    wide = line[-1].right - line[0].left > _STRUCK * (rule.end - rule.start)
    return wide and -_BELOW * line[0].size < above < _THROUGH * line[0].size


def _is_full(rule: Rule, region: Region) -> bool:
    return rule.end - rule.start >= _FULL * (region.right - region.left)


def _apart(band: Sequence[Line], columns: Sequence[tuple[float, float]]) -> list[list[Line]]:
    """A band's lines in groups, with each line by itself that is one text over several columns."""
    groups: list[list[Line]] = [[]]
    for line in band:
        if _is_over_columns(line, columns):
            groups += [[line], []]
        else:
            groups[-1].append(line)
    return [group for group in groups if group]


def _is_over_columns(line: Line, columns: Sequence[tuple[float, float]]) -> bool:
    """Whether a line is one piece of text that an edge between two columns runs through."""
    if len(parts_of(line, _TITLE_GAP)) > 1:
        return False
    left, right = line[0].left, line[-1].right
    return any(left + 2 < edge < right - 2 for _, edge in columns[:-1])


def _in_columns(line: Line, columns: Sequence[tuple[float, float]]) -> Cells:
    """A line's words by the number of their column; one text over several stands in the first."""
    if _is_over_columns(line, columns):
        return {0: list(line)}
    made: dict[int, list[Word]] = {}
    for word in line:
        x = (word.left + word.right) / 2
        place = next((i for i, (_, end) in enumerate(columns) if x < end), len(columns) - 1)
        made.setdefault(place, []).append(word)
    return made


def _box(words: Sequence[Word]) -> Rectangle:
    return (
        min(word.left for word in words),
        min(word.top for word in words),
        max(word.right for word in words),
        max(word.bottom for word in words),
    )


def _header_cells(top: Sequence[tuple[int, list[Word]]]) -> list[Placed]:
    return [Placed(text_of(words), 0, column, 1, _box(words)) for column, words in top if words]


def _row_cells(row: Cells, number: int, columns: int) -> list[Placed]:
    """The cells of a row; one that stands alone heads the rows below it."""
    if len(row) == 1 and columns > 2:
        (words,) = row.values()
        if not is_value(text_of(words)):
            return [Placed(text_of(words), number, 0, columns, _box(words))]
    return [Placed(text_of(w), number, column, 1, _box(w)) for column, w in sorted(row.items())]


def _header_columns(rows: Sequence[Cells], columns: int) -> int:
    """How many columns name the rows: two where the first one stands for groups of rows.

    Two as well where the first one only counts the rows, and where neither names a row and both
    do, as a model and its size in figures.
    """
    if columns < 3 or len(rows) < 3:
        return 1
    firsts = [text_of(row[0]) if 0 in row else "" for row in rows]
    if counts_rows(firsts, [text_of(row[1]) if 1 in row else "" for row in rows]):
        return 2
    second = [text_of(row[1]) for row in rows if 1 in row]
    repeated = len(set(firsts)) <= 0.6 * len(rows)
    names = len(second) > 0.8 * len(rows) and sum(map(is_value, second)) < 0.2 * len(second)
    if repeated and names and len(set(second)) > 0.6 * len(second):
        return 2
    pairs = {(text_of(row[0]), text_of(row[1])) for row in rows if {0, 1} <= row.keys()}
    crossed = len(set(second)) <= 0.6 * len(rows) and 0.6 * len(rows) < len(pairs)
    return 2 if repeated and crossed and not names else 1

"""Rows of cells as a text has them, cells over several rows and columns too, to tables."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, replace
from itertools import pairwise

from assistant.documents.document import Caption
from assistant.documents.table import Table, TableCell

# A cell that claims to cover more is taken for one that covers as many.
MOST_COLUMNS, MOST_ROWS = 100, 2000
_MOST_CELLS = 20_000
_MOST_COVERED = 200_000  # places of a table that its cells cover; then each covers one
_DIGITS = 4  # of a span; more are as good as endless
_COUNT = re.compile(r"[\[(]?(\d{1,3})[\])]?\.?")
_LEAST_COUNTED = 3  # rows; two numbers may be anything
_NAMED = 0.8  # of the rows


@dataclass(frozen=True)
class RowCell:
    """A cell as its row has it: it covers ``columns`` and ``rows``; ``heads`` if it is a header."""

    text: str
    columns: int = 1
    rows: int = 1
    heads: bool = False


def span_of(stated: str) -> int:
    """How many rows or columns an attribute says that a cell covers; 1 for what is no number.

    >>> span_of("3"), span_of(""), span_of("-2")
    (3, 1, 1)
    """
    return max(int(stated[:_DIGITS]), 1) if stated.isascii() and stated.isdecimal() else 1


def table_of(
    caption: Caption | None, rows: Sequence[Sequence[RowCell]], page: int | None = None
) -> Table | None:
    """The table of these rows under its caption; None where no cell says something.

    Headers are the first rows and the first columns of header cells; at least one of each.

    >>> rows = [[RowCell("River"), RowCell("km")], [RowCell("Elbe"), RowCell("1094")]]
    >>> [statement.text for statement in table_of(None, rows).statements()]
    ['Table, row Elbe, column km: 1094.']
    """
    heads: set[tuple[int, int]] = set()
    cells: list[TableCell] = []
    taken: dict[int, set[int]] = {}
    left_over = _MOST_COVERED
    for number, row in enumerate(rows[:MOST_ROWS]):
        column = 0
        for cell in row:
            while column in taken.get(number, ()):
                column += 1
            across = min(max(cell.columns, 1), MOST_COLUMNS - column)
            down = min(max(cell.rows, 1), len(rows) - number)
            if across < 1 or len(cells) >= _MOST_CELLS:
                break
            left_over -= across * down
            if left_over < 0:
                across, down = 1, 1
            for below in range(number, number + down):
                taken.setdefault(below, set()).update(range(column, column + across))
                if cell.heads:
                    heads.update((below, place) for place in range(column, column + across))
            cells.append(TableCell(cell.text, number, column, down, across))
            column += across
    label, text = (caption.label, caption.text) if caption else ("", "")
    whole = Table(label, text, tuple(cells), 1, 1, page)
    height, width = whole.size
    if height < 2 or width < 2:
        return None
    top, left = _headers(cells, heads, height, width)
    table = Table(label, text, tuple(cells), top, left, page)
    return table if table.is_readable else None


def counts_rows(first: Sequence[str], second: Sequence[str]) -> bool:
    """Whether a table's first column only counts its rows, and its second one names them.

    Both are the texts of the rows from the top, empty where a place is.

    >>> counts_rows(["1", "2", "3"], ["Elbe", "Rhine", "Oder"])
    True
    >>> counts_rows(["2018", "2019", "2020"], ["Elbe", "Rhine", "Oder"])
    False
    """
    numbers = [int(match[1]) for text in first if (match := _COUNT.fullmatch(text.strip()))]
    if len(numbers) < max(len(first), _LEAST_COUNTED):
        return False
    steady = all(after == before + 1 for before, after in pairwise(numbers))
    names = {text for text in second if any(map(str.isalpha, text))}
    return steady and len(names) >= _NAMED * len(first)


def _headers(
    cells: Sequence[TableCell], heads: set[tuple[int, int]], height: int, width: int
) -> tuple[int, int]:
    """How many rows and columns at the start are headers."""
    filled = {
        (row, column)
        for cell in cells
        if cell.text
        for row in range(cell.row, cell.row + cell.rows)
        for column in range(cell.column, cell.column + cell.columns)
    }
    top = 0
    while top < height - 1 and all(
        (top, column) in heads or (top, column) not in filled for column in range(width)
    ):
        top += 1
    top = max(top, 1)
    left = 0
    while left < width - 1 and all(
        (row, left) in heads or (row, left) not in filled for row in range(top, height)
    ):
        left += 1
    if left <= 1 and width > 2:
        texts = {(cell.row, cell.column): cell.text for cell in cells}
        first, second = (
            [texts.get((row, column), "") for row in range(top, height)] for column in (0, 1)
        )
        left = 2 if counts_rows(first, second) else left
    return top, max(left, 1)


class TableRows:
    """Takes the rows and captions of a text in their order and puts them together to tables.

    A caption belongs to the table right below it, else to the one right above.
    """

    def __init__(self) -> None:
        self.tables: list[Table] = []
        self._rows: list[Sequence[RowCell]] = []
        self._page: int | None = None
        self._above: Caption | None = None
        self._waiting = False  # for a caption below the last table

    def row(self, cells: Sequence[RowCell], page: int | None) -> None:
        """Take the next row of a table."""
        if not self._rows:
            self._page = page
        self._rows.append(cells)

    def caption(self, caption: Caption) -> None:
        """Take a caption; only a table's counts."""
        if not caption.label.lower().startswith(("tab", "表")):
            return
        if self._waiting and self.tables:
            last = self.tables[-1]
            self.tables[-1] = replace(last, label=caption.label, caption=caption.text)
        else:
            self._above = caption
        self._waiting = False

    def end(self) -> list[tuple[str, int | None]]:
        """End the open table; where it is none, the lines of its rows as text, with their page."""
        rows, self._rows = self._rows, []
        if not rows:
            return []
        table = table_of(self._above, rows, self._page)
        if table is None:
            lines = (" | ".join(cell.text for cell in row if cell.text) for row in rows)
            return [(line, self._page) for line in lines]
        self._waiting, self._above = self._above is None, None
        self.tables.append(table)
        return []

    def text(self) -> None:
        """Tell that running text stands here, which parts captions from tables."""
        self._waiting, self._above = False, None

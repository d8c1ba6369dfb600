"""Tables: cells under their headers, and each value as a sentence that can be quoted."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cached_property
from itertools import islice

from assistant.documents.box import Box
from assistant.text.scripts import has_cjk

# Of a table's statements; a larger table is data to compute with, not to read.
MOST_STATEMENTS = 1000
LONGEST_HEADER = 300  # characters
_STATED = re.compile(
    r"(?P<label>[^,，:：]*)(?:, row (?P<row>.*?)|，行 (?P<hang>.*?))?"
    r"(?:, column (?P<column>.*?)|，列 (?P<lie>.*?))?(?:: |：)(?P<value>.*?)[.。]?",
    re.DOTALL,
)
_BLANK = frozenset(("", "-", "–", "—", "−", "―", "/", "\\", "·", "…", "..."))


@dataclass(frozen=True)
class TableCell:
    """The text of a cell; ``row`` and ``column`` count from 0 from the table's top left corner.

    It covers ``rows`` rows and ``columns`` columns. ``box`` is where it stands on its page, None
    without a layout.
    """

    text: str
    row: int
    column: int
    rows: int = 1
    columns: int = 1
    box: Box | None = None


@dataclass(frozen=True)
class Statement:
    """What one cell says under its headers, as a sentence; ``boxes`` are theirs and its own.

    ``row`` is the number of its row in the table.
    """

    text: str
    row: int
    page: int | None = None
    boxes: tuple[Box, ...] = ()


@dataclass(frozen=True)
class Table:
    """A table: ``label`` such as "Table 3", its caption without it, and its cells by rows.

    The first ``header_rows`` rows name the columns, the first ``header_columns`` columns the rows.
    ``page`` counts from 1, None without pages.
    """

    label: str
    caption: str
    cells: tuple[TableCell, ...]
    header_rows: int = 1
    header_columns: int = 1
    page: int | None = None

    @cached_property
    def size(self) -> tuple[int, int]:
        """How many rows and columns it has."""
        return (
            max((cell.row + cell.rows for cell in self.cells), default=0),
            max((cell.column + cell.columns for cell in self.cells), default=0),
        )

    @property
    def is_readable(self) -> bool:
        """Whether it has a cell under headers that says something."""
        return next(self.statements(), None) is not None

    def statements(self) -> Iterator[Statement]:
        """What each cell says that is no header and not blank, row by row.

        >>> head = [TableCell("Model", 0, 0), TableCell("F1", 0, 1)]
        >>> body = [TableCell("BERT-base", 1, 0), TableCell("88.5", 1, 1)]
        >>> table = Table("Table 3", "Results.", (*head, *body))
        >>> [statement.text for statement in table.statements()]
        ['Table 3, row BERT-base, column F1: 88.5.']
        """
        for cell, above, beside in islice(self.values(), MOST_STATEMENTS):
            text = _sentence(self.label, _joined(beside), _joined(above), cell.text)
            boxes = [item.box for item in (*above, *beside, cell) if item.box is not None]
            yield Statement(text, cell.row, self.page, tuple(dict.fromkeys(boxes)))

    def values(self) -> Iterator[tuple[TableCell, tuple[TableCell, ...], tuple[TableCell, ...]]]:
        """Each cell that says something, with the headers of its column and of its row.

        A row of one cell over all columns heads the rows below it.
        """
        heads: defaultdict[int, list[TableCell]] = defaultdict(list)
        beside: defaultdict[int, list[TableCell]] = defaultdict(list)
        over: tuple[TableCell, ...] = ()
        width = self.size[1]
        for cell in self.cells:
            if cell.row < self.header_rows and cell.text:
                for column in range(cell.column, cell.column + cell.columns):
                    heads[column].append(cell)
            elif cell.column < self.header_columns and cell.columns < width and cell.text:
                for row in range(cell.row, cell.row + cell.rows):
                    beside[row].append(cell)
        for cell in sorted(self.cells, key=lambda one: (one.row, one.column)):
            if cell.row < self.header_rows:
                continue
            if cell.columns == width > 1:
                over = (cell,) if cell.text else ()
            elif cell.column >= self.header_columns and cell.text.strip() not in _BLANK:
                yield cell, tuple(heads[cell.column]), (*over, *beside[cell.row])


def _joined(cells: tuple[TableCell, ...]) -> str:
    """The texts of headers in one line, as far as one reads; what is said twice stands once."""
    whole = " ".join(dict.fromkeys(cell.text for cell in cells))
    return whole if len(whole) <= LONGEST_HEADER else whole[: LONGEST_HEADER - 2].rstrip() + " …"


def _sentence(label: str, row: str, column: str, value: str) -> str:
    """What a cell says; in Chinese and Japanese the words for rows and columns are the same.

    >>> _sentence("表2", "线性", "精度", "0.9")
    '表2，行 线性，列 精度：0.9。'
    """
    if has_cjk(label + row + column):
        place = "，".join([label or "表", *_named("行", row), *_named("列", column)])
        return f"{place}：{value}" + ("" if value.endswith(("。", ".")) else "。")
    place = ", ".join([label or "Table", *_named("row", row), *_named("column", column)])
    return f"{place}: {value}" + ("" if value.endswith((".", "!", "?")) else ".")


def _named(word: str, text: str) -> tuple[str, ...]:
    return (f"{word} {text}",) if text else ()


@dataclass(frozen=True)
class Stated:
    """What a statement says, taken apart: the texts of its row and column, and its value."""

    row: str
    column: str
    value: str


def stated(text: str) -> Stated | None:
    """A statement's text taken apart; None for any other text.

    >>> stated("Table 3, row BERT-base, column F1: 88.5.")
    Stated(row='BERT-base', column='F1', value='88.5')
    """
    match = _STATED.fullmatch(text)
    if match is None:
        return None
    found = match.groupdict("")
    return Stated(found["row"] + found["hang"], found["column"] + found["lie"], found["value"])

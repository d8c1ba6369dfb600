"""Regions to cells."""

from __future__ import annotations

from assistant.readers.pdf.tables.drawing import Drawing, Rule
from assistant.readers.pdf.tables.grid import grid_of
from assistant.readers.pdf.tables.regions import Region
from tests.readers.pdf.tables.words import line

RULES = tuple(Rule(0, 200, at) for at in (100.0, 118.0, 180.0))
HEAD = line(112, (0, "River"), (100, "Flow"), (150, "Length"))
ROWS = (
    *line(130, (0, "Amazon"), (100, "209000"), (150, "6400")),
    *line(144, (0, "Congo"), (100, "41200"), (150, "4700")),
)


def texts(words: tuple, rules: tuple[Rule, ...] = RULES) -> list[tuple[int, int, int, str]]:  # type: ignore[type-arg]
    grid = grid_of(Drawing(words, rules, ()), Region(0, 100, 200, 180, rules))
    assert grid is not None
    return [(cell.row, cell.column, cell.columns, cell.text) for cell in grid.cells]


def test_header_and_rows() -> None:
    found = texts((*HEAD, *ROWS))
    assert found[:3] == [(0, 0, 1, "River"), (0, 1, 1, "Flow"), (0, 2, 1, "Length")]
    assert (2, 1, 1, "41200") in found


def test_a_lone_cell_stands_over_the_rows_below_it() -> None:
    group = line(158, (0, "Europe"))
    after = line(172, (0, "Rhine"), (100, "2900"), (150, "1230"))
    assert (3, 0, 3, "Europe") in texts((*HEAD, *ROWS, *group, *after))


def test_no_table() -> None:
    region = Region(0, 100, 200, 180, RULES)
    assert grid_of(Drawing((), RULES, ()), region) is None
    assert grid_of(Drawing(tuple(line(130, (0, "one"))), RULES, ()), region) is None

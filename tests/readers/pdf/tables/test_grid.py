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


def test_what_runs_right_below_letters_parts_no_rows() -> None:
    second = line(122, (0, "name"), (100, "(m3/s)"), (150, "(km)"))
    rows = (
        *line(138, (0, "Amazon"), (100, "209000"), (150, "6400")),
        *line(152, (0, "Congo"), (100, "41200"), (150, "4700")),
    )
    rules = tuple(Rule(0, 200, at) for at in (100.0, 113.0, 126.0, 180.0))
    found = texts((*HEAD, *second, *rows), rules)
    assert [text for _, _, _, text in found[:3]] == ["River name", "Flow (m3/s)", "Length (km)"]


def test_a_model_and_its_size_name_a_row() -> None:
    rules = (Rule(0, 200, 100.0), Rule(0, 200, 118.0), Rule(0, 200, 240.0))
    rows = [
        line(130 + 14 * i, (0, name), (100, size), (150, f"0.{i}1"))
        for i, (name, size) in enumerate(
            (n, s) for n in ("Tall", "Wide") for s in ("1B", "2B", "7B")
        )
    ]
    words = tuple(word for row in (list(HEAD), *rows) for word in row)
    grid = grid_of(Drawing(words, rules, ()), Region(0, 100, 200, 240, rules))
    assert grid is not None
    assert grid.header_columns == 2


def test_a_rank_and_what_is_ranked_name_a_row() -> None:
    rules = (Rule(0, 200, 100.0), Rule(0, 200, 118.0), Rule(0, 200, 160.0))
    head = line(112, (0, "Rank"), (50, "River"), (150, "Flow"))
    for first, columns in ((1, 2), (2018, 1)):
        rows = [
            line(130 + 12 * i, (0, f"{first + i}"), (50, name), (150, f"{i}7"))
            for i, name in enumerate(("Amazon", "Congo", "Rhine"))
        ]
        words = tuple(word for row in (head, *rows) for word in row)
        grid = grid_of(Drawing(words, rules, ()), Region(0, 100, 200, 160, rules))
        assert grid is not None
        assert grid.header_columns == columns

"""Lines put together to rows."""

from __future__ import annotations

from assistant.readers.pdf.tables.rows import MAYBE, is_value, rows_of, text_of
from tests.readers.pdf.tables.words import line, word

EDGES = (45.0, 200.0)


def said(rows: list[dict[int, list]]) -> list[dict[int, str]]:  # type: ignore[type-arg]
    return [{column: text_of(words) for column, words in row.items()} for row in rows]


def test_lines_of_numbers_are_rows() -> None:
    lines = [{0: line(10, (0, "A")), 1: line(10, (50, "1"))}, {1: line(24, (50, "2"))}]
    assert said(rows_of(lines, EDGES, False)) == [{0: "A", 1: "1"}, {1: "2"}]


def test_text_that_goes_on_below() -> None:
    lines = [
        {0: line(10, (0, "Amazon")), 1: line(10, (50, "more water than"))},
        {1: line(22, (50, "any other river"))},
        {0: line(38, (0, "Rhine")), 1: line(38, (50, "barges"))},
    ]
    assert said(rows_of(lines, EDGES, False)) == [
        {0: "Amazon", 1: "more water than any other river"},
        {0: "Rhine", 1: "barges"},
    ]


def test_a_label_at_half_the_height_stands_for_all_rows() -> None:
    lines = [
        {1: line(10, (50, "512"))},
        {0: line(17, (0, "(A)"))},
        {1: line(24, (50, "256"))},
    ]
    assert said(rows_of(lines, EDGES, False)) == [{0: "(A)", 1: "512"}, {0: "(A)", 1: "256"}]


def test_text_of_a_cell() -> None:
    broken = [*line(10, (0, "trans-")), *line(22, (0, "former"))]
    assert text_of(broken) == f"trans{MAYBE}former"
    assert text_of([*line(10, (0, "E-")), *line(22, (0, "Commerce"))]) == "E-Commerce"
    raised = word("18", 10.2, 6)
    raised.size = 7.0
    assert text_of([word("10", 0, 10), raised]) == "10^18"


def test_values() -> None:
    assert is_value("1,000") and is_value("12.5%") and is_value("±4.1%") and is_value("–")
    assert not is_value("BERT-base") and not is_value("")


def test_a_value_begins_a_row_where_lines_are_equally_far_apart() -> None:
    lines = [
        {0: line(10, (0, "1")), 1: line(10, (50, "Water of the")), 2: line(10, (150, "6"))},
        {1: line(22, (50, "Amazon"))},
        {0: line(34, (0, "2")), 1: line(34, (50, "water of the")), 2: line(34, (150, "1"))},
        {1: line(52, (50, "Rhine"))},
    ]
    assert said(rows_of(lines, (40.0, 140.0, 200.0), False)) == [
        {0: "1", 1: "Water of the Amazon", 2: "6"},
        {0: "2", 1: "water of the Rhine", 2: "1"},
    ]


def test_a_range_that_goes_on_below_begins_none() -> None:
    row = {column: line(10, (50 * column, text)) for column, text in enumerate("abc")}
    lines = [{**row, 3: line(10, (150, "1990–"))}, {3: line(22, (150, "2000"))}]
    (found,) = said(rows_of(lines, (45.0, 95.0, 145.0, 200.0), False))
    assert found[3] == "1990– 2000"

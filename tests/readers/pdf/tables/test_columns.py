"""Columns between rules and gaps."""

from __future__ import annotations

from assistant.readers.pdf.tables.columns import columns_of, parts_of
from assistant.readers.pdf.tables.drawing import Rule
from tests.readers.pdf.tables.words import line

LINES = [
    line(10, (0, "Amazon"), (100, "6400"), (160, "209000")),
    line(24, (0, "Congo"), (100, "4700"), (160, "41200")),
    line(38, (0, "Rhine and Meuse"), (100, "1230"), (160, "2900")),
    line(52, (0, "Po"), (100, "652"), (160, "1540")),
]


def test_gaps_part_columns() -> None:
    first, second, third = columns_of(LINES, [], 0, 200, 50)
    assert first[1] == second[0] and 77 < first[1] < 100
    assert second[1] == third[0] and 120 < second[1] < 160


def test_blanks_below_one_another_part_none() -> None:
    lines = [line(10 + 14 * i, (0, f"model {i}a"), (100, "1.0")) for i in range(6)]
    assert len(columns_of(lines, [], 0, 130, 84)) == 2


def test_a_line_over_all_columns_hides_no_gap() -> None:
    over = line(66, (0, "All rivers that were looked at in the one year"))
    assert len(columns_of([*LINES, over], [], 0, 240, 64)) == 3


def test_rules_part_columns_that_no_gap_does() -> None:
    rules = [Rule(0, 60, 0), Rule(0, 60, 90), Rule(0, 60, 140), Rule(0, 60, 240)]
    lines = [line(10, (5, "a"), (95, "b c"), (145, "d e f"))]
    assert columns_of(lines, rules, 0, 240, 60) == [(0, 90), (90, 140), (140, 240)]


def test_parts_of_a_line() -> None:
    parts = parts_of(line(10, (0, "one two"), (90, "three")), 0.7)
    assert [[word.text for word in part] for part in parts] == [["one", "two"], ["three"]]


def test_a_text_of_the_header_between_rules_is_one_column() -> None:
    lines = [line(10 + 14 * i, (0, "Po"), (100, "runs on"), (160, "and on")) for i in range(5)]
    rules = [Rule(0, 70, 90)]
    assert len(columns_of(lines, rules, 0, 200, 70)) == 3
    head = [line(-4, (0, "River"), (120, "Course"))]
    assert columns_of(lines, rules, 0, 200, 70, head) == [(0, 90), (90, 200)]


def test_a_header_with_nothing_below_it_has_a_column() -> None:
    lines = [line(10 + 14 * i, (100, "6400"), (160, "209000")) for i in range(4)]
    head = [line(-4, (0, "River"), (100, "Length"), (160, "Flow"))]
    assert len(columns_of(lines, [], 0, 200, 56)) == 2
    assert len(columns_of(lines, [], 0, 200, 56, head)) == 3

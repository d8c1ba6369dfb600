"""Headers and the columns below them."""

from __future__ import annotations

from assistant.readers.pdf.tables.drawing import Rule
from assistant.readers.pdf.tables.header import header_lines, header_of
from assistant.readers.pdf.tables.rows import text_of
from tests.readers.pdf.tables.words import line

BODY = [
    line(40, (0, "Amazon"), (80, "1.0"), (120, "2.0")),
    line(54, (0, "Congo"), (80, "3.0"), (120, "4.0")),
]
COLUMNS = [(0.0, 70.0), (70.0, 110.0), (110.0, 160.0)]


def test_what_stands_above_the_first_rule() -> None:
    head = [line(10, (0, "River"), (80, "Flow"))]
    assert header_lines([head, BODY]) == (head, [BODY])


def test_a_first_line_in_bold() -> None:
    head = line(26, (0, "River"), (80, "Flow"), bold=True)
    assert header_lines([[head, *BODY]]) == ([head], [BODY])


def test_rows_of_values_are_none() -> None:
    assert header_lines([BODY]) == ([], [BODY])


def test_a_header_over_two_columns() -> None:
    head = [line(10, (0, "River"), (92, "Score")), line(24, (80, "dev"), (120, "test"))]
    rule = Rule(78, 140, 14)
    found = [text_of(words) for _, words in header_of(head, COLUMNS, BODY, [rule])]
    assert found == ["River", "Score dev", "Score test"]


def test_short_rules_hold_many_lines_together() -> None:
    head = [line(10 + 10 * i, (80, "dev"), (120, "test")) for i in range(8)]
    body = [line(90 + 14 * i, (0, "Amazon"), (80, "1.0")) for i in range(8)]
    assert header_lines([head, body], [Rule(78, 140, 14)]) == (head, [body])
    assert header_lines([head, body]) != (head, [body])


def test_a_header_whose_next_words_stand_two_lines_below() -> None:
    head = [
        line(10, (20, "Name"), (92, "Score")),
        line(20, (0, "of a river")),
        line(34, (80, "dev"), (120, "test")),
    ]
    found = [text_of(words) for _, words in header_of(head, COLUMNS, BODY, [Rule(78, 140, 24)])]
    assert found[1:] == ["Score dev", "Score test"]

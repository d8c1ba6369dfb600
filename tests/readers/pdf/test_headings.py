"""Headings that only their numbering, their capitals or their font tell from the text."""

from __future__ import annotations

from tests.readers.pdf.test_layout import titled, titles
from tests.readers.pdf.test_reader import LEFT, RIGHT, read


def test_roman_headings_directly_above_their_text_are_found() -> None:
    page = titled()
    y = 100.0
    for heading in ("I. INTRODUCTION", "II. LOW-RANK FILTERS", "III. OTHER WAYS"):
        page.text(120, y, heading)
        y = page.lines(50, y + 13, [*LEFT[:-1], "be by the training that follows."]) + 10
    page.text(120, y, "IV. A CONCLUSION")
    page.lines(50, y + 13, RIGHT)
    assert titles(read([page])) == [
        "I. INTRODUCTION",
        "II. LOW-RANK FILTERS",
        "III. OTHER WAYS",
        "IV. A CONCLUSION",
    ]


def test_a_sentence_that_names_a_table_by_a_roman_number_is_no_heading() -> None:
    page = titled()
    page.text(120, 100, "I. INTRODUCTION")
    page.lines(50, 113, [*LEFT, "as can be seen in the second half of Table", "II. The gains are"])
    page.lines(50, 113 + 14 * 12, RIGHT)
    assert titles(read([page])) == ["I. INTRODUCTION"]


def test_the_second_line_of_a_heading_stays_with_it() -> None:
    page = titled()
    page.text(50, 100, "1 Introduction", size=13, font="F2")
    y = page.lines(50, 118, LEFT)
    page.text(50, y + 20, "1.1 Mapping what is known of these", size=11, font="F2")
    page.text(50, y + 33, "to frameworks", size=11, font="F2")
    page.lines(50, y + 52, RIGHT)
    assert titles(read([page])) == [
        "1 Introduction",
        "1.1 Mapping what is known of these to frameworks",
    ]


def test_a_header_row_of_a_table_is_no_heading() -> None:
    page = titled()
    page.text(50, 100, "1 Introduction", size=13, font="F2")
    y = page.lines(50, 118, LEFT)
    for place, cell in enumerate(("Evaluation", "Scale", "Used in")):
        page.text(50 + 110 * place, y + 30, cell, font="F2")
    page.lines(50, y + 60, RIGHT)
    assert titles(read([page])) == ["1 Introduction"]

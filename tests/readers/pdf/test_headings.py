"""Headings that only their numbering, their capitals or their font tell from the text."""

from __future__ import annotations

from dataclasses import replace

from assistant.readers import read_bytes
from assistant.readers.pdf.lines import lines_of
from assistant.readers.pdf.page.opening import open_pdf
from assistant.readers.pdf.page.runs import Font, PageText, Run, TextReader
from assistant.readers.pdf.style import body_style
from tests.readers.pdf.test_layout import titled, titles
from tests.readers.pdf.test_reader import LEFT, RIGHT, read
from tests.readers.pdf_writer import Page, pdf

# How wide these openings are in Times at 10 points.
WIDTHS = {"I. I": 11.7, "II. D": 18.9, "III. O": 22.2}


def page_of(page: Page) -> PageText:
    """What the reader finds on a page."""
    with open_pdf(pdf([page]), "a.pdf", None) as handle:
        found = TextReader(handle).page(0)
    assert found is not None
    return found


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


def test_roman_headings_without_a_stop_smaller_than_their_text_are_found() -> None:
    page = titled()
    y = 100.0
    for heading in ("I  INTRODUCTION", "II  LOW-RANK FILTERS", "III  DISTILLATION"):
        page.text(50, y, heading, size=9, font="F2")
        y = page.lines(50, y + 12, [*LEFT[:-1], "be by the training that follows."]) + 10
    found = titles(read([page]))
    assert found == ["I INTRODUCTION", "II LOW-RANK FILTERS", "III DISTILLATION"]


def ieee(points: bool) -> list[str]:
    """The titles of a page with two points that open their paragraphs, below "A. Data" or not."""
    page = titled()
    page.text(120, 100, "I. INTRODUCTION")
    y = page.lines(50, 113, LEFT) + 10
    if points:
        page.text(50, y, "A. Data", font="F2")
        y += 14
    for number, width in ((1, 57), (2, 57)):
        page.text(60, y, f"{number}) Sensors:", font="F2").text(
            60 + width, y, "What they measure is"
        )
        y = page.lines(50, y + 12, [*RIGHT[:-1], "be by the training that follows."]) + 8
    return titles(read([page]))


def test_points_of_the_ieee_that_open_their_paragraphs_are_headings() -> None:
    assert ieee(True) == ["I. INTRODUCTION", "A. Data", "1) Sensors", "2) Sensors"]
    assert ieee(False) == ["I. INTRODUCTION"]


def test_small_capitals_that_the_file_has_as_small_letters_are_headings() -> None:
    page = titled()
    y = 100.0
    words = ("ntroduction", "istillation", "utlook")
    for (opening, width), rest in zip(WIDTHS.items(), words, strict=True):
        page.text(250, y, opening)
        page.text(250 + width, y, rest, size=7)
        y = page.lines(50, y + 13, [*LEFT[:-1], "be by the training that follows."]) + 10
    assert titles(read([page])) == ["I. Introduction", "II. Distillation", "III. Outlook"]


def letter(text: str, left: float, right: float, room: tuple[float, float]) -> Run:
    """A letter that is a run by itself, 8 points large."""
    font = Font("DejaVuSerif", False, False)
    return Run(text, left, 100, right, 106, 106, 8, font, 0, "", False, room=room)


def test_letters_that_are_drawn_one_by_one_are_parted_where_blanks_are() -> None:
    bracket = letter("[", 50.0, 51.8, (49.5, 52.6))
    one = letter("1", 53.4, 56.4, (52.6, 57.7))
    other = letter("1", 58.5, 61.5, (57.7, 62.8))
    blank = replace(bracket, text=" ", left=0, right=0, size=0, room=None)
    full = letter("x", 63.9, 67.0, (63.4, 67.5))
    page = PageText(1, 600, 800, [bracket, one, other, blank, full])
    assert [line.text for line in lines_of(page)] == ["[11 x"]
    far = replace(one, left=55.4, right=58.4, room=(54.6, 59.7))
    page = PageText(1, 600, 800, [bracket, far])
    assert [line.text for line in lines_of(page)] == ["[ 1"]


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


def test_bookmarks_below_the_paper_s_title_are_no_deeper_for_it() -> None:
    page = titled()
    page.text(50, 100, "1 Introduction", size=13, font="F2")
    y = page.lines(50, 118, LEFT)
    page.text(50, y + 20, "1.1 Costs", size=11, font="F2")
    y = page.lines(50, y + 38, RIGHT)
    page.text(50, y + 20, "Funding", size=11, font="F2")
    page.text(50, y + 38, "This work was paid for by nobody at all, and by no one else.")
    page.text(50, y + 60, "References", size=11, font="F2")
    page.text(50, y + 78, "Lee, A. (2020). A work. Journal of Works 1, 2-3.", size=9)
    marks = ("Learning What People Want", "1 Introduction", "1.1 Costs", "Funding", "References")
    document = read_bytes(pdf([page], bookmarks=marks), "paper.pdf")
    levels = {section.title: section.level for section in document.sections if section.title}
    assert levels == {"1 Introduction": 1, "1.1 Costs": 2, "Funding": 1, "References": 1}


def test_an_item_of_a_list_in_a_font_of_its_own_is_no_heading() -> None:
    page = titled()
    page.text(50, 100, "1 Introduction", size=13, font="F2")
    y = page.lines(50, 118, LEFT)
    page.text(62, y + 20, "\u2022 Results by other methods", font="F2")
    page.lines(50, y + 34, RIGHT)
    assert titles(read([page])) == ["1 Introduction"]


def test_the_font_of_chinese_text_is_that_of_its_characters() -> None:
    page = Page().text(150, 60, "学习人们的偏好", size=20, font="F3")
    page.text(50, 100, "1 引言", size=13, font="F3")
    y = 120.0
    for _ in range(8):
        page.text(50, y, "奖励函数（reward）是从人们的偏好中学来的，它的结果是一个", font="F3")
        page.text(
            340, y, "number of its own: reward modelling, as it is called elsewhere", font="F1"
        )
        y += 14
    style = body_style([lines_of(page_of(page))])
    assert "Song" in style.font


def test_a_numbered_heading_that_opens_its_paragraph_behind_a_wide_gap() -> None:
    page = titled()
    page.text(50, 100, "1 Introduction", size=13, font="F2")
    y = page.lines(50, 118, LEFT)
    for number, title in ((1, "Costs."), (2, "Judges.")):
        page.text(50, y + 10, f"1.{number}", font="F2").text(84, y + 10, title, font="F2")
        page.text(115 + 6 * number - 6, y + 10, "A part of the text")
        y = page.lines(50, y + 22, RIGHT)
    assert titles(read([page])) == ["1 Introduction", "1.1 Costs", "1.2 Judges"]

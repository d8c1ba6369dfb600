"""Abstracts that no heading announces."""

from __future__ import annotations

from tests.readers.pdf.test_reader import LEFT, RIGHT, read
from tests.readers.pdf_writer import Page


def nature() -> Page:
    page = Page()
    page.text(50, 60, "Old forests take up carbon", size=20, font="F2")
    page.text(50, 90, "Ann Lee and Bo Chen", size=11)
    y = page.lines(50, 140, [*LEFT[:-1], "be by the training that follows."], font="F2")
    page.lines(50, y, RIGHT)
    return page


def test_a_first_paragraph_in_bold_is_the_abstract() -> None:
    second = Page()
    second.lines(50, 80, [*RIGHT, *RIGHT])
    document = read([nature(), second])
    assert document.abstract.startswith("Surveys of alignment start with the goals")
    assert "reward hacking" not in document.abstract
    body = [s.text for section, s in document.sentences() if section.kind == "body"]
    assert any("reward hacking" in text for text in body)


def test_a_first_paragraph_before_the_introduction_is_the_abstract() -> None:
    page = Page()
    page.text(50, 60, "Old forests take up carbon", size=20, font="F2")
    page.lines(70, 130, LEFT)
    page.text(50, 300, "1  Introduction", size=13, font="F2")
    page.lines(50, 320, RIGHT)
    document = read([page])
    assert document.abstract.startswith("Surveys of alignment")
    assert document.abstract.endswith("which is the step in")


def test_a_summary_before_anything_else_is_the_abstract() -> None:
    page = Page()
    page.text(50, 60, "Old forests take up carbon", size=20, font="F2")
    page.text(50, 110, "Summary", size=13, font="F2")
    page.lines(50, 130, LEFT[:6])
    page.text(50, 220, "Statement of need", size=13, font="F2")
    page.lines(50, 240, RIGHT)
    assert read([page]).abstract.startswith("Surveys of alignment")


def test_a_paper_without_an_abstract_has_none() -> None:
    page = Page()
    page.text(50, 60, "Old forests take up carbon", size=20, font="F2")
    page.lines(50, 130, [*LEFT, *RIGHT])
    assert read([page]).abstract == ""


def test_keywords_below_the_last_line_of_an_abstract_are_not_its_end() -> None:
    page = Page().text(50, 60, "Old forests take up carbon", size=20, font="F2")
    page.text(50, 90, "Abstract", size=11, font="F2")
    y = page.lines(50, 110, [*LEFT[:-1], "be by the training that follows."])
    page.text(50, y, "Keywords:", font="F2").text(100, y, "forests, old age, carbon in")
    page.text(50, y + 12, "the ground and above it")
    page.text(50, y + 40, "1 Introduction", size=13, font="F2")
    page.lines(50, y + 60, RIGHT)
    document = read([page])
    assert document.abstract.endswith("the training that follows.")
    front = [s.text for section, s in document.sentences() if section.kind == "front"]
    assert "Keywords: forests, old age, carbon in the ground and above it" in front


def test_a_sentence_about_keywords_goes_on_over_its_line() -> None:
    page = Page().text(50, 60, "Old forests take up carbon", size=20, font="F2")
    page.text(50, 90, "Abstract", size=11, font="F2")
    lines = [*LEFT[:5], "and so on. We looked for papers by the title and the"]
    lines.append("keywords of each, and read")
    y = page.lines(50, 110, [*lines, "them all in turn, one after the other."])
    page.text(50, y + 40, "1 Introduction", size=13, font="F2")
    page.lines(50, y + 60, RIGHT)
    assert "the title and the keywords of each" in read([page]).abstract


def test_a_first_paragraph_in_bold_above_a_heading_is_the_abstract() -> None:
    page = Page()
    page.text(50, 60, "Old forests take up carbon", size=20, font="F2")
    page.text(50, 90, "Ann Lee and Bo Chen", size=11)
    y = page.lines(50, 140, [*LEFT[:-1], "be by the training that follows."], font="F2")
    page.text(50, y + 20, "Nomenclature", size=14, font="F2")
    page.lines(50, y + 40, RIGHT)
    second = Page()
    second.lines(50, 80, [*RIGHT, *RIGHT])
    document = read([page, second])
    assert document.abstract.startswith("Surveys of alignment start with the goals")
    assert document.abstract.endswith("the training that follows.")

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

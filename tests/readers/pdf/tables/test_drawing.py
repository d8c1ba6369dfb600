"""Words and rules of drawn pages."""

from __future__ import annotations

from dataclasses import replace

import pypdfium2.raw as pdfium

from assistant.readers.pdf.page.opening import open_pdf
from assistant.readers.pdf.page.runs import TextReader
from assistant.readers.pdf.tables.drawing import Drawing, Rule, drawing_of, joined
from tests.readers.pdf_writer import Page, pdf


def drawn(page: Page) -> Drawing:
    with open_pdf(pdf([page]), "page.pdf", None) as handle:
        frame = TextReader(handle).page(0)
        assert frame is not None
        loaded = pdfium.FPDF_LoadPage(handle, 0)
        try:
            return drawing_of(loaded, frame)
        finally:
            pdfium.FPDF_ClosePage(loaded)


def test_words_with_their_places() -> None:
    words = drawn(Page().text(100, 200, "two words").text(300, 200, "apart")).words
    assert [(word.text, word.base) for word in words] == [
        ("two", 200), ("words", 200), ("apart", 200),
    ]  # fmt: skip
    assert abs(words[2].left - 300) < 0.5 and words[0].size == 10


def test_rules_are_thin_shapes_and_strokes() -> None:
    page = Page().text(100, 200, "word")
    page.box(100, 300, 200, 0.5, 0).box(100, 300, 0.5, 80, 0).bar(100, 400, 200, 1, 0)
    page.box(50, 500, 300, 40, 0.8)
    found = drawn(page)
    assert [(round(r.start), round(r.end), round(r.at)) for r in found.across] == [
        (100, 300, 300), (100, 300, 400),
    ]  # fmt: skip
    assert [(round(r.start), round(r.end), round(r.at)) for r in found.down] == [(300, 380, 100)]


def test_hidden_words_are_left_out() -> None:
    page = Page().text(100, 200, "seen").text(100, 220, "unseen", mode=3)
    assert [word.text for word in drawn(page).words] == ["seen"]


def test_pieces_of_one_rule_are_joined() -> None:
    rules = [Rule(50, 100, 10.2), Rule(0, 50.5, 10), Rule(0, 30, 40), Rule(60, 90, 40)]
    assert joined(rules) == [Rule(0, 100, 10), Rule(0, 30, 40), Rule(60, 90, 40)]


def test_words_and_rules_of_a_page_that_was_recognised_are_those_of_its_image() -> None:
    with open_pdf(pdf([Page().text(100, 200, "hidden")]), "page.pdf", None) as handle:
        frame = TextReader(handle).page(0)
        assert frame is not None
        line = replace(frame.runs[0], text="two words", left=100.0, right=190.0)
        loaded = pdfium.FPDF_LoadPage(handle, 0)
        try:
            read = replace(frame, runs=[line], confidence=0.9)
            shared = drawing_of(loaded, read)
            placed = replace(line, words=((100.0, 120.0), (160.0, 190.0)))
            rules = ((90.0, 210.0, 200.0, 210.0),)
            known = drawing_of(loaded, replace(read, runs=[placed], rules=rules))
        finally:
            pdfium.FPDF_ClosePage(loaded)
    assert [(word.text, word.left, word.right) for word in shared.words] == [
        ("two", 100.0, 130.0), ("words", 140.0, 190.0),
    ]  # fmt: skip
    assert [(word.text, word.left, word.right) for word in known.words] == [
        ("two", 100.0, 120.0), ("words", 160.0, 190.0),
    ]  # fmt: skip
    assert shared.across == () and known.across == (Rule(90.0, 200.0, 210.0),)

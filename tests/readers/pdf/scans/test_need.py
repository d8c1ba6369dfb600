"""Which pages have to be read from their image."""

from __future__ import annotations

from assistant.readers.pdf.page.opening import open_pdf
from assistant.readers.pdf.page.runs import PageText, TextReader
from assistant.readers.pdf.scans.need import layered, unreadable
from tests.readers.ocr.pages import PROSE, printed
from tests.readers.pdf_writer import Page, pdf


def pages_of(*pages: Page) -> list[PageText]:
    with open_pdf(pdf(list(pages)), "test.pdf", None) as handle:
        reader = TextReader(handle)
        return [page for at in range(len(pages)) if (page := reader.page(at)) is not None]


def test_pages_with_text_and_blank_pages_need_nothing() -> None:
    assert unreadable(pages_of(printed(), Page(), Page().text(300, 400, "Blank")), 0.0) == []


def test_a_scan_is_read_with_or_without_a_stamp_in_its_margin() -> None:
    stamp = Page().scan().text(60, 780, "Downloaded from a library on 3 May 2020", size=8)
    assert unreadable(pages_of(printed(), Page().scan(), stamp), 0.0) == [2, 3]


def test_a_slide_with_a_picture_behind_its_words_is_not() -> None:
    slide = Page().scan().text(100, 300, "Results on all twelve sets", size=30)
    assert unreadable(pages_of(slide), 0.0) == []


def test_letters_drawn_as_shapes_are_read() -> None:
    outlines = Page()
    for place in range(40):
        outlines.box(50 + 6 * place, 100, 4, 8, 0)
    assert unreadable(pages_of(outlines, Page().box(50, 100, 400, 1, 0)), 0.0) == [1]


def test_where_glyphs_come_out_blank_every_page_is_read() -> None:
    assert unreadable(pages_of(printed(), printed()), 0.2) == [1, 2]


def test_pages_of_characters_without_meaning_are_read() -> None:
    page = pages_of(printed())[0]
    page.runs[0].text = "\ue001\ue002\ue003 " * 40
    assert unreadable([page], 0.0) == [1]


def test_scans_with_a_layer_of_text_are_told_the_fullest_first() -> None:
    few, many = Page().scan(), Page().scan()
    few.text(60, 100, PROSE[0], mode=3)
    many.lines(60, 200, [], size=10)
    for place, text in enumerate(PROSE):
        many.text(60, 100 + 14 * place, text, mode=3)
    assert layered(pages_of(printed(), few, many)) == [3, 2]

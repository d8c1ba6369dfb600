# ruff: noqa: E501  (texts stand as they are)
"""Pages that publishers and archives put in front of a paper."""

from __future__ import annotations

import pytest

from assistant.documents.document import Document
from tests.readers.pdf.test_layout import read
from tests.readers.pdf.test_reader import LEFT, RIGHT
from tests.readers.pdf_writer import Page

TITLE = "Learning What People Want From Machines"
BLURB = [
    "This copy is provided by an archive that stores and shares scholarly works of all fields. It was",
    "deposited by one of its authors. The archive is open to everybody who wants to read and to share",
    "research, whether it is published or not. The documents may come from teaching and research",
    "institutions in this country or abroad, or from public or private research centres. Readers who",
    "use the work are asked to cite it as it is given above. All further questions go to the staff.",
]


def paper(title: str = TITLE, size: float = 17) -> Page:
    """A paper's own first page."""
    page = Page().text(60, 80, title, size=size)
    page.text(60, 110, "Ann Lee, Bo Chen", size=12)
    page.text(60, 150, "Abstract", size=11, font="F2")
    page.lines(60, 170, LEFT)
    page.text(60, 400, "1  Introduction", size=13, font="F2")
    page.lines(60, 420, RIGHT)
    return page


def checked(*covers: Page) -> Document:
    """The reading of a paper behind covers; its name, names and text must be the paper's."""
    document = read(*covers, paper())
    assert document.title == TITLE
    assert document.authors == ("Ann Lee", "Bo Chen")
    text = " ".join(
        sentence.text for section, sentence in document.sentences() if section.kind != "front"
    )
    assert "archive" not in text and "cited scientists" not in text
    assert document.abstract
    return document


def test_an_archive_s_cover_with_a_long_notice() -> None:
    cover = Page().text(60, 60, "Open Archive", size=30)
    cover.text(60, 120, TITLE, size=20).text(60, 150, "Ann Lee, Bo Chen", size=12)
    cover.text(60, 190, "To cite this version:", size=10, font="F2")
    cover.text(60, 205, f"Ann Lee, Bo Chen. {TITLE}. Journal of Judges, 2019, 4 (2).")
    cover.text(60, 230, "Submitted on 3 Mar 2021")
    cover.lines(60, 300, BLURB)
    assert checked(cover).year == 2019


def test_a_publisher_s_advertisement() -> None:
    cover = Page().text(60, 80, "We are the world's leading publisher", size=30)
    cover.text(60, 180, "5,600", size=40).text(60, 230, "TOP 1% 12.2%", size=40)
    cover.text(60, 250, "most cited scientists").text(60, 330, "Interested in publishing?", size=20)
    checked(cover)


def test_a_journal_s_proof_sheet() -> None:
    cover = Page().text(60, 80, "Journal Pre-proof", size=20)
    cover.text(60, 130, TITLE, size=10).text(60, 160, "Ann Lee, Bo Chen", size=10)
    cover.text(60, 200, "Please cite this article as: A. Lee, B. Chen, Learning What People Want")
    cover.text(60, 212, "From Machines, Judges (2024), https://doi.org/10.1016/")
    cover.text(60, 224, "j.jud.2024.114276")
    cover.lines(60, 300, BLURB)
    document = checked(cover)
    assert (document.year, document.doi) == (2024, "10.1016/j.jud.2024.114276")


def test_a_page_with_numbers_of_readers() -> None:
    cover = Page().text(60, 60, "See discussions, stats, and author profiles for this publication")
    cover.text(60, 110, TITLE, size=20).text(60, 140, "Article in Judges · January 2015")
    cover.text(60, 200, "2 authors:", size=10, font="F2").text(60, 220, "Ann Lee", size=12)
    cover.text(60, 235, "University of Somewhere").text(60, 255, "Bo Chen", size=12)
    cover.text(60, 400, "All content following this page was uploaded by Bo Chen on 5 May 2020.")
    assert checked(cover).year == 2015


@pytest.mark.parametrize("notice", [BLURB, []])
def test_a_first_page_without_an_abstract_is_no_cover(notice: list[str]) -> None:
    first = Page().text(60, 80, TITLE, size=17).text(60, 110, "Ann Lee, Bo Chen", size=12)
    first.text(60, 130, "Technical report 12, May 2011", size=10)
    first.lines(60, 200, notice)
    second = Page().text(60, 60, "Abstract", size=11, font="F2")
    second.lines(60, 80, LEFT)
    second.text(60, 400, "1  Introduction", size=13, font="F2")
    second.lines(60, 420, RIGHT)
    document = read(first, second)
    assert document.title == TITLE
    assert document.authors == ("Ann Lee", "Bo Chen")
    assert document.year == 2011

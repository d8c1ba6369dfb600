"""Which of the large texts of first pages is the title."""

from __future__ import annotations

import pytest

from assistant.documents.metadata import doubts
from assistant.readers import read_bytes
from assistant.readers.pdf.front.title import is_section_label
from tests.readers.pdf.test_layout import read
from tests.readers.pdf.test_reader import LEFT, RIGHT
from tests.readers.pdf_writer import Page, pdf

TITLE = "Learning What People Want"


def page(title: str = TITLE, size: float = 17, names: str = "Ann Lee, Bo Chen") -> Page:
    made = Page().text(60, 100, title, size=size).text(60, 130, names, size=12)
    made.text(60, 170, "Abstract", size=11, font="F2")
    made.lines(60, 190, LEFT)
    return made


@pytest.mark.parametrize(
    "label",
    ["LETTERS", "REVIEW", "Review Article", "ORIGINAL RESEARCH", "Research Papers", "Perspective"],
)
def test_a_kind_of_article_is_no_title(label: str) -> None:
    assert is_section_label(label)
    assert read(page().text(350, 50, label, size=30)).title == TITLE


@pytest.mark.parametrize("title", ["Rewarding", "A Review of Rivers", "Survey Machines"])
def test_a_title_is_no_kind_of_article(title: str) -> None:
    assert not is_section_label(title)
    assert read(page(title)).title == title


def test_an_institute_above_a_report_s_title_is_none() -> None:
    report = Page().text(60, 50, "Technical Report", size=24).text(60, 90, "Number 923", size=12)
    report.text(60, 130, "Computer Laboratory", size=20).text(60, 200, TITLE, size=18)
    report.text(60, 230, "Ann Lee, Bo Chen", size=12).text(60, 260, "June 2018", size=12)
    report.text(60, 700, "15 Some Avenue, Somewhere", size=10)
    body = Page().text(60, 60, "Abstract", size=11, font="F2")
    body.lines(60, 80, LEFT)
    document = read(report, body)
    assert (document.title, document.year) == (TITLE, 2018)
    assert document.authors == ("Ann Lee", "Bo Chen")


def test_a_citation_tells_the_title_from_a_larger_journal() -> None:
    first = page(size=14).text(60, 50, "Worldwide Communications of Judges", size=20)
    first.text(60, 145, "Suggested citation: Lee A., Chen B. (2021). Learning What People Want.")
    first.text(60, 157, "Worldwide Communications of Judges, 15(1), 1-15.")
    document = read(first)
    assert (document.title, document.year) == (TITLE, 2021)
    assert document.authors == ("Ann Lee", "Bo Chen")


def test_the_file_s_properties_tell_the_title_from_a_larger_text() -> None:
    first = page(size=14).text(60, 50, "The Judging of Machines", size=20)
    assert read_bytes(pdf([first], info_title=TITLE), "x.pdf").title == TITLE
    for made in ("Microsoft Word - draft.doc", "untitled", "paper_final.dvi"):
        assert read_bytes(pdf([page()], info_title=made), "x.pdf").title == TITLE


def test_running_heads_tell_the_title_from_a_larger_text() -> None:
    first = page(size=14).text(60, 50, "The Judging of Machines", size=20)
    later = [Page().text(60, 20, "Lee et al.: Learning What People Want", size=8) for _ in range(4)]
    for number, other in enumerate(later):
        other.lines(60, 80, RIGHT)
        other.text(300, 780, str(number + 2), size=8)
    assert read(first, *later).title == TITLE


def test_a_title_that_is_drawn_twice_is_read_once() -> None:
    shadowed = page().text(60.3, 100.3, TITLE, size=17, grey=0.3)
    assert read(shadowed).title == TITLE


def test_a_property_that_a_citation_has_too_leaves_a_doubt() -> None:
    first = page("The Judging of Machines", size=30)
    first.text(60, 145, "Cite as: Lee A. (2021). Learning What People Want. Judges, 15(1), 1-15.")
    for name in ("x.pdf", "The Judging of Machines.pdf"):
        document = read_bytes(pdf([first], info_title=TITLE), name)
        assert document.title == TITLE or doubts(document.warnings, "title")


def test_the_line_in_the_middle_above_the_names_of_a_typescript_is_its_title() -> None:
    script = Page().text(127, 100, "Reward Machines").text(115, 130, "Ann Lee and Bo Chen")
    script.text(50, 180, "Abstract", font="F2")
    script.lines(50, 200, [*LEFT, *RIGHT])
    document = read(script)
    assert document.title == "Reward Machines"
    assert document.authors == ("Ann Lee", "Bo Chen")


def test_a_line_in_the_middle_without_names_below_it_is_no_title() -> None:
    page = Page().text(127, 100, "Reward Machines")
    page.lines(50, 140, [*LEFT, *RIGHT])
    assert read(page).title == ""


def test_a_title_goes_on_after_its_colon_in_another_font() -> None:
    made = Page().text(60, 80, "Learning What People Want:", size=17)
    made.text(60, 101, "A View from the River", size=17, font="F2")
    made.text(60, 130, "Ann Lee, Bo Chen", size=12).text(60, 170, "Abstract", size=11, font="F2")
    made.lines(60, 190, LEFT)
    assert read(made).title == "Learning What People Want: A View from the River"


def test_the_mark_of_a_note_is_no_part_of_a_title() -> None:
    made = page().text(60 + 17 * 11.6, 93, "a)", size=8)
    assert read(made).title == TITLE


def test_a_title_may_name_proceedings() -> None:
    assert read(page("A Style for the Proceedings of Judges")).title.endswith("of Judges")
    banner = page(size=15).text(60, 50, "Proceedings of the 3rd Meeting of Judges", size=20)
    assert read(banner).title == TITLE

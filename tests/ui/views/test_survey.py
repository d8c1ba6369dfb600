"""A survey in the Library tab: its row, its page, and what nobody should overlook."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import pytest

from assistant.documents.document import LEFT_OUT
from assistant.documents.survey import DocumentInfo
from assistant.ingest.progress import Added
from assistant.library import Library
from assistant.messages import Message
from assistant.ui.state.adding import AddingQueue
from assistant.ui.views.adding import list_html
from assistant.ui.views.survey import (
    COLUMNS,
    MOST_SECTIONS,
    related_html,
    survey_html,
    survey_row,
)
from tests.ui.pages import HOSTILE, Shown, harmless, survey


def test_a_row_has_a_value_for_each_column(library: Library, survey_file: Callable) -> None:  # type: ignore[type-arg]
    added = library.add(survey_file("Survey of Lakes"))
    row = survey_row(1, added, "en")
    assert len(row) == len(COLUMNS)
    assert row[:2] == [1, "Survey of Lakes"]
    assert sum(int(column.width.rstrip("%")) for column in COLUMNS) == 100
    many = replace(added, authors=("A", "B", "C", "D", "E"))
    assert survey_row(1, many, "en")[2] == "A, B, C and 2 more"


def test_a_page_shows_what_a_file_calls_itself_as_text(
    library: Library, survey_file: Callable[..., Path]
) -> None:
    added = library.add(survey_file(name="x.md"))
    html = survey_html(library, replace(added, title=HOSTILE, authors=(HOSTILE,)))
    assert harmless(html)
    assert Shown(html).text.count(HOSTILE) == 2
    assert "Findings" in Shown(html).text


def test_a_long_outline_is_cut_and_counted(library: Library, tmp_path: Path) -> None:
    path = tmp_path / "book.md"
    sections = "\n\n".join(f"## Part {n}\n\nText of part {n}." for n in range(MOST_SECTIONS + 5))
    path.write_text(f"# A Book\n\n{sections}\n", encoding="utf-8")
    text = Shown(survey_html(library, library.add(path))).text
    assert f"Part {MOST_SECTIONS - 2}" in text
    assert "Part 204" not in text and "more" in text


def info(share: float, *warnings: str) -> DocumentInfo:
    plain = {"id": "d1", "name": "scan.pdf", "format": "pdf", "page_count": 9}
    known = {"languages": ("en",), "warnings": warnings, "readable_share": share}
    fields = dict.fromkeys(DocumentInfo.__dataclass_fields__, ())
    return DocumentInfo(**(fields | plain | known))  # type: ignore[arg-type]


SCAN = Message(
    "{pages}: text was recognised from the image of the page ({share} sure)",
    pages=Message("pages {pages}", pages="4-9"),
    share="97%",
)


@pytest.mark.parametrize(("share", "loud"), [(1.0, False), (0.7, False), (0.66, True), (0.1, True)])
def test_a_document_of_which_a_third_is_missing_is_loud(
    library: Library, share: float, loud: bool
) -> None:
    scanned = survey("Scans", info(share, SCAN))
    html = survey_html(library, scanned, "ja")
    assert ("sa-loud" in html) == (not scanned.documents[0].mostly_read) == loud
    assert "4-9 ページ" in Shown(html).text
    assert str(survey_row(1, scanned, "en")[7]).startswith("⚠") == loud


def test_the_list_of_what_was_added_is_loud_as_well(library: Library) -> None:
    queue = AddingQueue(library)
    queue.submit(["scan.pdf"])
    assert queue.wait(30)
    (item,) = queue.items()
    for share, loud in ((0.9, False), (0.3, True)):
        item.added = Added("scan.pdf", survey("Scans", info(share, SCAN)), document_id="d1")
        html = list_html(queue)
        assert ("sa-loud" in html) == loud
        assert ("Only 30% of its text" in Shown(html).text) == loud
    other = Added("other.pdf", survey("Scans", info(0.3, SCAN)), document_id="d2")
    item.added = other
    assert "sa-loud" not in list_html(queue), "that document was not added now"


def test_how_little_was_read_is_told_once(library: Library) -> None:
    said = Message(LEFT_OUT, share="30%")
    html = survey_html(library, survey("Scans", info(0.3, said, SCAN)), "en")
    text = Shown(html).text
    assert html.count("sa-loud") == 2 and "Only 30% of its text" in text and "4-9" in text
    assert "more than a third" not in text


def test_a_survey_alone_has_no_relations(library: Library, survey_file: Callable) -> None:  # type: ignore[type-arg]
    added = library.add(survey_file())
    assert "No other survey" in Shown(related_html(library, added)).text

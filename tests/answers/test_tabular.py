"""Questions answered from tables."""

from __future__ import annotations

from pathlib import Path

import pytest

from assistant.answers.answer import Answer
from assistant.library import Library
from tests.readers.pdf.tables.pages import PROSE, booktabs
from tests.readers.pdf_writer import Page, pdf


@pytest.fixture
def rivers(library: Library, tmp_path: Path) -> Library:
    first = Page()
    first.text(150, 50, "Rivers of the World", size=20, font="F2")
    first.lines(80, 110, PROSE)
    path = tmp_path / "rivers.pdf"
    path.write_bytes(pdf([first, booktabs()]))
    library.add(path)
    return library


def quotes(answer: Answer) -> list[str]:
    return [c.quote for claim in answer.claims if claim.supported for c in claim.citations]


def test_a_value_by_its_row_and_column(rivers: Library) -> None:
    answer = rivers.ask("What is the length of the Congo?")
    assert quotes(answer) == ["Table 1, row Congo, column Length (km): 4700."]
    citation = answer.claims[-1].citations[0]
    assert citation.page == 2
    assert citation.section == "Table 1: The three rivers that were looked at."
    boxes = rivers.boxes(citation.document_id, citation.sentence)
    assert len(boxes) == 3  # the value's, its row's and its column's
    assert all(box.page == 2 for box in boxes)


def test_what_names_no_column_is_answered_by_the_text(rivers: Library) -> None:
    answer = rivers.ask("Why are the numbers of rivers not exact?")
    assert any("None of them is exact" in quote for quote in quotes(answer))
    assert not any(item.kind == "table" for item in answer.evidence)


def test_a_caption_that_fits_is_named_where_no_cell_answers(
    library: Library, tmp_path: Path
) -> None:
    page = Page()
    page.text(150, 50, "Rivers of the World", size=20, font="F2")
    page.lines(80, 110, PROSE)
    page.text(80, 300, "Table 4: Salinity of the lakes that were sampled.", size=9)
    path = tmp_path / "rivers.pdf"
    path.write_bytes(pdf([page]))
    library.add(path)
    answer = library.ask("What salinity have the sampled lakes?")
    assert "Table 4 on p. 1 may hold it." in answer.reason
    assert "may hold it" not in library.ask("Why are the numbers of rivers not exact?").reason


def test_cells_are_found_by_search(rivers: Library) -> None:
    hits = rivers.search("Amazon flow")
    assert hits[0].passage.kind == "table"
    assert "row Amazon, column Flow (m3/s): 209000." in hits[0].passage.text


METHODS = """# A Survey of Bridges

## Findings

Which bridges are safe has been looked into for a long time, by many, and with care.

Table 1: Areas of bridges.

| Work | | |
|---|---|---|
| Areas of Bridges | Stone arches | Steel trusses |
| Reed | yes | no |
"""


def test_a_row_of_headers_is_no_answer(library: Library, tmp_path: Path) -> None:
    path = tmp_path / "bridges.md"
    path.write_text(METHODS, "utf-8")
    library.add(path)
    answer = library.ask("Which areas of bridges are neglected?")
    assert not any(item.kind == "table" for item in answer.evidence)

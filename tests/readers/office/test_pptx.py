"""Slides: a section and a page each; hidden ones are left out and told."""

from __future__ import annotations

import pytest

from assistant.errors import UnreadableSource
from assistant.readers import read_bytes
from evals.datasets.office_files import AUTHORS, SECTIONS, TITLE, pptx, zipped


def test_slides_are_sections_with_pages() -> None:
    found = read_bytes(pptx(), "talk.pptx")
    assert (found.format, found.title, found.authors) == ("pptx", TITLE, AUTHORS)
    assert found.page_count == 1 + len(SECTIONS)
    assert [section.title for section in found.sections] == [title for title, _ in SECTIONS]
    assert [section.pages for section in found.sections] == [(2, 2), (3, 3), (4, 4)]


def test_a_hidden_slide_is_left_out_and_told() -> None:
    found = read_bytes(pptx(hidden=3), "talk.pptx")
    assert [section.pages for section in found.sections] == [(2, 2), (4, 4)]
    assert found.warnings == ("slides that are set as hidden were left out: 1",)


def test_one_slide_alone_has_text_and_title() -> None:
    found = read_bytes(pptx([("Rivers of Asia", ["They flow. They freeze."])]), "one.pptx")
    assert found.title == "Rivers of Asia"
    assert [sentence.text for _, sentence in found.sentences()] == ["They flow.", "They freeze."]


def test_without_slides_it_is_refused() -> None:
    with pytest.raises(UnreadableSource, match="no PowerPoint file"):
        read_bytes(zipped({"ppt/presentation.xml": "<presentation/>"}), "talk.pptx")

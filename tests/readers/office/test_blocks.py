"""Blocks of an office text: front matter, and which properties are believed."""

from __future__ import annotations

from assistant.documents.metadata import Metadata
from assistant.readers.office.blocks import Block, believed, document_of, kind_of_style

OPENING = "Rivers of Asia Anna Lee, Bob Ray We survey rivers."


def test_properties_are_believed_where_the_text_agrees() -> None:
    stated = Metadata("Rivers of Asia", ("Anna Lee", "Some Typist"))
    assert believed(stated, OPENING) == Metadata("Rivers of Asia", ("Anna Lee",))
    wrong = Metadata("Microsoft Word - final_v3.doc", ("python-docx",))
    assert believed(wrong, OPENING) == Metadata()
    telling = Metadata("The waters of the whole world")
    assert believed(telling, OPENING).title == "The waters of the whole world"


def test_a_title_that_stands_out_and_the_names_below_it() -> None:
    blocks = [
        Block("paragraph", "Rivers of Asia", stands_out=True),
        Block("paragraph", "Anna Lee, Bob Ray"),
        Block("heading", "1 Introduction", 1),
        Block("paragraph", "Rivers flow (doi:10.1234/r.5)."),
    ]
    found = document_of(blocks, b"x", "a.odt", "odt", Metadata())
    assert (found.title, found.authors) == ("Rivers of Asia", ("Anna Lee", "Bob Ray"))
    assert found.doi == "10.1234/r.5"
    assert len(list(found.sentences())) == 1


def test_prose_before_the_first_heading_is_text() -> None:
    blocks = [Block("paragraph", "Rivers flow to the sea."), Block("heading", "More", 1)]
    found = document_of(blocks, b"x", "a.odt", "odt", Metadata())
    assert [sentence.text for _, sentence in found.sentences()] == ["Rivers flow to the sea."]


def test_styles_are_known_by_their_english_names() -> None:
    names = ("Heading 1", "Illustration", "Contents 2", "Abstract", "List Number 3")
    kinds = [kind_of_style(name) for name in names]
    assert kinds == ["paragraph", "caption", None, "abstract", "item"]

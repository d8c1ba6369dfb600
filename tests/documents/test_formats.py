"""Which reader a source gets, and what is refused."""

from __future__ import annotations

import pytest

from assistant.errors import EmptySource, UnknownFormat
from assistant.readers import format_of, read_bytes
from tests.readers.pdf_writer import Page, pdf


def test_content_goes_before_the_suffix() -> None:
    assert format_of(pdf([Page()]), "survey.txt") == "pdf"
    assert format_of(b"<!DOCTYPE html><html><p>Hi</p></html>", "page.txt") == "html"
    assert format_of(b"# Notes", "notes.MD") == "markdown"


@pytest.mark.parametrize(
    ("data", "name"),
    [(b"PK\x03\x04rest", "paper.docx"), (b"\x89PNG\r\n", "figure.txt"), (b"words", "paper.tex")],
)
def test_formats_without_a_reader_are_named(data: bytes, name: str) -> None:
    with pytest.raises(UnknownFormat, match=r"Readable are PDF"):
        read_bytes(data, name)


def test_empty_sources_are_refused() -> None:
    with pytest.raises(EmptySource, match="is empty"):
        read_bytes(b" \n", "paper.pdf")
    with pytest.raises(EmptySource, match="No text"):
        read_bytes(b"## \n", "paper.md")


def test_the_id_is_the_hash_of_the_bytes() -> None:
    one, other = (read_bytes(b"# T\n\nText.", name) for name in ("a.md", "b.md"))
    assert one.id == other.id
    assert len(one.id) == 64

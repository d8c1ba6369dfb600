"""Figures cut out of pages, in the child too."""

from __future__ import annotations

import struct
from pathlib import Path

import pytest

from assistant.documents.document import Document
from assistant.errors import EncryptedSource, SourceError
from assistant.readers import read_bytes
from assistant.readers.pdf.figures.picture import figure_png
from assistant.readers.sandbox import figure_of
from tests.readers.pdf_writer import HEIGHT, WIDTH, Page, pdf

CAPTION = "Figure 1: How much water the three longest rivers carry in a year."
WORDS = "The rivers carry water to the sea, and the sea gives it back to the hills as rain."


def page(*, drawn: bool = True) -> Page:
    made = Page().text(50, 40, "Rivers and what they carry", size=18, font="F2")
    made.lines(50, 80, [WORDS] * 3)
    if drawn:
        for place, height in enumerate((120, 80, 30)):
            made.box(150 + 100 * place, 320 - height, 60, height, 0.4)
    made.text(100, 345, CAPTION)
    made.lines(50, 380, [WORDS] * 12)
    return made


def fractions(document: Document) -> tuple[float, float, float, float]:
    caption = document.figure("Figure 1")
    assert caption is not None
    (box,) = caption.boxes
    return box.left, box.top, box.right, box.bottom


def test_what_is_drawn_above_a_caption() -> None:
    data = pdf([page()])
    document = read_bytes(data, "rivers.pdf")
    prose = [
        (b.left, b.top, b.right, b.bottom) for _, s in document.sentences() for b in s.boxes
    ]  # fmt: skip
    picture = figure_png(
        data, "rivers.pdf", 1, label="Figure 1", caption=fractions(document), prose=prose
    )
    width, height = struct.unpack(">II", picture[16:24])
    assert picture.startswith(b"\x89PNG")
    assert width / height == pytest.approx(260 / 120, rel=0.1)


def test_the_child_cuts_it_out_and_says_where_there_is_none(tmp_path: Path) -> None:
    path = tmp_path / "rivers.pdf"
    path.write_bytes(pdf([page()]))
    document = read_bytes(path.read_bytes(), path.name)
    caption = document.figure("Figure 1")
    assert caption is not None
    assert figure_of(path, path.name, document, caption).startswith(b"\x89PNG")
    path.write_bytes(pdf([page(drawn=False)]))
    with pytest.raises(SourceError, match="No picture of Figure 1 was found on page 1"):
        figure_of(path, path.name, document, caption)
    path.write_bytes(pdf([page()], password="secret"))
    with pytest.raises(EncryptedSource, match="password"):
        figure_of(path, path.name, document, caption)
    assert figure_of(path, path.name, document, caption, password="secret")


def test_a_page_that_is_not_there() -> None:
    whole = (0.1, 300 / HEIGHT, 500 / WIDTH, 0.5)
    for number in (0, 2):
        with pytest.raises(SourceError, match="cannot be drawn"):
            figure_png(pdf([page()]), "a.pdf", number, label="Figure 1", caption=whole)

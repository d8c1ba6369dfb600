"""Pictures of figures in the HTML and the Word file of a review, both opened again."""

from __future__ import annotations

import base64
import io
import re
import struct
import zipfile
from pathlib import Path

import docx
import pytest
from docx.drawing import Drawing
from docx.shared import Inches

from assistant.errors import SourceError
from assistant.export.formats import review_file
from assistant.export.pictures import Picture, pictures_of
from assistant.library import Library
from assistant.reviews.review import Review
from tests.readers.pdf.figures.test_picture import CAPTION
from tests.readers.pdf.figures.test_picture import page as page_with_figure
from tests.readers.pdf_writer import pdf


@pytest.fixture
def reviewed(library: Library, tmp_path: Path) -> Review:
    path = tmp_path / "rivers.pdf"
    path.write_bytes(pdf([page_with_figure()]))
    return library.review(library.add(path))


def drawn(library: Library, review: Review) -> bytes:
    return library.figure_image(review.survey.documents[0].id, "Figure 1")


def test_a_page_of_the_web_holds_the_picture_below_its_caption(
    library: Library, reviewed: Review
) -> None:
    html = str(review_file(reviewed, "html", library.figure_image))
    (found,) = re.finditer(
        r'<img alt="Figure 1" width="(\d+)" src="data:image/png;base64,([^"]+)">', html
    )
    assert base64.b64decode(found[2]) == drawn(library, reviewed)
    assert 250 < int(found[1]) * 72 / 96 < 290, "as wide as the figure on its page, in points"
    assert html.index(CAPTION.split(": ")[1]) < found.start()
    assert "img-src data:" in html and "<img" not in str(review_file(reviewed, "html"))


def test_a_word_file_holds_the_picture_below_its_caption(
    library: Library, reviewed: Review
) -> None:
    data = review_file(reviewed, "docx", library.figure_image)
    assert isinstance(data, bytes)
    with zipfile.ZipFile(io.BytesIO(data)) as packed:
        (name,) = (each for each in packed.namelist() if each.startswith("word/media/"))
        assert packed.read(name) == drawn(library, reviewed)
    word = docx.Document(io.BytesIO(data))
    (shape,) = word.inline_shapes
    assert Inches(3.4) < shape.width < Inches(4.1)
    place = next(
        place
        for place, paragraph in enumerate(word.paragraphs)
        for run in paragraph.runs
        if any(isinstance(part, Drawing) for part in run.iter_inner_content())
    )
    before = word.paragraphs[place - 1]
    assert before.text.startswith("Figure 1: ") and before.paragraph_format.keep_with_next
    assert word.element.xpath("//wp:docPr/@descr") == ["Figure 1"]


def test_what_cannot_be_drawn_is_a_caption_alone(reviewed: Review) -> None:
    def draw(document: str, label: str) -> bytes:
        raise SourceError("No picture of {label} was found.", label=label)

    assert pictures_of(reviewed, draw) == {}
    assert "Figure 1: " in str(review_file(reviewed, "html", draw))


def test_a_picture_is_no_larger_than_its_room_nor_than_it_was() -> None:
    header = b"\x89PNG\r\n\x1a\n" + struct.pack(">I4sII", 13, b"IHDR", 1800, 900)
    wide = Picture(header, "Figure 1")
    assert wide.inches == (10.0, 5.0)
    assert wide.width_within(5.0, 9.0) == 5.0
    assert wide.width_within(20.0, 20.0) == 10.0
    assert wide.width_within(20.0, 1.0) == 2.0

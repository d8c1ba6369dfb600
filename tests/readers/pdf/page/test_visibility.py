"""Hidden text is left out; white text on something darker is not hidden."""

from __future__ import annotations

import pytest

from tests.readers.pdf.test_reader import read, texts, two_columns
from tests.readers.pdf_writer import Page

WORDS = "The white words on this dark ground are there for all to see."


def on_box(page: Page) -> None:
    page.box(40, 380, 500, 30, 0.1)


def on_thick_line(page: Page) -> None:
    page.bar(40, 380, 500, 30, 0.4)


@pytest.mark.parametrize("ground", [on_box, on_thick_line])
def test_white_text_on_a_darker_ground_is_read(ground: object) -> None:
    page = two_columns()
    assert callable(ground)
    ground(page)
    page.text(50, 400, WORDS, grey=1)
    document = read([page])
    assert "dark ground" in " ".join(texts(document))
    assert document.warnings == ()


def test_white_text_on_a_ground_that_is_painted_over_is_hidden() -> None:
    page = two_columns().box(40, 380, 500, 30, 0.1).box(40, 380, 500, 30, 1.0)
    page.text(50, 400, WORDS, grey=1)
    document = read([page])
    assert "dark ground" not in " ".join(texts(document))
    assert "(white)" in document.warnings[0]


def test_white_text_beside_a_dark_box_is_hidden() -> None:
    page = two_columns().box(40, 450, 500, 30, 0.1)
    page.text(50, 400, WORDS, grey=1)
    assert "dark ground" not in " ".join(texts(read([page])))

"""Pages and blocks that are turned are read, and their boxes lie where they are shown."""

from __future__ import annotations

import pytest

from assistant.readers import read_bytes
from tests.readers.pdf.test_reader import LEFT, RIGHT, read, texts, two_columns
from tests.readers.pdf_writer import HEIGHT, WIDTH, Page, pdf

# How wide these letters are in Times, in font sizes.
WIDTHS = {"a": 0.444, "r": 0.333, "X": 0.722, "i": 0.278, ":": 0.278, ".": 0.25}


def test_a_stamp_whose_letters_are_drawn_one_by_one_is_read() -> None:
    page, y = two_columns(), 600.0
    for letter in "arXiv:2401.01234v2":
        page.text(20, y, letter, size=16, turned=True)
        y -= 16 * WIDTHS.get(letter, 0.5)
    assert read([page]).arxiv_id == "2401.01234"


def turned_lines(page: Page, lines: list[str], *, x: float = 100, size: float = 10) -> None:
    """Write lines that run upwards, one to the right of the other."""
    for place, line in enumerate(lines):
        page.text(x + 12 * place, 750, line, turned=True, size=size)


def test_a_page_drawn_turned_is_read_as_it_is_shown() -> None:
    page = Page()
    turned_lines(page, LEFT)  # drawn upwards, shown upright after a quarter turn
    document = read_bytes(pdf([page], rotate=90), "turned.pdf")
    (first, *_) = [sentence for _, sentence in document.sentences()]
    assert first.text.startswith("Surveys of alignment")
    assert first.boxes[0].left == pytest.approx(50 / HEIGHT, abs=0.01)
    assert first.boxes[0].top <= 98 / WIDTH <= first.boxes[0].bottom


@pytest.mark.parametrize("rotate", [90, 180, 270])
def test_a_page_shown_turned_is_read_as_if_it_were_not(rotate: int) -> None:
    upright = read([two_columns()])
    document = read_bytes(pdf([two_columns()], rotate=rotate), "turned.pdf")
    assert texts(document) == texts(upright)
    assert document.title == upright.title
    assert document.warnings == ()
    assert document.readable_share == 1.0


@pytest.mark.parametrize(
    ("rotate", "left", "top"),
    [  # of the first line: 50 of 600 points from the left, its letters 131 to 142 of 800 down
        (90, 1 - 142 / HEIGHT, 50 / WIDTH),
        (180, 0.5, 1 - 142 / HEIGHT),
        (270, 131 / HEIGHT, 0.5),
    ],
)
def test_boxes_of_a_turned_page_lie_where_it_is_shown(rotate: int, left: float, top: float) -> None:
    document = read_bytes(pdf([two_columns()], rotate=rotate), "turned.pdf")
    box = next(s for _, s in document.sentences() if s.text.startswith("Surveys of")).boxes[0]
    if rotate == 90:
        assert (box.left, box.top) == (pytest.approx(left, abs=0.01), pytest.approx(top, abs=0.01))
    elif rotate == 180:
        assert box.right == pytest.approx(1 - 50 / WIDTH, abs=0.01)
        assert box.top == pytest.approx(top, abs=0.01)
    else:
        assert box.left == pytest.approx(left, abs=0.01)
        assert box.bottom == pytest.approx(1 - 50 / WIDTH, abs=0.01)


def test_a_turned_block_is_read_beside_the_upright_text() -> None:
    page = Page()
    page.lines(50, 100, LEFT)
    turned_lines(page, RIGHT, x=400)
    document = read([page])
    found = " ".join(texts(document))
    assert "which most of the trouble begins. A policy finds out" in found
    assert "whose values they are" in found
    assert document.warnings == ()
    policy = next(s for _, s in document.sentences() if s.text.startswith("A policy finds"))
    assert all(box.left > 390 / WIDTH for box in policy.boxes)


def test_a_stamp_in_the_margin_is_no_part_of_the_text() -> None:
    page = two_columns().text(20, 600, "Downloaded from a library on 3 May 2020", turned=True)
    document = read([page])
    assert "Downloaded" not in " ".join(texts(document))

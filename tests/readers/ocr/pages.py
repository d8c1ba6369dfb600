"""Pages that tests draw and then look at as images."""

from __future__ import annotations

import numpy as np

from evals.bench.bare_pdf import page_levels
from tests.readers.pdf_writer import Page, pdf

TITLE = "Reading What Was Printed"
PROSE = [
    "A scan is the image of a page. Its words are read by two networks, one of",
    "which finds lines of text while the other one says what is written there.",
    "Of 1,234 letters in 56 lines some 0.7 % were wrong at 300 dots an inch, and",
    "numbers such as 89.5 or 2,048 were right on each of the twelve pages.",
]


def printed(title: str = TITLE) -> Page:
    """A page with a title, a numbered heading and a paragraph."""
    page = Page()
    page.text(150, 90, title, size=18, font="F2")
    page.text(60, 150, "1 Introduction", size=13, font="F2")
    page.lines(60, 180, PROSE, size=11, leading=14)
    return page


def levels(page: Page, dpi: int = 200) -> np.ndarray:
    """The image of a page, uint8, (height, width)."""
    return page_levels(pdf([page]), 1, dpi)[0]

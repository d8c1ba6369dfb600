"""What pdfium itself gives of a PDF, without any reader of ours: lines of text, and images."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Sequence
from pathlib import Path

import numpy as np

from evals.scorers.normalized import normalize

FEWEST_REPEATS = 3
EDGE_LINES = 3
# Of a page's characters; pages of text have at most 0.003 of codes that are no characters, those
# whose fonts say nothing 0.03 and more. Pdfium's own mark of a hyphen is none of them.
MOST_CODES = 0.01
_CODE = re.compile("[\x00\x01\x03-\x1f]")


def page_lines(path: Path) -> list[list[str]]:
    """The lines of text of each page, in the order in which pdfium finds them."""
    import pypdfium2

    document = pypdfium2.PdfDocument(path)
    try:
        return [_lines(page.get_textpage().get_text_bounded()) for page in document]
    finally:
        document.close()


def legible(pages: Sequence[Sequence[str]]) -> list[list[str]]:
    """The pages, without the lines of those whose fonts do not say which characters they draw.

    >>> legible([["A survey."], ["\\x1e\\x1f)%&2(33"]])
    [['A survey.'], []]
    """
    return [
        [] if len(_CODE.findall(text := "".join(lines))) > MOST_CODES * len(text) else list(lines)
        for lines in pages
    ]


def page_levels(data: bytes, number: int, dpi: int) -> tuple[np.ndarray, float, float]:
    """The image of a page by its number from 1: grey levels, uint8, and its size in points."""
    import pypdfium2

    document = pypdfium2.PdfDocument(data)
    try:
        page = document[number - 1]
        pixels = page.render(scale=dpi / 72, grayscale=True).to_numpy()
        width, height = page.get_size()
        return pixels.reshape(pixels.shape[:2]).copy(), width, height
    finally:
        document.close()


def _lines(text: str) -> list[str]:
    return [line.strip() for line in re.split(r"[\r\n]+", text) if line.strip()]


def without_running_heads(pages: Sequence[Sequence[str]]) -> list[list[str]]:
    """The pages without page numbers, and without what stands at the edge of three or more.

    A line counts as the same on two pages where only its digits differ.

    >>> without_running_heads([["A Survey", "One.", "1"], ["A Survey", "Two.", "2"],
    ...                        ["A Survey", "Three.", "3"]])
    [['One.'], ['Two.'], ['Three.']]
    """
    keys = [[_key(line) for line in lines] for lines in pages]
    edges = Counter(key for page in keys for key in {*page[:EDGE_LINES], *page[-EDGE_LINES:]})
    return [
        [line for line, key in zip(lines, page, strict=True) if edges[key] < FEWEST_REPEATS]
        for lines, page in zip(pages, keys, strict=True)
    ]


def _key(line: str) -> str:
    return re.sub(r"\d+", "0", normalize(line))

"""Which pages of a PDF have to be read from their image, because their text does not say it."""

from __future__ import annotations

from collections.abc import Sequence

from assistant.readers.pdf.page.runs import PageText, Run
from assistant.readers.pdf.readability import LOST, text_of, unread_count

# Objects that are no text, on a page without text: letters drawn as shapes are many.
_SHAPES = 10
_MARGIN = 0.09  # of a page's height and width; what stands there alone on a scan is a stamp
_MOST_BROKEN = 0.1  # of a page's characters


def unreadable(pages: Sequence[PageText], lost: float) -> list[int]:
    """The numbers of pages that hold no text, or text whose fonts do not say what it is.

    ``lost`` is the share of glyphs in the document that come out blank.
    """
    if lost > LOST:
        return [page.number for page in pages]
    return [page.number for page in pages if _is_image(page) or _is_broken(page)]


def _is_image(page: PageText) -> bool:
    runs = [run for run in page.runs if run.text.strip()]
    if not runs and not page.aside:
        return page.has_image or page.shapes >= _SHAPES
    return page.is_scan and all(_is_stamp(run, page) for run in runs)


def _is_stamp(run: Run, page: PageText) -> bool:
    """Whether a run stands in a margin of its page."""
    across, down = _MARGIN * page.width, _MARGIN * page.height
    level = run.base < down or run.base > page.height - down
    return level or run.right < across or run.left > page.width - across


def _is_broken(page: PageText) -> bool:
    text = text_of(page)
    return unread_count(text) > _MOST_BROKEN * len(text)


def layered(pages: Sequence[PageText]) -> list[int]:
    """The numbers of scans with a layer of text from another program, the fullest first."""
    scans = sorted((page for page in pages if page.ocr), key=lambda page: -len(text_of(page)))
    return [page.number for page in scans]

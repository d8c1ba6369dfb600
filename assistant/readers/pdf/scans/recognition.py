"""Pages of a PDF from their images: rendered, recognised, and put in runs as any page's text is."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any, Protocol

import pypdfium2.raw as pdfium

from assistant.readers.ocr.demand import MOST_PAGES, PagesWanted
from assistant.readers.ocr.lines import TextLine, text_lines
from assistant.readers.ocr.networks import Networks
from assistant.readers.pdf.page.runs import Font, PageText, Run
from assistant.readers.pdf.page.view import Rectangle
from assistant.readers.pdf.scans.image import page_levels
from assistant.readers.pdf.scans.need import layered, unreadable
from assistant.readers.pdf.scans.rules import rules_of
from assistant.readers.pdf.scans.sizes import are_bold, measured_sizes, type_sizes
from assistant.text.normalize import clean
from vectorstore.analyzer import words_of

_AGREES = 0.85  # of words; another program's layer that has fewer of ours is replaced
_SURE = 0.9
_WORD = re.compile(r"\S+")
_HALF = 0.25  # of the size of type; half of a letter that stands alone
_REGULAR, _BOLD = Font("recognised", False, False), Font("recognised-bold", True, False)


@dataclass(frozen=True)
class Scan:
    """A page's lines of text and its rules, in pixels of its image, which has ``scale`` a point."""

    lines: tuple[TextLine, ...]
    scale: float
    rules: tuple[Rectangle, ...] = ()

    @property
    def confidence(self) -> float:
        """How sure its letters are on average, 0 to 1; 0 without any."""
        letters = sum(len(line.text) for line in self.lines)
        sure = sum(line.confidence * len(line.text) for line in self.lines)
        return sure / letters if letters else 0.0


class Scanner(Protocol):
    """What reads the images of pages."""

    def scans(self, document: Any, numbers: Sequence[int]) -> Mapping[int, Scan]:
        """The scans of pages, by their numbers from 1, of an open document."""


class Asking:
    """A scanner that reads nothing and says that pages are wanted."""

    def scans(self, document: Any, numbers: Sequence[int]) -> Mapping[int, Scan]:
        """Raises PagesWanted."""
        raise PagesWanted(len(numbers))


class Reading:
    """A scanner that reads pages with PP-OCR's networks."""

    def __init__(self, networks: Networks) -> None:
        self._networks = networks

    def scans(self, document: Any, numbers: Sequence[int]) -> Mapping[int, Scan]:
        """The scans of pages; those that cannot be loaded or have no size are left out."""
        found = {}
        for number in numbers:
            page = pdfium.FPDF_LoadPage(document, number - 1)
            if not page:
                continue
            try:
                levels, scale = page_levels(page)
            finally:
                pdfium.FPDF_ClosePage(page)
            if levels.size:
                lines = tuple(text_lines(self._networks, levels))
                found[number] = Scan(lines, scale, tuple(rules_of(levels, scale)))
        return found


def with_scans(
    document: Any, pages: Sequence[PageText], lost: float, scanner: Scanner
) -> tuple[PageText, ...]:
    """The pages, with the text of their images for those whose own text does not say it.

    Of scans with a layer of text from another program one page is read; where that disagrees with
    the layer, all are. At most ``MOST_PAGES`` are read.
    """
    wanted = unreadable(pages, lost)
    layers = [number for number in layered(pages) if number not in wanted]
    if not wanted and not layers:
        return tuple(pages)
    if isinstance(scanner, Asking):
        raise PagesWanted(min(len(wanted) + len(layers), MOST_PAGES))
    by_number = {page.number: page for page in pages}
    found = dict(scanner.scans(document, wanted[:MOST_PAGES]))
    if layers:
        trial = scanner.scans(document, layers[:1])
        if any(_disagrees(scan, by_number[number]) for number, scan in trial.items()):
            room = max(MOST_PAGES - len(found) - 1, 0)
            found |= {**trial, **scanner.scans(document, layers[1:][:room])}
    return _replaced(pages, found)


def _disagrees(scan: Scan, page: PageText) -> bool:
    """Whether a recognition that is sure of itself has other words than a page's text."""
    ours = Counter(words_of(" ".join(line.text for line in scan.lines)))
    theirs = Counter(words_of(" ".join(run.text for run in page.runs)))
    return scan.confidence > _SURE and (ours & theirs).total() < _AGREES * ours.total()


def _replaced(pages: Sequence[PageText], scans: Mapping[int, Scan]) -> tuple[PageText, ...]:
    numbers = [number for number, scan in scans.items() for _ in scan.lines]
    lines = [line for scan in scans.values() for line in scan.lines]
    sizes = measured_sizes(lines)
    measured = [
        (size / scans[number].scale, len(line.text))
        for number, size, line in zip(numbers, sizes, lines, strict=True)
    ]
    styled = zip(numbers, lines, type_sizes(measured), are_bold(lines), strict=True)
    runs: dict[int, list[Run]] = {number: [] for number in scans}
    for number, line, size, bold in styled:
        runs[number].append(_run(line, size, bold, scans[number].scale))
    return tuple(
        _page(page, runs[page.number], scans[page.number]) if page.number in scans else page
        for page in pages
    )


def _page(page: PageText, runs: list[Run], scan: Scan) -> PageText:
    """A page with other text; upright, as it is shown."""
    width, height = page.shown
    rules = tuple(
        (left / scan.scale, top / scan.scale, right / scan.scale, bottom / scan.scale)
        for left, top, right, bottom in scan.rules
    )
    return replace(
        page, width=width, height=height, runs=runs, turn=0, turned=(), ocr=False, aside="",
        confidence=scan.confidence, rules=rules,
    )  # fmt: skip


def _run(line: TextLine, size: float, bold: bool, scale: float) -> Run:
    ink, text = line.ink, clean(line.text)
    words = [(left / scale, right / scale) for left, right in _words(line)]
    return Run(
        text, ink.left / scale, ink.top / scale, ink.right / scale, ink.bottom / scale,
        ink.base / scale, size, _BOLD if bold else _REGULAR, 0, "", True,
        cut=True,  # the line beside it may be another column's
        words=tuple(words) if len(words) == len(text.split()) else (),
    )  # fmt: skip


def _words(line: TextLine) -> Iterator[tuple[float, float]]:
    """From where to where the words of a line reach, in pixels: half a letter past their ends."""
    for match in _WORD.finditer(line.text if len(line.centers) == len(line.text) else ""):
        first, last = line.centers[match.start()], line.centers[match.end() - 1]
        letters = match.end() - match.start()
        half = (last - first) / (letters - 1) / 2 if letters > 1 else _HALF * line.ink.size
        yield max(first - half, line.ink.left), min(last + half, line.ink.right)

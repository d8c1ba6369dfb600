"""The tables of a PDF: for each caption of a table the region beside it, read into cells."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Collection, Iterable, Iterator, Sequence, Set
from dataclasses import dataclass, replace
from typing import Any

import pypdfium2.raw as pdfium

from assistant.documents.box import Box
from assistant.documents.document import Caption, Document
from assistant.documents.table import Table, TableCell
from assistant.readers.pdf.page.runs import PageText
from assistant.readers.pdf.page.view import Rectangle, as_shown
from assistant.readers.pdf.tables.drawing import drawing_of
from assistant.readers.pdf.tables.grid import Grid, grid_of
from assistant.readers.pdf.tables.regions import regions_of
from assistant.readers.pdf.tables.rows import MAYBE
from assistant.readers.pdf.tables.uncaptioned import uncaptioned_grids

_LABEL = re.compile(r"Table|表")
_WORD = re.compile(r"[^\W\d_]+")
_PARTED = re.compile(rf"([^\W\d_]+){MAYBE}(?=([^\W\d_]+))")
MOST_PAGES = 200  # whose tables are read; some ten a second at worst


def has_tables(captions: Iterable[Caption]) -> bool:
    """Whether one of the captions is a table's."""
    return any(_LABEL.match(caption.label) for caption in captions)


def tables_of(
    handle: Any, pages: Iterable[PageText], document: Document, celled: Collection[int] = ()
) -> Iterator[Table]:
    """The tables of an open PDF in the order of their pages.

    ``pages`` are its pages as they were read, ``document`` what was made of them; on those whose
    numbers are ``celled``, with lines of cells, tables without a caption are looked for too.
    """
    wanted: defaultdict[int, list[Caption]] = defaultdict(list)
    for caption in document.captions:
        if _LABEL.match(caption.label) and caption.page is not None and caption.boxes:
            wanted[caption.page].append(caption)
    texts: defaultdict[int, list[Box]] = defaultdict(list)
    for _, sentence in document.sentences():
        for box in sentence.boxes:
            if box.page in wanted or box.page in celled:
                texts[box.page].append(box)
    others: defaultdict[int, list[Box]] = defaultdict(list)
    for caption in document.captions:
        for box in caption.boxes if not _LABEL.match(caption.label) else ():
            others[box.page].append(box)
    chosen = frozenset(sorted({*wanted, *celled})[:MOST_PAGES])
    known = {word for text in _texts(document) for word in _WORD.findall(text.lower())}
    for page in pages:
        if page.number in chosen:
            loaded = pdfium.FPDF_LoadPage(handle, page.number - 1)
            if loaded:
                around = _Around(
                    wanted[page.number], texts[page.number], others[page.number],
                    page.number in celled,
                )  # fmt: skip
                try:
                    for table in _of_page(loaded, page, around):
                        yield replace(table, cells=tuple(_whole_words(table.cells, known)))
                finally:
                    pdfium.FPDF_ClosePage(loaded)


def _texts(document: Document) -> Iterator[str]:
    yield from (sentence.text for _, sentence in document.sentences())
    yield from (caption.text for caption in document.captions)


def _whole_words(cells: Iterable[TableCell], known: Set[str]) -> Iterator[TableCell]:
    """Cells whose hyphens at ends of lines are gone where the text has the word without one."""
    for cell in cells:
        text = _PARTED.sub(
            lambda m: m[1] + ("" if (m[1] + m[2]).lower() in known else "-"), cell.text
        )
        yield replace(cell, text=text.replace(MAYBE, "-"))


@dataclass(frozen=True)
class _Around:
    """What is known of a page: its tables' captions, the boxes of running text and of figures'
    captions, and whether there are lines of cells on it."""

    captions: Sequence[Caption]
    prose: Sequence[Box]
    figures: Sequence[Box]
    celled: bool


def _of_page(loaded: Any, page: PageText, around: _Around) -> Iterator[Table]:
    for frame in (page, *page.turned):
        mine = [caption for caption in around.captions if _stands_in(caption, frame)]
        if not mine and not around.celled:
            continue
        drawing = drawing_of(loaded, frame)
        boxes = [_whole([_in_frame(box, frame) for box in caption.boxes]) for caption in mine]
        figures = [_in_frame(box, frame) for box in around.figures]
        prose = [_in_frame(box, frame) for box in around.prose]
        regions = regions_of(drawing, boxes, [*prose, *figures])
        grids = [
            (caption, grid_of(drawing, region))
            for caption, region in zip(mine, regions, strict=True)
            if region is not None
        ]
        if around.celled:
            kept = [region for region in regions if region is not None]
            loose = uncaptioned_grids(drawing, kept, [*boxes, *figures], prose)
            grids += [(Caption("", "", frame.number), grid) for grid in loose]
        for caption, grid in grids:
            table = _table(caption, grid, frame) if grid is not None else None
            if table is not None and table.is_readable:
                yield table


def _table(caption: Caption, grid: Grid, frame: PageText) -> Table:
    cells = tuple(
        TableCell(cell.text, cell.row, cell.column, 1, cell.columns, _shown(cell.box, frame))
        for cell in grid.cells
    )
    return Table(
        caption.label, caption.text, cells, grid.header_rows, grid.header_columns, caption.page
    )


def _stands_in(caption: Caption, frame: PageText) -> bool:
    """Whether a caption is set in a frame: some of its words are in the frame's runs."""
    left, top, right, bottom = _in_frame(caption.boxes[0], frame)
    return any(
        run.size
        and left - 1 <= (run.left + run.right) / 2 <= right + 1
        and top - 1 <= (run.top + run.bottom) / 2 <= bottom + 1
        for run in frame.runs
    )


def _in_frame(box: Box, frame: PageText) -> Rectangle:
    """A box of the page as shown, in points of a frame."""
    shown = (box.left, box.top, box.right, box.bottom)
    left, top, right, bottom = as_shown(shown, -frame.turn % 4)
    return (
        left * frame.width, top * frame.height, right * frame.width, bottom * frame.height
    )  # fmt: skip


def _shown(box: Rectangle, frame: PageText) -> Box | None:
    """A box in points of a frame as one of the page shown."""
    left, top, right, bottom = box
    width, height = max(frame.width, 1.0), max(frame.height, 1.0)
    framed = (left / width, top / height, right / width, bottom / height)
    x0, y0, x1, y1 = (round(min(max(e, 0.0), 1.0), 5) for e in as_shown(framed, frame.turn))
    return Box(frame.number, x0, y0, x1, y1) if x0 < x1 and y0 < y1 else None


def _whole(boxes: Sequence[Rectangle]) -> Rectangle:
    return (
        min(box[0] for box in boxes),
        min(box[1] for box in boxes),
        max(box[2] for box in boxes),
        max(box[3] for box in boxes),
    )

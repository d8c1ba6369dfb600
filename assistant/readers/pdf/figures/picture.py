"""The picture of a figure, cut out of its page."""

from __future__ import annotations

import ctypes
from collections.abc import Iterator, Sequence
from typing import Any

import numpy as np
import pypdfium2.raw as pdfium

from assistant.errors import SourceError
from assistant.readers.pdf.figures.place import Sheet, band_beside, figure_place
from assistant.readers.pdf.page.opening import open_pdf
from assistant.readers.pdf.page.view import Rectangle, View
from assistant.readers.pdf.page_image import page_pixels, png

Fractions = Sequence[float]
MOST_OBJECTS = 20_000  # of a page; what comes after them is not looked at
_SCALE = 2.5  # pixels a point
_WIDEST = 2400  # pixels of the page that a picture is cut from
_INK = 245  # grey levels; what is darker is drawn
_MARGIN = 6  # pixels of white around a picture
_LEAST = 24  # pixels; less is no picture
_DRAWN = (pdfium.FPDF_PAGEOBJ_PATH, pdfium.FPDF_PAGEOBJ_IMAGE, pdfium.FPDF_PAGEOBJ_SHADING,
          pdfium.FPDF_PAGEOBJ_FORM)  # fmt: skip


def figure_png(
    data: bytes,
    name: str,
    page: int,
    *,
    label: str,
    caption: Fractions,
    prose: Sequence[Fractions] = (),
    captions: Sequence[Fractions] = (),
    password: str | None = None,
) -> bytes:
    """The figure of a caption on a page, counted from 1, as PNG.

    ``caption``, ``captions``, which are all of the page's, and ``prose``, which is its lines of
    text, are (left, top, right, bottom) as fractions of the page's size from its top left corner.
    Raises EncryptedSource, UnreadableSource, or SourceError where nothing is drawn beside it.
    """
    with open_pdf(data, name, password) as handle:
        loaded = pdfium.FPDF_LoadPage(handle, page - 1) if page > 0 else None
        if not loaded:
            raise SourceError(
                "Page {page} of '{name}' is damaged and cannot be drawn.", page=page, name=name
            )
        try:
            picture = _cut(loaded, caption, prose, captions)
        finally:
            pdfium.FPDF_ClosePage(loaded)
    if picture is None:
        raise SourceError(
            "No picture of {label} was found on page {page} of '{name}'. Look at the whole page.",
            label=label,
            page=page,
            name=name,
        )
    return png(picture)


def _cut(
    page: Any, caption: Fractions, prose: Sequence[Fractions], captions: Sequence[Fractions]
) -> np.ndarray | None:
    view = View(page)
    width, height = view.width, view.height
    if not (width > 0 and height > 0):
        return None

    def points(box: Fractions) -> Rectangle:
        return box[0] * width, box[1] * height, box[2] * width, box[3] * height

    drawings = tuple(_boxes(page, view, _DRAWN))
    sheet = Sheet(
        width, height, drawings, tuple(_boxes(page, view, (pdfium.FPDF_PAGEOBJ_TEXT,))),
        tuple(map(points, prose)), tuple(map(points, captions)),
    )  # fmt: skip
    place = figure_place(sheet, points(caption))
    if place is None and any(
        (b[2] - b[0]) * (b[3] - b[1]) > 0.5 * width * height for b in drawings
    ):
        place = band_beside(sheet, points(caption))  # a scan
    if place is None:
        return None
    pixels = page_pixels(page, min(_WIDEST, round(_SCALE * width)))
    scale = pixels.shape[1] / width
    left, top, right, bottom = (max(0, round(edge * scale)) for edge in place)
    return _trimmed(pixels[top:bottom, left:right])


def _boxes(page: Any, view: View, kinds: Sequence[int]) -> Iterator[Rectangle]:
    """The boxes of a page's objects of some kinds, in points of the page as shown."""
    edges = [ctypes.c_float() for _ in range(4)]
    for place in range(min(pdfium.FPDFPage_CountObjects(page), MOST_OBJECTS)):
        item = pdfium.FPDFPage_GetObject(page, place)
        if pdfium.FPDFPageObj_GetType(item) not in kinds:
            continue
        if pdfium.FPDFPageObj_GetBounds(item, *map(ctypes.byref, edges)):
            left, bottom, right, top = (edge.value for edge in edges)
            yield view.box(left, top, right, bottom)


def _trimmed(pixels: np.ndarray) -> np.ndarray | None:
    """A picture without the white around it; None of one that is white all over or tiny."""
    dark = pixels.min(axis=2) < _INK
    rows, columns = np.flatnonzero(dark.any(axis=1)), np.flatnonzero(dark.any(axis=0))
    if len(rows) < 1 or rows[-1] - rows[0] < _LEAST or columns[-1] - columns[0] < _LEAST:
        return None
    return pixels[
        max(rows[0] - _MARGIN, 0) : rows[-1] + _MARGIN,
        max(columns[0] - _MARGIN, 0) : columns[-1] + _MARGIN,
    ]

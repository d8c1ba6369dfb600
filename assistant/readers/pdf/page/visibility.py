"""Which text of a PDF page nobody can see, and the text layer of a scan."""

from __future__ import annotations

import ctypes
from typing import Any

import pypdfium2.raw as pdfium

from assistant.readers.pdf.page.view import Rectangle, View

INVISIBLE_MODE = 3  # PDF 32000-1, table 106: neither fill nor stroke
TINY = 2.0  # points
_WHITE = 240  # of 255 in each colour; on paper nobody sees it
_SEEN_ON = 235  # a ground no lighter than this shows white text
_LEAST_GROUND = 0.4  # of the letters' box; letters themselves cover about a quarter
_MOST_PIXELS = 4_000_000
_MOST_OBJECTS = 20_000
_PAPER = 0xFFFFFFFF
_COLOUR = [ctypes.c_uint() for _ in range(4)]


def is_white(text_page: Any, at: int) -> bool:
    """Whether the character at ``at`` is white or without colour."""
    red, green, blue, alpha = _COLOUR
    if not pdfium.FPDFText_GetFillColor(text_page, at, red, green, blue, alpha):
        return False
    return alpha.value < 10 or min(red.value, green.value, blue.value) >= _WHITE


class Ground:
    """What a page looks like, to see white text on: grey pixels, one a point.

    Drawn rather than put together from its paths: a ground may be a thick line, a shading or an
    image, cut off or covered by something else.
    """

    def __init__(self, page: Any, view: View) -> None:
        area = max(view.width * view.height, 1.0)
        self._scale = min(1.0, (_MOST_PIXELS / area) ** 0.5)
        width = max(1, int(view.width * self._scale))
        height = max(1, int(view.height * self._scale))
        self._stride, self._pixels = 0, b""
        if width * height > 2 * _MOST_PIXELS:  # a page of no height or no width
            return
        bitmap = pdfium.FPDFBitmap_CreateEx(width, height, pdfium.FPDFBitmap_Gray, None, 0)
        if not bitmap:
            return
        try:
            pdfium.FPDFBitmap_FillRect(bitmap, 0, 0, width, height, _PAPER)
            pdfium.FPDF_RenderPageBitmap(bitmap, page, 0, 0, width, height, 0, 0)
            self._stride = pdfium.FPDFBitmap_GetStride(bitmap)
            self._pixels = ctypes.string_at(
                pdfium.FPDFBitmap_GetBuffer(bitmap), self._stride * height
            )
        finally:
            pdfium.FPDFBitmap_Destroy(bitmap)

    def shows_white(self, box: Rectangle) -> bool:
        """Whether white letters in a box of the page as shown stand on a darker ground."""
        left, top, right, bottom = (max(0, int(edge * self._scale)) for edge in box)
        right = min(max(right, left + 1), self._stride)
        dark = total = 0
        for row in range(top, max(bottom, top + 1)):
            pixels = self._pixels[row * self._stride + left : row * self._stride + right]
            dark += sum(pixel < _SEEN_ON for pixel in pixels)
            total += len(pixels)
        return total > 0 and dark > _LEAST_GROUND * total


def images_of(page: Any, view: View) -> list[Rectangle]:
    """Where images stand on a page as shown."""
    images: list[Rectangle] = []
    edges = [ctypes.c_float() for _ in range(4)]
    for place in range(min(pdfium.FPDFPage_CountObjects(page), _MOST_OBJECTS)):
        item = pdfium.FPDFPage_GetObject(page, place)
        if pdfium.FPDFPageObj_GetType(item) != pdfium.FPDF_PAGEOBJ_IMAGE:
            continue
        if pdfium.FPDFPageObj_GetBounds(item, *edges):
            left, bottom, right, top = (edge.value for edge in edges)
            images.append(view.box(left, top, right, bottom))
    return images


def shape_count(page: Any) -> int:
    """How many things that are no text a page draws, at most 20,000."""
    places = range(min(pdfium.FPDFPage_CountObjects(page), _MOST_OBJECTS))
    kinds = (pdfium.FPDFPageObj_GetType(pdfium.FPDFPage_GetObject(page, at)) for at in places)
    return sum(kind != pdfium.FPDF_PAGEOBJ_TEXT for kind in kinds)


def covered_share(images: list[Rectangle], view: View) -> float:
    """The share of a page that its images cover, overlaps counted twice."""
    area = view.width * view.height
    covered = sum((right - left) * (bottom - top) for left, top, right, bottom in images)
    return covered / area if area > 0 else 0.0

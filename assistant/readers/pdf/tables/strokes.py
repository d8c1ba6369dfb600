"""The straight lines that a page draws: strokes, and filled shapes so thin that they look so."""

from __future__ import annotations

import ctypes
from collections.abc import Iterator
from typing import Any

import pypdfium2.raw as pdfium

from assistant.readers.pdf.page.view import Rectangle, View

# What one page may hold; a drawing of more is no table.
MOST_OBJECTS = 20_000
MOST_SEGMENTS = 40_000
THIN = 2.6  # points; a filled shape no thicker is a rule
_DEEPEST = 3  # forms within forms


def strokes_of(page: Any, view: View, rotation: int) -> Iterator[Rectangle]:
    """The boxes of a page's straight lines and thin filled shapes in a frame."""
    matrix = (1.0, 0.0, 0.0, 1.0, 0.0, 0.0)
    count = pdfium.FPDFPage_CountObjects(page)
    left = [MOST_OBJECTS, MOST_SEGMENTS]
    for place in range(min(count, MOST_OBJECTS)):
        item = pdfium.FPDFPage_GetObject(page, place)
        for x0, y0, x1, y1 in _lines_of(item, matrix, 0, left):
            yield view.box(min(x0, x1), max(y0, y1), max(x0, x1), min(y0, y1), rotation)


_Matrix = tuple[float, float, float, float, float, float]


def _lines_of(item: Any, outer: _Matrix, depth: int, left: list[int]) -> Iterator[Rectangle]:
    """The straight lines of a page's object and of what is in it, in the page's coordinates."""
    left[0] -= 1
    if left[0] < 0 or left[1] < 0:
        return
    kind = pdfium.FPDFPageObj_GetType(item)
    if kind == pdfium.FPDF_PAGEOBJ_PATH:
        yield from _segments(item, _times(_matrix_of(item), outer), left)
    elif kind == pdfium.FPDF_PAGEOBJ_FORM and depth < _DEEPEST:
        inner = _times(_matrix_of(item), outer)
        for place in range(min(pdfium.FPDFFormObj_CountObjects(item), MOST_OBJECTS)):
            yield from _lines_of(pdfium.FPDFFormObj_GetObject(item, place), inner, depth + 1, left)


def _matrix_of(item: Any) -> _Matrix:
    matrix = pdfium.FS_MATRIX()
    if not pdfium.FPDFPageObj_GetMatrix(item, ctypes.byref(matrix)):
        return 1.0, 0.0, 0.0, 1.0, 0.0, 0.0
    return matrix.a, matrix.b, matrix.c, matrix.d, matrix.e, matrix.f


def _times(first: _Matrix, then: _Matrix) -> _Matrix:
    a, b, c, d, e, f = first
    p, q, r, s, t, u = then
    return (
        a * p + b * r, a * q + b * s, c * p + d * r, c * q + d * s,
        e * p + f * r + t, e * q + f * s + u,
    )  # fmt: skip


def _segments(path: Any, matrix: _Matrix, left: list[int]) -> Iterator[Rectangle]:
    """The straight segments of a path that is drawn; a thin filled shape is one segment."""
    fill, stroke = ctypes.c_int(), pdfium.FPDF_BOOL()
    pdfium.FPDFPath_GetDrawMode(path, ctypes.byref(fill), ctypes.byref(stroke))
    if not fill.value and not stroke.value:
        return
    points: list[tuple[float, float]] = []
    lines: list[Rectangle] = []
    x, y = ctypes.c_float(), ctypes.c_float()
    a, b, c, d, e, f = matrix
    first = (0.0, 0.0)
    count = pdfium.FPDFPath_CountSegments(path)
    left[1] -= count
    if left[1] < 0:
        return
    for place in range(count):
        segment = pdfium.FPDFPath_GetPathSegment(path, place)
        if not pdfium.FPDFPathSegment_GetPoint(segment, ctypes.byref(x), ctypes.byref(y)):
            continue
        point = (a * x.value + c * y.value + e, b * x.value + d * y.value + f)
        kind = pdfium.FPDFPathSegment_GetType(segment)
        if kind == pdfium.FPDF_SEGMENT_MOVETO:
            first = point
        elif kind == pdfium.FPDF_SEGMENT_LINETO and points:
            lines.append((*points[-1], *point))
        points.append(point)
        if pdfium.FPDFPathSegment_GetClose(segment) and point != first:
            lines.append((*point, *first))
    if not points:
        return
    across, up = [p[0] for p in points], [p[1] for p in points]
    box = (min(across), min(up), max(across), max(up))
    if min(box[2] - box[0], box[3] - box[1]) <= THIN:
        yield box
    elif stroke.value:
        yield from lines

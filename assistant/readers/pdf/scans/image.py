"""A page of a PDF as grey levels, at the resolution that its text is recognised at."""

from __future__ import annotations

import ctypes
from typing import Any

import numpy as np
import pypdfium2.raw as pdfium

_SCALE = 200 / 72  # 200 dots an inch: at 300 as many errors, at 150 a few more
_MOST_PIXELS = 6_000_000  # A4 has 3.9 million
_LEAST_SIDE = 16
_WHITE = 0xFFFFFFFF


def page_levels(page: Any) -> tuple[np.ndarray, float]:
    """A loaded page, uint8, (height, width), and how many pixels a point has.

    Pages larger than a sheet get fewer pixels a point. Of a page without height or width there is
    nothing: an array without pixels.
    """
    across, down = pdfium.FPDF_GetPageWidthF(page), pdfium.FPDF_GetPageHeightF(page)
    if not (across > 0 and down > 0):
        return np.zeros((0, 0), dtype=np.uint8), _SCALE
    scale = min(_SCALE, (_MOST_PIXELS / (across * down)) ** 0.5)
    width, height = int(across * scale), int(down * scale)
    if min(width, height) < _LEAST_SIDE or width * height > _MOST_PIXELS:
        return np.zeros((0, 0), dtype=np.uint8), scale
    bitmap = pdfium.FPDFBitmap_CreateEx(width, height, pdfium.FPDFBitmap_Gray, None, 0)
    if not bitmap:
        raise MemoryError
    try:
        pdfium.FPDFBitmap_FillRect(bitmap, 0, 0, width, height, _WHITE)
        pdfium.FPDF_RenderPageBitmap(bitmap, page, 0, 0, width, height, 0, pdfium.FPDF_ANNOT)
        stride = pdfium.FPDFBitmap_GetStride(bitmap)
        buffer = ctypes.string_at(pdfium.FPDFBitmap_GetBuffer(bitmap), stride * height)
    finally:
        pdfium.FPDFBitmap_Destroy(bitmap)
    return np.frombuffer(buffer, dtype=np.uint8).reshape(height, stride)[:, :width], scale

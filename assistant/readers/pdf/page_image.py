"""A page of a PDF as an image, with marked boxes."""

from __future__ import annotations

import ctypes
import struct
import zlib
from collections.abc import Sequence
from typing import Any

import numpy as np
import pypdfium2.raw as pdfium

from assistant.errors import SourceError
from assistant.readers.pdf.page.opening import open_pdf

MOST_PIXELS = 40_000_000
MARK = (255, 232, 120)  # multiplied into the page, as a marker pen does
_WHITE = 0xFFFFFFFF


def page_png(
    data: bytes,
    name: str,
    page: int,
    *,
    width: int,
    boxes: Sequence[Sequence[float]] = (),
    password: str | None = None,
) -> bytes:
    """Page ``page``, counted from 1, as PNG, ``width`` pixels wide.

    ``boxes`` are (left, top, right, bottom) as fractions of the page's size from its top left
    corner; they are marked. Raises EncryptedSource, UnreadableSource, or SourceError without such
    a page.
    """
    with open_pdf(data, name, password) as handle:
        count = pdfium.FPDF_GetPageCount(handle)
        if not 1 <= page <= count:
            raise SourceError(
                "No page {page} in '{name}': it has pages 1 to {count}.",
                page=page,
                name=name,
                count=count,
            )
        loaded = pdfium.FPDF_LoadPage(handle, page - 1)
        if not loaded:
            raise SourceError(
                "Page {page} of '{name}' is damaged and cannot be drawn.", page=page, name=name
            )
        try:
            pixels = page_pixels(loaded, width)
        finally:
            pdfium.FPDF_ClosePage(loaded)
    for box in boxes:
        _mark(pixels, box)
    return png(pixels)


def page_pixels(page: Any, width: int) -> np.ndarray:
    """The page as RGB, uint8, shape (height, width, 3); tall pages get narrower."""
    across, down = pdfium.FPDF_GetPageWidthF(page), pdfium.FPDF_GetPageHeightF(page)
    ratio = down / across if across > 0 and down > 0 else 1.0
    width = max(1, min(width, int((MOST_PIXELS / ratio) ** 0.5)))
    height = max(1, min(round(width * ratio), MOST_PIXELS // width))
    bitmap = pdfium.FPDFBitmap_Create(width, height, 0)
    if not bitmap:
        raise MemoryError
    try:
        pdfium.FPDFBitmap_FillRect(bitmap, 0, 0, width, height, _WHITE)
        flags = pdfium.FPDF_ANNOT | pdfium.FPDF_LCD_TEXT
        pdfium.FPDF_RenderPageBitmap(bitmap, page, 0, 0, width, height, 0, flags)
        stride = pdfium.FPDFBitmap_GetStride(bitmap)
        buffer = ctypes.string_at(pdfium.FPDFBitmap_GetBuffer(bitmap), stride * height)
    finally:
        pdfium.FPDFBitmap_Destroy(bitmap)
    rows = np.frombuffer(buffer, dtype=np.uint8).reshape(height, stride)[:, : 4 * width]
    return rows.reshape(height, width, 4)[:, :, 2::-1].copy()  # blue, green, red, unused


def _mark(pixels: np.ndarray, box: Sequence[float]) -> None:
    height, width, _ = pixels.shape
    left, top, right, bottom = (min(1.0, max(0.0, value)) for value in box)
    part = pixels[
        int(top * height) : int(np.ceil(bottom * height)),
        int(left * width) : int(np.ceil(right * width)),
    ]
    part[:] = (part.astype(np.uint16) * np.array(MARK, dtype=np.uint16) // 255).astype(np.uint8)


def png(pixels: np.ndarray) -> bytes:
    """RGB pixels, uint8, shape (height, width, 3), as a PNG file."""
    height, width, _ = pixels.shape
    rows = np.zeros((height, 1 + 3 * width), dtype=np.uint8)
    rows[:, 1:] = pixels.reshape(height, -1)
    # Each row as its difference to the one above (filter 2): pages are mostly white.
    rows[1:, 1:] -= pixels.reshape(height, -1)[:-1]
    rows[:, 0] = 2
    header = struct.pack(">IIBBBBB", width, height, 8, 2, 0, 0, 0)
    return b"".join((
        b"\x89PNG\r\n\x1a\n",
        _part(b"IHDR", header),
        _part(b"IDAT", zlib.compress(rows.tobytes(), 6)),
        _part(b"IEND", b""),
    ))  # fmt: skip


def _part(kind: bytes, data: bytes) -> bytes:
    return struct.pack(">I", len(data)) + kind + data + struct.pack(">I", zlib.crc32(kind + data))

"""A PDF's file: opened, mended where its trailer is cut off, its properties and bookmarks."""

from __future__ import annotations

import ctypes
import re
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

import pypdfium2.raw as pdfium

from assistant.errors import EncryptedSource, UnreadableSource
from assistant.readers.pdf.headings import OutlineEntry


@contextmanager
def open_pdf(data: bytes, name: str, password: str | None) -> Iterator[Any]:
    """pdfium's handle of a document, closed afterwards."""
    config = pdfium.FPDF_LIBRARY_CONFIG(version=2)
    pdfium.FPDF_InitLibraryWithConfig(config)
    secret = password.encode() if password else None
    buffer = (ctypes.c_ubyte * len(data)).from_buffer_copy(data)
    handle = pdfium.FPDF_LoadMemDocument64(buffer, len(data), secret)
    code = 0 if handle else pdfium.FPDF_GetLastError()
    if code == pdfium.FPDF_ERR_FORMAT and (mended := _with_trailer(data)):
        buffer = (ctypes.c_ubyte * len(mended)).from_buffer_copy(mended)
        handle = pdfium.FPDF_LoadMemDocument64(buffer, len(mended), secret)
    if not handle:
        if code == pdfium.FPDF_ERR_PASSWORD:
            wanted = "is wrong" if password else "is needed"
            raise EncryptedSource(
                "'{name}' is encrypted: a password {wanted}. Add it again with its password "
                "(--password on the command line).",
                name=name,
                wanted=wanted,
            )
        if code == pdfium.FPDF_ERR_SECURITY:
            raise EncryptedSource(
                "'{name}' is encrypted in a way that cannot be undone here.", name=name
            )
        raise UnreadableSource(
            "'{name}' is damaged: it has no readable PDF structure. Download or export it again.",
            name=name,
        )
    try:
        yield handle
    finally:
        pdfium.FPDF_CloseDocument(handle)


def _with_trailer(data: bytes) -> bytes | None:
    """A file cut off before its trailer, with one that points to its catalogue; None without."""
    roots = re.findall(rb"(\d+)\s+(\d+)\s+obj\s*<<[^>]{0,300}/Type\s*/Catalog\b", data)
    if not roots:
        return None
    return data + b"\nendobj\ntrailer\n<</Root %s %s R>>\n%%%%EOF\n" % roots[-1]


def outline(handle: Any) -> Iterator[OutlineEntry]:
    """The bookmarks, at most 2,000 and ten levels deep; damaged trees may run in circles."""
    seen: set[int] = set()

    def walk(parent: Any, level: int) -> Iterator[OutlineEntry]:
        mark = pdfium.FPDFBookmark_GetFirstChild(handle, parent)
        while mark and len(seen) < 2000 and level <= 10:
            key = ctypes.cast(mark, ctypes.c_void_p).value or 0
            if key in seen:
                return
            seen.add(key)
            size = pdfium.FPDFBookmark_GetTitle(mark, None, 0)
            buffer = ctypes.create_string_buffer(max(size, 2))
            pdfium.FPDFBookmark_GetTitle(mark, buffer, size)
            title = buffer.raw[: max(size - 2, 0)].decode("utf-16-le", errors="replace")
            target = pdfium.FPDFBookmark_GetDest(handle, mark)
            page = pdfium.FPDFDest_GetDestPageIndex(handle, target) if target else -1
            yield OutlineEntry(title.strip(), level, page + 1 if page >= 0 else None)
            yield from walk(mark, level + 1)
            mark = pdfium.FPDFBookmark_GetNextSibling(handle, mark)

    yield from walk(None, 1)

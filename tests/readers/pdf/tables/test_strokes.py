"""Lines that a page draws."""

from __future__ import annotations

import pypdfium2.raw as pdfium

from assistant.readers.pdf.page.opening import open_pdf
from assistant.readers.pdf.page.view import View
from assistant.readers.pdf.tables.strokes import strokes_of
from tests.readers.pdf_writer import HEIGHT, Page, pdf


def test_sides_of_a_drawn_rectangle_and_thin_shapes() -> None:
    page = Page().box(50, 300, 200, 1, 0).box(50, 400, 200, 40, 0.5)
    page.operators.append(f"100 {HEIGHT - 200} 80 30 re S".encode())
    with open_pdf(pdf([page]), "page.pdf", None) as handle:
        loaded = pdfium.FPDF_LoadPage(handle, 0)
        found = [tuple(map(round, box)) for box in strokes_of(loaded, View(loaded), 0)]
        pdfium.FPDF_ClosePage(loaded)
    assert sorted(found) == [
        (50, 300, 250, 301),
        (100, 170, 100, 200),
        (100, 170, 180, 170),
        (100, 200, 180, 200),
        (180, 170, 180, 200),
    ]

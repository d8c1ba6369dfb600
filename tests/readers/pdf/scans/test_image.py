"""Pages as grey levels."""

from __future__ import annotations

import pypdfium2.raw as pdfium
import pytest

from assistant.readers.pdf.page.opening import open_pdf
from assistant.readers.pdf.scans.image import page_levels
from tests.readers.ocr.pages import printed
from tests.readers.pdf_writer import pdf


@pytest.mark.parametrize(
    ("box", "most"),
    [(b"[0 0 600 800]", 4e6), (b"[0 0 14400 14400]", 6e6), (b"[0 0 1 14400]", 6e6),
     (b"[0 0 0.001 14400]", 0)],
)  # fmt: skip
def test_a_page_of_any_size_has_a_bounded_image(box: bytes, most: float) -> None:
    data = pdf([printed()]).replace(b"[0 0 600 800]", box)
    with open_pdf(data, "test.pdf", None) as handle:
        page = pdfium.FPDF_LoadPage(handle, 0)
        levels, scale = page_levels(page)
        pdfium.FPDF_ClosePage(page)
    assert levels.size <= most and scale > 0


def test_a_page_is_white_with_black_letters() -> None:
    with open_pdf(pdf([printed()]), "test.pdf", None) as handle:
        page = pdfium.FPDF_LoadPage(handle, 0)
        levels, scale = page_levels(page)
        pdfium.FPDF_ClosePage(page)
    assert levels.shape == (int(800 * scale), int(600 * scale))
    assert levels[0, 0] == 255 and levels.min() < 60
    assert 0.9 < (levels > 200).mean() < 1

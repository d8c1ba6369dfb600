"""The writer of plain PDFs: pages that a reader reads back."""

from __future__ import annotations

from evals.bench.pdf_writer import pages_of, pdf


def test_a_written_pdf_can_be_read_page_by_page() -> None:
    import pypdfium2

    pages = pages_of(["Rivers (and lakes) flow \\ downhill. " * 5], 3)
    document = pypdfium2.PdfDocument(pdf(pages))
    assert len(document) == 3
    text = document[1].get_textpage().get_text_range()
    assert "Rivers (and lakes) flow \\ downhill." in text
    assert len(text) > 1000
    document.close()

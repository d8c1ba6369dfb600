"""Documents out of scans: pages recognised, and put in runs like any other."""

from __future__ import annotations

from pathlib import Path

import pypdfium2.raw as pdfium
import pytest
from rapidfuzz.distance import Levenshtein

from assistant.documents.document import Document
from assistant.readers import read_bytes
from assistant.readers.ocr.demand import PagesWanted
from assistant.readers.ocr.networks import Networks
from assistant.readers.pdf.lines import lines_of
from assistant.readers.pdf.page.opening import open_pdf
from assistant.readers.pdf.page.runs import TextReader
from assistant.readers.pdf.scans.recognition import Asking, Reading, with_scans
from assistant.readers.pdf.tables.drawing import drawing_of
from evals.bench.bare_pdf import page_levels
from evals.datasets.scans import Picture, image_pdf, scan_of
from tests.readers.ocr.pages import PROSE, TITLE, printed
from tests.readers.pdf.test_reader import LEFT, RIGHT
from tests.readers.pdf_writer import Page, pdf


@pytest.fixture(scope="module")
def scanner(weights: Path) -> Reading:
    return Reading(Networks(weights, 1))


@pytest.fixture(scope="module")
def document(scanner: Reading) -> Document:
    """A page with text of its own and the scan of another one."""
    scan = scan_of(pdf([printed()]), [1], 200)
    return read_bytes(scan, "scan.pdf", scanner=scanner)


def test_a_scan_has_title_heading_and_sentences(document: Document) -> None:
    assert document.title == TITLE
    assert [section.title for section in document.sections if section.kind != "front"] == [
        "1 Introduction"
    ]
    body = [s.text for section, s in document.sentences() if section.kind == "introduction"]
    text = " ".join(body)
    wanted = " ".join(PROSE)
    assert Levenshtein.distance(text, wanted) < 0.02 * len(wanted)
    assert document.readable_share > 0.95


def test_it_says_which_pages_were_recognised_and_how_surely(document: Document) -> None:
    (page,) = document.recognition
    assert page.page == 1 and 0.95 < page.confidence <= 1
    assert any("page 1: text was recognised from the image" in w for w in document.warnings)


def test_sentences_have_boxes_on_the_image(document: Document) -> None:
    first = next(s for _, s in document.sentences() if s.text.startswith("A scan"))
    box = first.boxes[0]
    assert box.left == pytest.approx(0.1, abs=0.005)
    assert box.top < 180 / 800 < box.bottom + 0.002


def test_pages_with_text_keep_it_and_are_not_asked_for(scanner: Reading) -> None:
    data = pdf([printed()])
    assert read_bytes(data, "a.pdf", scanner=Asking()) == read_bytes(data, "a.pdf")
    with pytest.raises(PagesWanted) as wanted:
        read_bytes(pdf([printed(), Page().scan(), Page().scan()]), "b.pdf", scanner=Asking())
    assert wanted.value.count == 2


def test_an_image_without_text_is_no_page_that_was_missed(scanner: Reading) -> None:
    found = read_bytes(pdf([printed(), Page().scan()]), "a.pdf", scanner=scanner)
    assert found.recognition == () and found.readable_share == 1


def layered(lines: list[str]) -> bytes:
    """The image of a page with these lines as its invisible layer of text."""
    levels, width, height = page_levels(pdf([printed()]), 1, 200)
    scan = image_pdf([Picture(levels, width, height)])
    shown = b"".join(
        b" BT 3 Tr /F 11 Tf 1 0 0 1 60 %d Tm (%s) Tj ET" % (620 - 14 * at, line.encode())
        for at, line in enumerate(lines)
    )
    drawn = b"q 600.00 0 0 800.00 0 0 cm /I Do Q"
    font = b"/Font<</F<</Type/Font/Subtype/Type1/BaseFont/Times-Roman>>>>/XObject"
    stream = b"/Length %d>>stream\n" % len(drawn)
    assert drawn in scan
    scan = scan.replace(
        stream + drawn, b"/Length %d>>stream\n" % len(drawn + shown) + drawn + shown
    )
    return scan.replace(b"/XObject<</I", font + b"<</I")


def test_a_layer_of_text_that_agrees_with_the_image_is_kept(scanner: Reading) -> None:
    found = read_bytes(layered([TITLE, "1 Introduction", *PROSE]), "a.pdf", scanner=scanner)
    assert found.recognition == ()
    assert "recognition of a scan" in found.warnings[-1]


def test_a_layer_of_text_that_is_wrong_is_replaced(scanner: Reading) -> None:
    wrong = [line.translate(str.maketrans("aeiost", "oc1u5f")) for line in PROSE]
    found = read_bytes(layered(wrong), "a.pdf", scanner=scanner)
    assert found.title == TITLE and len(found.recognition) == 1


def test_words_are_where_they_stand_on_the_image(scanner: Reading) -> None:
    data = pdf([printed()])
    wanted = words(data)
    found = words(scan_of(data, [1], 200), scanner)
    assert len(found) == len(wanted)
    off = [
        abs(edge - other)
        for (text, *edges), (same, *others) in zip(found, wanted, strict=True)
        if text == same
        for edge, other in zip(edges, others, strict=True)
    ]
    assert len(off) > 1.8 * len(wanted)
    assert sum(off) / len(off) < 1.8, "points; shares of the line's letters are off by 2.6"


def words(data: bytes, scanner: Reading | None = None) -> list[tuple[str, float, float]]:
    """The words of a PDF's first page from the top down, each with its left and right edge."""
    with open_pdf(data, "a.pdf", None) as handle:
        page = TextReader(handle).page(0)
        assert page is not None
        if scanner is not None:
            (page,) = with_scans(handle, [page], 0.0, scanner)
        loaded = pdfium.FPDF_LoadPage(handle, 0)
        drawn = drawing_of(loaded, page).words
        pdfium.FPDF_ClosePage(loaded)
    ordered = sorted(drawn, key=lambda word: (round(word.base / 6), word.left))
    return [(word.text, word.left, word.right) for word in ordered]


def test_columns_with_a_narrow_gap_are_lines_of_their_own(scanner: Reading) -> None:
    page = Page()
    page.lines(60, 100, [LEFT[4]] * 9, size=10)
    page.lines(265, 100, [RIGHT[4]] * 9, size=10)
    with open_pdf(scan_of(pdf([page]), [1], 200), "scan.pdf", None) as handle:
        found = TextReader(handle).page(0)
        assert found is not None
        (read,) = with_scans(handle, [found], 0.0, scanner)
    assert len(lines_of(read)) == 18

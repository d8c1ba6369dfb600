"""Word documents: python-docx writes them, and what it cannot write is written as XML."""

from __future__ import annotations

import io

import docx
import pytest
from docx.shared import Pt, RGBColor

from assistant.errors import UnreadableSource
from assistant.readers import read_bytes
from evals.datasets.office_files import ABSTRACT, AUTHORS, SECTIONS, TITLE, zipped
from evals.datasets.office_files import docx as docx_bytes


def saved(document: object) -> bytes:
    made = io.BytesIO()
    document.save(made)  # type: ignore[attr-defined]
    return made.getvalue()


def texts(data: bytes) -> list[str]:
    return [sentence.text for _, sentence in read_bytes(data, "a.docx").sentences()]


def test_what_python_docx_writes_is_read() -> None:
    written = docx.Document()
    written.add_heading(TITLE, 0)
    written.add_paragraph(" and ".join(AUTHORS))
    written.add_heading("Abstract", 1)
    written.add_paragraph(ABSTRACT)
    written.add_heading("Data", 1)
    written.add_heading("Gauges", 2)
    written.add_paragraph("Read daily", style="List Bullet")
    table = written.add_table(1, 2)
    table.cell(0, 0).text, table.cell(0, 1).text = "Elbe", "1094 km"
    written.add_paragraph("Figure 1: A gauge.", style="Caption")
    found = read_bytes(saved(written), "survey.docx")
    assert (found.format, found.title, found.authors) == ("docx", TITLE, AUTHORS)
    assert found.abstract == ABSTRACT
    assert found.sections[-1].path == ("Data", "Gauges")
    assert [s.text for s in found.sections[-1].sentences] == ["Read daily", "Elbe | 1094 km"]
    assert [(c.label, c.text) for c in found.captions] == [("Figure 1", "A gauge.")]


def test_the_styles_of_other_programs_are_read() -> None:
    found = read_bytes(docx_bytes(), "survey")
    assert (found.title, found.authors, found.abstract) == (TITLE, AUTHORS, ABSTRACT)
    assert [s.title for s in found.sections] == ["Abstract", *(title for title, _ in SECTIONS)]
    assert found.references == ("[1] Ann Birch. On rivers. Water 3, 2001.",)


def test_a_text_without_styles_is_read_as_plain_text() -> None:
    written = docx.Document()
    for line in (TITLE, "Anna Lee, Bob Ray", "Abstract", ABSTRACT, "1 Introduction",
                 "Rivers carry water to the sea, and they have always done so."):  # fmt: skip
        written.add_paragraph(line)
    data = saved(written)
    found = read_bytes(data, "survey.docx")
    assert (found.title, found.authors) == (TITLE, AUTHORS)
    assert [section.title for section in found.sections] == ["Abstract", "1 Introduction"]
    assert (found.format, found.id) == ("docx", read_bytes(data, "other.docx").id)


def test_hidden_words_are_left_out_and_told() -> None:
    written = docx.Document()
    written.add_heading("Data", 1)
    paragraph = written.add_paragraph("Seen. ")
    runs = [paragraph.add_run(f"Obey all of words {n}. ") for n in range(3)]
    runs[0].font.hidden = True
    runs[1].font.color.rgb = RGBColor(255, 255, 255)
    runs[2].font.size = Pt(1)
    found = read_bytes(saved(written), "a.docx")
    assert [sentence.text for _, sentence in found.sentences()] == ["Seen."]
    assert [warning.partition(":")[0] for warning in found.warnings] == [
        "hidden text (set as hidden)", "hidden text (white)", "hidden text (tiny)",
    ]  # fmt: skip


def test_insertions_formulas_and_text_boxes_are_read_and_deletions_are_not() -> None:
    math = 'xmlns:m="http://schemas.openxmlformats.org/officeDocument/2006/math"'
    found = texts(
        docx_bytes(
            extra='<w:p><w:pPr><w:pStyle w:val="Heading1"/></w:pPr><w:r><w:t>More</w:t></w:r></w:p>'
            "<w:p><w:ins><w:r><w:t>Added words. </w:t></w:r></w:ins><w:del><w:r><w:delText>Gone."
            f"</w:delText></w:r></w:del><m:oMath {math}><m:sSub><m:e><m:r><m:t>x</m:t></m:r></m:e>"
            "<m:sub><m:r><m:t>i</m:t></m:r></m:sub></m:sSub></m:oMath><w:r><w:t> is small."
            "</w:t></w:r></w:p><w:p><w:r><w:pict><w:txbxContent><w:p><w:r><w:t>Boxed words."
            "</w:t></w:r></w:p></w:txbxContent></w:pict></w:r></w:p>"
        )
    )
    assert found[-2:] == ["Added words. x_i is small.", "Boxed words."]


def test_boxes_in_boxes_are_read_once() -> None:
    box = "<w:p><w:r><w:txbxContent>{}</w:txbxContent></w:r></w:p>"
    inner = "<w:p><w:r><w:t>Innermost words.</w:t></w:r></w:p>"
    for _ in range(40):
        inner = box.format(inner)
    assert texts(docx_bytes(extra=inner)).count("Innermost words.") == 1


def test_a_file_of_word_without_text_or_with_a_password_is_refused() -> None:
    with pytest.raises(UnreadableSource, match="no Word file that can be read"):
        read_bytes(zipped({"word/styles.xml": "<styles/>"}), "a.docx")
    with pytest.raises(UnreadableSource, match="protected with a password"):
        read_bytes(b"\xd0\xcf\x11\xe0 EncryptedPackage", "a.docx")

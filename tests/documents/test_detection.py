"""Which reader a source gets, and what is refused."""

from __future__ import annotations

import io
import zipfile

import pytest

from assistant.documents.detection import format_of
from assistant.errors import EmptySource, UnknownFormat
from assistant.readers import read_bytes
from evals.datasets import office_files
from tests.readers.pdf_writer import Page, pdf


def test_content_goes_before_the_suffix() -> None:
    assert format_of(pdf([Page()]), "survey.txt") == "pdf"
    assert format_of(b"<!DOCTYPE html><html><p>Hi</p></html>", "page.txt") == "html"
    assert format_of(b"# Notes", "notes.MD") == "markdown"


@pytest.mark.parametrize(
    ("data", "name", "what", "todo"),
    [
        (b"PK\x03\x04rest", "sheet.xlsx", "Excel", "Export it as a PDF"),
        (b"@article{a}", "refs.bib", "BibTeX", "the works that it lists"),
        (b"TY  - JOUR", "refs.ris", "RIS", "the works that it lists"),
        (b"{\\rtf1 words}", "paper.rtf", "RTF", "Export it as a PDF"),
        (b"bplist00", "page.webarchive", "Safari", "Save the page as HTML"),
        (b"\x89PNG\r\n", "figure.txt", "No reader", "Readable are PDF"),
        (b"a,b", "table.csv", "type '.csv'", "Readable are PDF"),
        (b"\x1f\x8b\x08", "paper.tar.gz", "an archive .gzip", "Unpack it"),
        (b"Rar!\x1a\x07\x01", "papers", "an archive .RAR", "Unpack it"),
    ],
)
def test_what_is_not_read_is_named_with_what_to_do(
    data: bytes, name: str, what: str, todo: str
) -> None:
    with pytest.raises(UnknownFormat, match=f"{what}.*{todo}"):
        read_bytes(data, name)


def zipped(files: dict[str, bytes]) -> bytes:
    made = io.BytesIO()
    with zipfile.ZipFile(made, "w", zipfile.ZIP_STORED) as archive:
        for name, data in files.items():
            archive.writestr(name, data)
    return made.getvalue()


@pytest.mark.parametrize("name", ["papers.zip", "papers.pdf", "papers", "https://x.org/papers"])
def test_an_archive_is_refused_with_what_is_in_it(name: str) -> None:
    data = zipped({"one.pdf": pdf([Page()]), "two.pdf": pdf([Page()])})
    with pytest.raises(UnknownFormat, match=r"an archive \(ZIP: one.pdf, two.pdf\). Unpack it"):
        read_bytes(data, name)


@pytest.mark.parametrize(
    ("data", "expected"),
    [
        (office_files.docx(), "docx"),
        (office_files.odt(), "odt"),
        (office_files.pptx(), "pptx"),
        (office_files.epub(), "epub"),
        (office_files.jats(), "jats"),
    ],
)
@pytest.mark.parametrize("name", ["survey", "survey.txt", "https://x.org/get?id=3"])
def test_documents_that_are_archives_or_xml_are_known_by_their_content(
    data: bytes, expected: str, name: str
) -> None:
    assert format_of(data, name) == expected


def test_of_a_cut_archive_its_start_or_its_name_tells() -> None:
    data = office_files.docx()[:700]
    assert format_of(data, "survey") == "docx"
    assert format_of(data[:40], "survey.docx") == "docx"


def test_other_office_documents_are_refused_by_name() -> None:
    data = zipped({"[Content_Types].xml": b"<a/>", "xl/workbook.xml": b"<a/>"})
    with pytest.raises(UnknownFormat, match=r"Excel.*Export it as a PDF"):
        read_bytes(data, "survey")


@pytest.mark.parametrize(
    ("data", "name", "expected"),
    [
        (b"Old forests store carbon.", "notes", "text"),
        (b"Old forests store carbon.", "Birch et al. 2021", "text"),
        ("老树储存碳。".encode("gb18030"), "笔记", "text"),
        ("木は炭素を蓄える。".encode("iso2022_jp"), "notes", "text"),
        (b"Notes\n\n# Old forests\n\nThey store carbon.", "README", "markdown"),
        (b"<div><p>Old forests store carbon.</p></div>", "page", "html"),
        (pdf([Page()]), "download", "pdf"),
    ],
)
def test_a_file_without_an_ending_is_known_by_its_content(
    data: bytes, name: str, expected: str
) -> None:
    assert format_of(data, name) == expected


def test_bytes_that_are_no_text_are_refused_without_an_ending() -> None:
    with pytest.raises(UnknownFormat, match="no file type in its name"):
        format_of(b"\x01\x02 words \x03", "data")


def test_empty_sources_are_refused() -> None:
    with pytest.raises(EmptySource, match="is empty"):
        read_bytes(b" \n", "paper.pdf")
    with pytest.raises(EmptySource, match="No text"):
        read_bytes(b"## \n", "paper.md")


def test_the_id_is_the_hash_of_the_bytes() -> None:
    one, other = (read_bytes(b"# T\n\nText.", name) for name in ("a.md", "b.md"))
    assert one.id == other.id
    assert len(one.id) == 64

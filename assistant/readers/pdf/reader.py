"""PDF to document: opens the file, and puts the steps of the ``pdf_*`` modules in a row."""

from __future__ import annotations

import ctypes
import hashlib
import re
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

import pypdfium2.raw as pdfium

from assistant.documents.document import Document
from assistant.errors import EmptySource, EncryptedSource, UnreadableSource
from assistant.messages import Message
from assistant.readers.pdf.blocks import blocks_of, drop_labels
from assistant.readers.pdf.front.properties import Properties, properties_of
from assistant.readers.pdf.front.statements import around_of
from assistant.readers.pdf.front_matter import front_end, front_of
from assistant.readers.pdf.headings import OutlineEntry, mark_blind_headings, mark_headings
from assistant.readers.pdf.layout import in_reading_order
from assistant.readers.pdf.lines import lines_of
from assistant.readers.pdf.margins import drop_line_numbers, without_furniture
from assistant.readers.pdf.runs import PageText, TextReader
from assistant.readers.pdf.sections import body_of
from assistant.readers.pdf.style import body_style
from assistant.readers.sections import sections
from assistant.text.normalize import broken_count
from assistant.text.scripts import languages

_MAX_PAGES = 3000
_FEW = 40  # letters; a document of fewer has nothing to say
_LOST = 0.05  # a larger share of glyphs without characters is worth a warning


def read_pdf(data: bytes, name: str, *, password: str | None = None) -> Document:
    """Read a PDF's bytes.

    Raises EncryptedSource without the right password, UnreadableSource for damage and
    EmptySource where no page holds text.
    """
    with open_pdf(data, name, password) as handle:
        reader = TextReader(handle)
        count = pdfium.FPDF_GetPageCount(handle)
        if count <= 0:
            raise UnreadableSource(
                Message("'{name}' is a PDF without pages; it may be damaged.", name=name)
            )
        pages = [reader.page(index) for index in range(min(count, _MAX_PAGES))]
        outline = list(_outline(handle))
        properties = properties_of(handle, data)
        lost = reader.blank_share() if _lacks_digits(pages) else 0.0
    return _document(data, name, count, pages, outline, properties, lost)


def _document(
    data: bytes, name: str, count: int, pages: list[PageText | None],
    outline: list[OutlineEntry], properties: Properties, lost: float,
) -> Document:  # fmt: skip
    present = [page for page in pages if page is not None]
    drop_line_numbers(present)
    raw = [(lines_of(page), page.width, page.height) for page in present]
    share, warnings = _readability(present, count, lost)
    kept = without_furniture(raw)
    ordered = in_reading_order(
        [(lines, page.width) for lines, page in zip(kept, present, strict=True)]
    )
    if lost > _LOST:  # gaps are where glyphs are missing: they part no cells
        for line in (line for lines in ordered for line in lines):
            line.pieces = 1
    style = body_style(ordered)
    blocks = blocks_of(ordered, style)
    start = front_end(blocks, style)
    front_blocks, rest = blocks[:start], blocks[start:]
    mark_headings(rest, style, outline)
    if lost > _LOST:
        mark_blind_headings(rest, style)
    drop_labels(rest, style)
    whole = "".join(line.text for lines in ordered for line in lines)
    spoken = languages(whole)
    stamp = present[0].turned_text if present else ""
    around = around_of([lines for lines, _, _ in raw], kept, stamp, properties, name)
    opening = rest[0].first.page if rest else 1
    front = front_of(front_blocks, style, around, spoken[0] == "ja", opening)
    sizes = {page.number: (page.width, page.height) for page in present}
    body = body_of([*front_blocks, *rest], len(front_blocks), sizes)
    made = sections(body.parts)
    if not any(section.sentences for section in made):  # a letter, a form: no running text
        for block in (*front_blocks, *rest):
            block.kind = "text"
        body = body_of([*front_blocks, *rest], 0, sizes)
        made = sections(body.parts)
        found = [line.text for lines, _, _ in raw for line in lines]
        letters = sum(map(str.isalpha, "".join(found)))
        if letters < _FEW or not any(section.sentences for section in made):
            why: str = Message("its pages are blank")
            if found:
                why = Message("only labels of {count} letters in all", count=letters)
            why = warnings[0] if warnings else why
            raise EmptySource(Message("No text in '{name}': {why}.", name=name, why=why))
    return Document(
        id=hashlib.sha256(data).hexdigest(),
        name=name,
        format="pdf",
        sections=made,
        title=front.title,
        authors=front.authors,
        year=front.year,
        arxiv_id=front.arxiv_id,
        doi=front.doi,
        abstract=body.abstract,
        languages=spoken,
        page_count=count,
        captions=tuple(body.captions),
        references=tuple(body.references),
        warnings=(*front.doubts, *warnings),
        readable_share=share,
    )


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
                Message(
                    "'{name}' is encrypted: a password {wanted}. Add it again with its password "
                    "(--password on the command line).",
                    name=name,
                    wanted=wanted,
                )
            )
        if code == pdfium.FPDF_ERR_SECURITY:
            raise EncryptedSource(f"'{name}' is encrypted in a way that cannot be undone here.")
        raise UnreadableSource(
            Message(
                "'{name}' is damaged: it has no readable PDF structure. Download or export it "
                "again.",
                name=name,
            )
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


def _outline(handle: Any) -> Iterator[OutlineEntry]:
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


def _lacks_digits(pages: list[PageText | None]) -> bool:
    """Whether a text of some length has no digits and Latin letters: a sign of lost glyphs."""
    text = "".join(run.text for page in pages if page for run in page.runs)
    letters = len(re.findall(r"[^\W_]", text))
    return letters > 1500 and len(re.findall("[0-9A-Za-z０-９Ａ-Ｚａ-ｚ]", text)) < 0.003 * letters


def _readability(pages: list[PageText], count: int, lost: float) -> tuple[float, list[str]]:
    """The share of the document that could be read, and what a user should know of the rest.

    ``lost`` is the share of glyphs that a broken font map gives as blanks.
    """
    warnings: list[str] = []
    scans, broken, ocr, turned = [], [], [], []
    readable = 0.0
    for page in pages:
        text = "".join(run.text for run in page.runs)
        bad = broken_count(text.replace("\ufffe", ""))
        if not text.strip():
            if page.turned_text:
                turned.append(page.number)
            elif page.has_image:
                scans.append(page.number)
            else:
                readable += 1.0
            continue
        share = 1 - bad / len(text)
        readable += share
        if share < 0.9:
            broken.append(page.number)
        if page.ocr:
            ocr.append(page.number)
        if len(page.turned_text) > 300:
            turned.append(page.number)
        for reason, words in page.hidden.items():
            if reason != "off the page" or len(words) > 20:
                warnings.append(
                    Message(
                        "hidden text on page {page} ({reason}): {words}",
                        page=page.number,
                        reason=Message(reason),
                        words=words[:80],
                    )
                )
    missing = count - len(pages)
    if missing:
        warnings.append(
            Message(
                "{missing} of {count} pages are damaged or too many and were left out",
                missing=missing,
                count=count,
            )
        )
    if scans:
        warnings.append(
            Message(
                "{pages}: images without text (a scan); run OCR on the file", pages=_listed(scans)
            )
        )
    if broken:
        warnings.append(
            Message(
                "{pages}: many characters cannot be read (broken font maps)", pages=_listed(broken)
            )
        )
    if turned:
        warnings.append(
            Message("{pages}: text that runs sideways was left out", pages=_listed(turned))
        )
    if ocr:
        warnings.append(
            Message("{pages}: text comes from the recognition of a scan", pages=_listed(ocr))
        )
    if lost > _LOST:
        warnings.append(
            Message(
                "about {share} of the characters are missing, digits and Latin letters among them "
                "(broken font maps)",
                share=f"{lost:.0%}",
            )
        )
    return round(readable / max(count, 1) * (1 - lost), 4), warnings


def _listed(numbers: list[int]) -> str:
    """Page numbers for a warning, ranges together: "pages 1-3, 7"."""
    ranges: list[list[int]] = []
    for number in numbers:
        if ranges and number == ranges[-1][1] + 1:
            ranges[-1][1] = number
        else:
            ranges.append([number, number])
    texts = [str(a) if a == b else f"{a}-{b}" for a, b in ranges[:12]]
    more = ", …" if len(ranges) > 12 else ""
    shown = ", ".join(texts) + more
    if len(numbers) > 1:
        return Message("pages {pages}", pages=shown)
    return Message("page {page}", page=shown)

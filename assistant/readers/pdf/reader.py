"""PDF to document: opens the file, and puts the steps of this folder's modules in a row."""

from __future__ import annotations

import hashlib
from dataclasses import dataclass, replace
from typing import Any

import pypdfium2.raw as pdfium

from assistant.documents.document import Document, Recognition
from assistant.errors import EmptySource, UnreadableSource
from assistant.messages import Message
from assistant.readers.pdf.blocks import blocks_of, drop_labels
from assistant.readers.pdf.front.properties import Properties, properties_of
from assistant.readers.pdf.front.statements import around_of
from assistant.readers.pdf.front_matter import front_end, front_of
from assistant.readers.pdf.headings import OutlineEntry, mark_blind_headings, mark_headings
from assistant.readers.pdf.hyphens import Hyphens
from assistant.readers.pdf.layout import in_reading_order
from assistant.readers.pdf.lines import lines_of
from assistant.readers.pdf.margins import drop_line_numbers, without_furniture
from assistant.readers.pdf.page.garbled import has_words, mark_garbled
from assistant.readers.pdf.page.opening import open_pdf, outline
from assistant.readers.pdf.page.runs import PageText, TextReader
from assistant.readers.pdf.page.tex_codes import LOST_GLYPH, lost_ligature, tex_codes
from assistant.readers.pdf.page.type3 import with_characters
from assistant.readers.pdf.paragraphs import Pages
from assistant.readers.pdf.readability import (
    LOST,
    lacks_digits,
    page_warnings,
    share_read,
    share_warnings,
    text_of,
    unread_share,
)
from assistant.readers.pdf.scans.recognition import Scanner, with_scans
from assistant.readers.pdf.sections import body_of
from assistant.readers.pdf.style import body_style
from assistant.readers.pdf.tables.reader import has_tables, tables_of
from assistant.readers.pdf.tables.uncaptioned import pages_of_cells
from assistant.readers.sections import sections
from assistant.text.scripts import languages

_MAX_PAGES = 3000
_FEW = 40  # letters; a document of fewer has nothing to say


@dataclass(frozen=True)
class _File:
    """What a PDF's file holds: its pages that can be loaded, bookmarks and properties.

    ``lost`` is the share of glyphs that a broken font map gives as blanks.
    """

    count: int
    pages: tuple[PageText, ...]
    outline: tuple[OutlineEntry, ...]
    properties: Properties
    lost: float


def read_pdf(
    data: bytes, name: str, *, password: str | None = None, scanner: Scanner | None = None
) -> Document:
    """Read a PDF's bytes; ``scanner`` reads the images of pages whose own text does not say it.

    Raises EncryptedSource without the right password, UnreadableSource for damage and
    EmptySource where no page holds text.
    """
    file, drawn = _file(data, name, password), data
    unread = unread_share(file.pages)
    if unread > LOST and (mended := with_characters(data)):
        again = _file(mended, name, password)
        if unread_share(again.pages) < unread and has_words("".join(map(text_of, again.pages))):
            file, drawn = again, mended
    if scanner is not None:
        with open_pdf(drawn, name, password) as handle:
            file = _scanned(file, handle, scanner)
    document, celled = _document(data, name, file)
    if file.lost > LOST or not (celled or has_tables(document.captions)):
        return document
    with open_pdf(drawn, name, password) as handle:
        return replace(document, tables=tuple(tables_of(handle, file.pages, document, celled)))


def _file(data: bytes, name: str, password: str | None) -> _File:
    with open_pdf(data, name, password) as handle:
        reader = TextReader(handle)
        count = pdfium.FPDF_GetPageCount(handle)
        if count <= 0:
            raise UnreadableSource("'{name}' is a PDF without pages; it may be damaged.", name=name)
        pages = [reader.page(index) for index in range(min(count, _MAX_PAGES))]
        lost = reader.blank_share() if lacks_digits(pages) else 0.0
        present = tuple(page for page in pages if page is not None)
        for page in present:
            mark_garbled(page)
        letters = tex_codes(map(text_of, present))
        ligature = lost_ligature(map(text_of, present))
        for frame in (frame for page in present for frame in (page, *page.turned)):
            frame.letters = letters
            for run in frame.runs if ligature else ():
                run.text = LOST_GLYPH.sub(ligature, run.text)
        return _File(count, present, tuple(outline(handle)), properties_of(handle, data), lost)


def _scanned(file: _File, handle: Any, scanner: Scanner) -> _File:
    """The file with the text of its images where its own says nothing."""
    pages = with_scans(handle, file.pages, file.lost, scanner)
    own = sum(page.confidence is None for page in pages) / max(len(pages), 1)
    return replace(file, pages=pages, lost=file.lost * own)


def _document(data: bytes, name: str, file: _File) -> tuple[Document, frozenset[int]]:
    """A file's document, without tables, and the pages on which lines of cells stand."""
    frames = [frame for page in file.pages for frame in (page, *page.turned)]
    drop_line_numbers(frames)
    raw = [(lines_of(frame), frame.width, frame.height) for frame in frames]
    warnings = page_warnings(file.pages, file.count)
    kept = without_furniture(raw)
    ordered = in_reading_order(
        [(lines, frame.width) for lines, frame in zip(kept, frames, strict=True)]
    )
    if file.lost > LOST:  # gaps are where glyphs are missing: they part no cells
        for line in (line for lines in ordered for line in lines):
            line.pieces = 1
    style = body_style(ordered)
    blocks = blocks_of(ordered, style)
    start = front_end(blocks, style)
    front_blocks, rest = blocks[:start], blocks[start:]
    mark_headings(rest, style, list(file.outline))
    if file.lost > LOST:
        mark_blind_headings(rest, style)
    drop_labels(rest, style)
    whole = "".join(line.text for lines in ordered for line in lines)
    celled = pages_of_cells(blocks)
    spoken = languages(whole)
    stamp = file.pages[0].aside if file.pages else ""
    around = around_of([lines for lines, _, _ in raw], kept, stamp, file.properties, name)
    opening = rest[0].first.page if rest else 1
    front = front_of(front_blocks, style, around, spoken[0] == "ja", opening)
    pages = Pages({page.number: page.shown for page in file.pages}, Hyphens(ordered))
    body = body_of([*front_blocks, *rest], len(front_blocks), pages)
    made = sections(body.parts)
    if not any(section.sentences for section in made):  # a letter, a form: no running text
        for block in (*front_blocks, *rest):
            block.kind = "text"
        body = body_of([*front_blocks, *rest], 0, pages)
        made = sections(body.parts)
        found = [line.text for lines, _, _ in raw for line in lines]
        letters = sum(map(str.isalpha, "".join(found)))
        if letters < _FEW or not any(section.sentences for section in made):
            why: str = Message("its pages are blank")
            if found:
                why = Message("only labels of {count} letters in all", count=letters)
            why = warnings[0] if warnings else why
            raise EmptySource("No text in '{name}': {why}.", name=name, why=why)
    read = share_read(file.pages, file.count, kept, made, body.captions, body.marks)
    share = read * (1 - file.lost)
    document = Document(
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
        page_count=file.count,
        captions=tuple(body.captions),
        references=tuple(body.references),
        warnings=(*share_warnings(share, file.lost), *front.doubts, *warnings),
        readable_share=round(share, 4),
        recognition=tuple(
            Recognition(page.number, round(page.confidence, 3))
            for page in file.pages
            if page.confidence
        ),
    )
    return document, celled

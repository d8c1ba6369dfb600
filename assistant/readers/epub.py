"""Electronic books (.epub): their chapters in reading order, through the reader of web pages."""

from __future__ import annotations

import posixpath
from collections.abc import Iterator
from typing import Any
from urllib.parse import unquote

from assistant.documents.document import Document
from assistant.documents.metadata import Metadata
from assistant.errors import UnreadableSource
from assistant.messages import Text
from assistant.readers.archive import Archive, protected
from assistant.readers.flow import Flow
from assistant.readers.html.article import paragraphs_of, plain_parts
from assistant.readers.html.hidden_text import take_out_hidden
from assistant.readers.html.latexml import captions_of
from assistant.readers.html.tables import tables_of
from assistant.readers.html.tree import tree_of
from assistant.readers.office.docx import missing_part
from assistant.readers.xml_tree import attribute, below, local_name, xml_root
from assistant.text.identifiers import names, stated_arxiv_id, stated_doi, stated_year
from assistant.text.normalize import one_line

_CONTAINER, _ENCRYPTION = "META-INF/container.xml", "META-INF/encryption.xml"
_FONTS = ("idpf.org/2008/embedding", "ns.adobe.com/pdf/enc#RC")  # fonts alone are scrambled
_PAGES = ("application/xhtml+xml", "text/html")
_MOST_AUTHORS = 50


def read_epub(data: bytes, name: str, *, password: str | None = None) -> Document:
    """The book; UnreadableSource for what is damaged, protected against copying or empty."""
    book = Archive(data, name)
    if _is_locked(book):
        raise protected(name)
    place = _package_place(book)
    package = xml_root(book.read(place), name) if place in book.names else None
    if package is None:
        raise missing_part(name, "EPUB")
    flow, warnings = Flow(), list[Text]()
    unreadable: UnreadableSource | None = None
    pages = 0
    for page in _pages(package, posixpath.dirname(place), book):
        try:
            warnings += _chapter(page, book, flow)
            pages += 1
        except UnreadableSource as error:  # the rest of the book is still good
            unreadable = error
    if not pages:
        raise unreadable or missing_part(name, "EPUB")
    return flow.document(
        data, name, "epub", _metadata(package), warnings=tuple(dict.fromkeys(warnings))
    )


def _is_locked(book: Archive) -> bool:
    data = book.read(_ENCRYPTION)
    if not data:
        return False
    methods = below(xml_root(data, book.source), "EncryptionMethod")
    return any(
        not any(known in attribute(method, "Algorithm") for known in _FONTS) for method in methods
    )


def _package_place(book: Archive) -> str:
    container = book.read(_CONTAINER)
    files = below(xml_root(container, book.source), "rootfile") if container else []
    return next((attribute(file, "full-path") for file in files), "")


def _pages(package: Any, folder: str, book: Archive) -> Iterator[str]:
    """The names of the pages in reading order, without the table of contents."""
    manifest = {attribute(item, "id"): item for item in below(package, "item")}
    seen = set()
    for entry in below(package, "itemref"):
        item = manifest.get(attribute(entry, "idref"))
        if item is None or attribute(item, "media-type") not in _PAGES:
            continue
        if "nav" in attribute(item, "properties").split():
            continue
        place = posixpath.normpath(posixpath.join(folder, unquote(attribute(item, "href"))))
        if place in book.names and place not in seen:
            seen.add(place)
            yield place


def _chapter(page: str, book: Archive, flow: Flow) -> tuple[str, ...]:
    """Add a page's headings, paragraphs and captions; a warning for what it hides."""
    root = tree_of(book.read(page), f"{book.source}/{page}")
    for link in list(root.iter("link")):  # so that what its styles hide is known
        if "stylesheet" in (link.get("rel") or "").lower():
            sheet = posixpath.normpath(
                posixpath.join(posixpath.dirname(page), link.get("href") or "")
            )
            link.tag, link.text = "style", book.read(sheet).decode("utf-8", "replace")
            link.set("type", "text/css")
    warnings = take_out_hidden(root, is_page=True)
    for figure in list(root.iter("figure", "table")):
        flow.captions += captions_of(figure)
    flow.tables += tables_of(root)
    for part in plain_parts(root):
        flow.heading(part.title, part.level)
        for text in paragraphs_of(part):
            flow.paragraph(text)
    return warnings


def _metadata(package: Any) -> Metadata:
    """What the book's package states of it."""
    found: dict[str, list[str]] = {}
    for element in package.iter():
        text = one_line("".join(element.itertext())) if local_name(element) else ""
        if text and len(element) == 0:
            found.setdefault(local_name(element).lower(), []).append(text)
    identifiers = " ".join(found.get("identifier", []))
    creators = found.get("creator", [])[:_MOST_AUTHORS]
    return Metadata(
        title=next(iter(found.get("title", [])), ""),
        authors=tuple(dict.fromkeys(name for line in creators for name in _people(line))),
        year=next((year for text in found.get("date", []) if (year := stated_year(text))), None),
        arxiv_id=stated_arxiv_id(identifiers),
        doi=stated_doi(identifiers),
    )


def _people(line: str) -> tuple[str, ...]:
    """The persons of one statement: "Lee, Anna" is one."""
    last, comma, first = line.partition(",")
    if comma and "," not in first and " and " not in line and len(last.split()) == 1:
        return (f"{first.strip()} {last.strip()}".strip(),)
    return names(line)

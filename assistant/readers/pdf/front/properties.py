"""What a PDF's file says of itself: its Info dictionary and its XMP packet."""

from __future__ import annotations

import ctypes
import re
from dataclasses import dataclass
from typing import Any

import pypdfium2.raw as pdfium

from assistant.text.identifiers import names, stated_doi, stated_year
from assistant.text.normalize import one_line

# Titles that a program wrote: file names, and what stands where no title was given.
_MADE_TITLE = re.compile(
    r"^(?:microsoft word\b|untitled$|title$|.*\.(?:docx?|tex|dvi|pdf|indd|qxd|eps|ai|ps)\b)", re.I
)
# Programs that authors write with: their files are as old as the text. Distillers and scanners make
# new files of old texts.
_TYPESETTER = re.compile(r"tex\b|word|writer|pages|typst|dvi", re.IGNORECASE)
_PACKET = re.compile(rb"<rdf:RDF\b.{0,200000}?</rdf:RDF>", re.DOTALL)
_CATALOG = re.compile(rb"/Type\s*/Catalog\b[^>]{0,2000}?/Metadata\s+(\d+)\s+(\d+)\s+R", re.DOTALL)
_MOST_PACKETS = 40  # every image of a page can have one
_LONGEST = 4096
_SHORTEST_TITLE = 12


@dataclass(frozen=True)
class Properties:
    """A file's properties; empty or None where it has none that say something.

    ``authors`` come from the XMP packet where that names the work, else from the Info dictionary,
    ``subject`` often holds the citation, ``year`` is when the file was made, if by its author.
    """

    title: str = ""
    authors: tuple[str, ...] = ()
    subject: str = ""
    doi: str | None = None
    year: int | None = None


def properties_of(handle: Any, data: bytes) -> Properties:
    """The properties of an open PDF (pdfium's handle) with these bytes."""
    title, author = _stated(_info(handle, "Title")), _info(handle, "Author")
    subject = one_line(_info(handle, "Subject"))
    packet = _packet(data, title)
    own = _TYPESETTER.search(f"{_info(handle, 'Creator')} {_info(handle, 'Producer')}")
    return Properties(
        title=title or packet.title,
        authors=packet.authors or names(author),
        subject=subject or packet.subject,
        doi=packet.doi or stated_doi(subject),
        year=stated_year(_info(handle, "CreationDate")[:6]) if own else None,
    )


def _stated(title: str) -> str:
    """A title as someone wrote it; "" for a program's."""
    text = one_line(re.sub(r"<[^<>]{1,40}>", "", title))
    poor = len(text) < _SHORTEST_TITLE or " " not in text or _MADE_TITLE.match(text)
    return "" if poor and text.isascii() else text


def _info(handle: Any, key: str) -> str:
    size = pdfium.FPDF_GetMetaText(handle, key.encode(), None, 0)
    if size <= 2 or size > _LONGEST:
        return ""
    buffer = ctypes.create_string_buffer(size)
    pdfium.FPDF_GetMetaText(handle, key.encode(), buffer, size)
    return buffer.raw[: size - 2].decode("utf-16-le", errors="replace").strip()


def _packet(data: bytes, title: str) -> Properties:
    """What the XMP packet of the document says; those of its images are others' works."""
    packets = [_read(match[0]) for match in list(_PACKET.finditer(data))[-_MOST_PACKETS:]]
    own = [found for found in packets if found.doi or (title and found.title == title)]
    if own:
        return own[-1]
    if references := list(_CATALOG.finditer(data)):
        number, generation = references[-1].groups()
        start = re.search(rb"\b%s\s+%s\s+obj\b" % (number, generation), data)
        if start and (match := _PACKET.search(data, start.end(), start.end() + 300_000)):
            return _read(match[0])
    return packets[0] if len(packets) == 1 else Properties()


def _read(packet: bytes) -> Properties:
    from lxml import etree

    parser = etree.XMLParser(resolve_entities=False, no_network=True, recover=True)
    try:
        root = etree.fromstring(packet, parser=parser)
    except etree.XMLSyntaxError:  # so damaged that nothing of it can be recovered
        root = None
    if root is None:
        return Properties()

    def texts(name: str) -> list[str]:
        path = f".//*[local-name()='{name}']//text() | .//@*[local-name()='{name}']"
        found = [one_line(str(text)) for text in root.xpath(path)]
        return [text for text in found if text]

    doi = next((doi for text in texts("doi") + texts("DOI") if (doi := stated_doi(text))), None)
    subject = " ".join(texts("description"))[:_LONGEST]
    creators = tuple(name for text in texts("creator") for name in names(text))
    return Properties(_stated(" ".join(texts("title")[:1])), creators, subject, doi)

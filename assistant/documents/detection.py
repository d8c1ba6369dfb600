"""Which format a source has: by its content, then by its name; why others are not read."""

from __future__ import annotations

import io
import re
import struct
import zipfile
import zlib
from collections.abc import Iterator
from pathlib import PurePath

from assistant.documents.formats import SUFFIXES, Format
from assistant.errors import EmptySource, UnknownFormat, UnreadableSource
from assistant.messages import Message

_ADDRESS = re.compile(r"(?:https?://[^/?#]*|arxiv:)", re.IGNORECASE)
_TAGS = re.compile(
    rb"<(?:!doctype html|html|head|body|title|meta|div|article|main|section|p|h1|h2|table|span"
    rb"|script|style|link|center|font)[\s>/]",
    re.IGNORECASE,
)
_MANY_TAGS = 20
_ENDING = re.compile(r"\.[a-z][a-z0-9]{0,6}")  # else what follows the dot is part of the name
_HEADING = re.compile(rb"^#{1,3} \S", re.MULTILINE)
_CONTROL = re.compile(rb"[\x00-\x08\x0e-\x1a\x1c-\x1f]")  # text holds none of these
_SNIFFED = 65_536  # bytes at the start that are looked at

_READABLE = (
    "PDF, HTML, Markdown (.md), plain text (.txt), Word (.docx), OpenDocument (.odt), PowerPoint"
    " (.pptx), EPUB, JATS XML or LaTeX (.tex)"
)
_AS_PDF = "'{name}' is of a type that is not read yet ({kind}). Export it as a PDF and add that."
_LIST = (
    "'{name}' is a list of references ({kind}), not a survey. Add the works that it lists: their"
    " PDFs, addresses or arXiv ids."
)
_SAVED = (
    "'{name}' is a web archive ({kind}), which is not read yet. Save the page as HTML and add that."
)
_PACKED = "'{name}' is an archive ({kind}: {names}). Unpack it and add the files in it."
# What a file with such a name is, and what to do instead.
_KINDS = {
    ".doc": (_AS_PDF, "Word"),
    ".rtf": (_AS_PDF, "RTF"),
    ".odp": (_AS_PDF, "OpenDocument"),
    ".pages": (_AS_PDF, "Pages"),
    ".ppt": (_AS_PDF, "PowerPoint"),
    ".xlsx": (_AS_PDF, "Excel"),
    ".djvu": (_AS_PDF, "DjVu"),
    ".ps": (_AS_PDF, "PostScript"),
    ".eps": (_AS_PDF, "PostScript"),
    ".bib": (_LIST, "BibTeX"),
    ".ris": (_LIST, "RIS"),
    ".mht": (_SAVED, "MHTML"),
    ".mhtml": (_SAVED, "MHTML"),
    ".webarchive": (_SAVED, "Safari"),
}
# What a ZIP archive with such an entry is in truth.
_IN_ZIP = (
    ("word/", ".docx"), ("ppt/", ".pptx"), ("xl/", ".xlsx"), ("META-INF/container.xml", ".epub"),
)  # fmt: skip
_TEX = (".tex", ".ltx")
_ZIPPED: tuple[Format, ...] = ("docx", "odt", "pptx", "epub")
_MIMETYPES = {b"application/epub+zip": ".epub", b"opendocument.text": ".odt",
              b"opendocument.presentation": ".odp"}  # fmt: skip
_ZIP = b"PK\x03\x04"
_JATS = re.compile(rb"<(?:\w+:)?(?:article|pmc-articleset)[\s>]")
_JATS_SIGNS = (b"JATS", b"//NLM//", b"<front>", b"<article-meta")
_GZIP_MARK, _GZIP_WINDOW = b"\x1f\x8b", 31  # with gzip's head
_ARCHIVES = {
    _GZIP_MARK: "gzip",
    b"7z\xbc\xaf\x27\x1c": "7z",
    b"Rar!\x1a\x07": "RAR",
    b"BZh": "bzip2",
    b"\xfd7zXZ\x00": "xz",
    b"\x28\xb5\x2f\xfd": "zstd",
}
_TAR_MARK, _TAR_PLACE, _TAR_BLOCK = b"ustar", 257, 512
_MOST_NAMES = 3
_MIMETYPE_BYTES = 120  # of an OpenDocument or EPUB file, where its type stands
_BINARY = (b"\x89PNG", b"\xff\xd8\xff", b"GIF8", b"\xd0\xcf\x11\xe0", b"\x7fELF", b"bplist")


def format_of(data: bytes, name: str) -> Format:
    """The format of a source by its content first, then by its name's ending.

    What was fetched has an address or "arXiv:…" for a name. It, and a file without an ending, is
    HTML if it has tags, Markdown if it has headings, else text. Raises EmptySource for no bytes at
    all and UnknownFormat where no reader fits, with what the source is and what to do.
    """
    if not data.strip():
        raise EmptySource("'{name}' is empty. Hand over a file that holds text.", name=name)
    address = _ADDRESS.match(name)
    path = re.split(r"[?#]", name[address.end() :])[0] if address else name
    suffix = PurePath(path).suffix.lower()
    known = SUFFIXES.get(suffix)
    if packed := _packed_format(data, name, suffix):
        return packed
    if b"%PDF-" in data[:1024]:
        return "pdf"
    if known == "pdf":
        raise UnreadableSource(
            "'{name}' is not a PDF, although it is named like one: it has no %PDF header. Download "
            "it again.",
            name=name,
        )
    if known in _ZIPPED or suffix == ".zip":
        raise UnreadableSource(
            "'{name}' is not the file that its name says: it is empty inside, damaged, or "
            "protected with a password. Save it anew without one and add that.",
            name=name,
        )
    start = data[:_SNIFFED].removeprefix(b"\xef\xbb\xbf")
    if start.startswith((b"\xff\xfe", b"\xfe\xff")):  # UTF-16, which has a zero in every letter
        start = start.decode("utf-16", "ignore").encode()
    if data.startswith(_BINARY) or b"\x00" in start[:4096]:
        raise UnknownFormat(_unknown(name, "" if address else suffix))
    head = start[:8192].lstrip().lower()
    if start.lstrip()[:1] == b"<" and _JATS.search(start) and any(s in start for s in _JATS_SIGNS):
        return "jats"
    looks_html = head.startswith((b"<!doctype html", b"<html", b"<?xml")) and b"<html" in head
    if looks_html and (known != "markdown" or address):
        return "html"
    if known is not None:
        return known
    if address:
        return "html" if _has_tags(start) else "text"
    if _ENDING.fullmatch(suffix) or _CONTROL.search(start):
        raise UnknownFormat(_unknown(name, suffix))
    if _has_tags(start):
        return "html"
    return "markdown" if _HEADING.search(start) else "text"


def _has_tags(start: bytes) -> bool:
    """Whether bytes are HTML without its declaration: they begin with a tag, or hold many."""
    tags = len(_TAGS.findall(start))
    return tags > 0 and (start.lstrip()[:1] == b"<" or tags > _MANY_TAGS)


def is_zip(data: bytes) -> bool:
    """Whether bytes begin like a ZIP archive, which office documents are inside."""
    return data.startswith(_ZIP)


def is_tarball(data: bytes) -> bool:
    """Whether bytes begin like a tar archive, packed with gzip or not."""
    start = data[:_SNIFFED]
    if start.startswith(_GZIP_MARK):
        try:
            start = zlib.decompressobj(_GZIP_WINDOW).decompress(start, _TAR_BLOCK)
        except zlib.error:
            return False
    return start[_TAR_PLACE : _TAR_PLACE + len(_TAR_MARK)] == _TAR_MARK


def _packed_format(data: bytes, name: str, suffix: str) -> Format | None:
    """The format of a document that is an archive inside; None for what is no archive.

    Raises UnknownFormat for other archives: what is in it, and what to do.
    """
    if is_tarball(data):
        return "latex"
    kind = next((kind for mark, kind in _ARCHIVES.items() if data.startswith(mark)), "")
    names: list[str] = []
    if is_zip(data):
        kind, names = "ZIP", _zipped_names(data)
        office = _office_suffix(data, names)
        if not office and any(name.lower().endswith(_TEX) for name in names):
            return "latex"
        if (found := SUFFIXES.get(office or suffix)) in _ZIPPED:
            return found
        if office or suffix in _KINDS:
            raise UnknownFormat(_unknown(name, office or suffix))
    if kind:
        listed = ", ".join(names[:_MOST_NAMES]) + (" …" if len(names) > _MOST_NAMES else "")
        raise UnknownFormat(Message(_PACKED, name=name, kind=kind, names=listed or "…"))
    return None


def _office_suffix(data: bytes, names: list[str]) -> str:
    """The usual ending of what is an archive only on the inside, such as a Word document."""
    for mark, suffix in _MIMETYPES.items():
        if mark in data[:_MIMETYPE_BYTES]:
            return suffix
    starts = (end for start, end in _IN_ZIP if any(file.startswith(start) for file in names))
    return next(starts, "")


def _zipped_names(data: bytes) -> list[str]:
    """The names of the files in a ZIP archive; of a damaged one, those that its start names."""
    try:
        with zipfile.ZipFile(io.BytesIO(data)) as archive:
            names = archive.namelist()
    except (zipfile.BadZipFile, ValueError, OSError, NotImplementedError, struct.error):
        names = list(_names_at_start(data[:_SNIFFED]))
    return [name for name in names if name.isprintable() and not name.endswith("/")]


def _names_at_start(start: bytes) -> Iterator[str]:
    place = start.find(_ZIP)
    while place >= 0:
        length = int.from_bytes(start[place + 26 : place + 28], "little")
        if file := start[place + 30 : place + 30 + length].decode("utf-8", "replace"):
            yield file
        place = start.find(_ZIP, place + 4)


def _unknown(name: str, suffix: str) -> str:
    if suffix in _KINDS:
        template, kind = _KINDS[suffix]
        return Message(template, name=name, kind=kind)
    what = f"type '{suffix}'" if suffix else "no file type in its name"
    return f"No reader for '{name}' ({what}). Readable are {_READABLE}."

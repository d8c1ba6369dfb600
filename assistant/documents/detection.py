"""Which format a source has: by its content, then by its name; why others are not read."""

from __future__ import annotations

import re
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

_READABLE = "PDF, HTML, Markdown (.md) or plain text (.txt)"
_AS_PDF = "Export it as a PDF and add that."
_MADE_PDF = "Add the PDF that is made of it, or its arXiv id."
_WORKS = "Add the works that it lists: their PDFs, addresses or arXiv ids."
# What a file with such a name is, and what to do instead.
_KINDS = {
    ".doc": ("a Word document", _AS_PDF),
    ".docx": ("a Word document", _AS_PDF),
    ".rtf": ("a rich text document", _AS_PDF),
    ".odt": ("an OpenDocument text", _AS_PDF),
    ".pages": ("a Pages document", _AS_PDF),
    ".ppt": ("a set of PowerPoint slides", _AS_PDF),
    ".pptx": ("a set of PowerPoint slides", _AS_PDF),
    ".odp": ("a set of OpenDocument slides", _AS_PDF),
    ".xlsx": ("an Excel workbook", _AS_PDF),
    ".epub": ("an EPUB book", _AS_PDF),
    ".djvu": ("a DjVu document", _AS_PDF),
    ".ps": ("a PostScript document", _AS_PDF),
    ".eps": ("a PostScript picture", _AS_PDF),
    ".tex": ("the LaTeX source of a document", _MADE_PDF),
    ".bib": ("a BibTeX list of references", _WORKS),
    ".ris": ("a RIS list of references", _WORKS),
    ".mht": ("a web archive", "Save the page as HTML and add that."),
    ".mhtml": ("a web archive", "Save the page as HTML and add that."),
}
# What a ZIP archive with such an entry is in truth.
_IN_ZIP = (
    ("word/", ".docx"), ("ppt/", ".pptx"), ("xl/", ".xlsx"), ("META-INF/container.xml", ".epub"),
)  # fmt: skip
_MIMETYPES = {b"application/epub+zip": ".epub", b"opendocument.text": ".odt",
              b"opendocument.presentation": ".odp"}  # fmt: skip
_ZIP = b"PK\x03\x04"
_ARCHIVES = {
    b"\x1f\x8b": "a gzip archive",
    b"7z\xbc\xaf\x27\x1c": "a 7z archive",
    b"Rar!\x1a\x07": "a RAR archive",
    b"BZh": "a bzip2 archive",
    b"\xfd7zXZ\x00": "an xz archive",
    b"\x28\xb5\x2f\xfd": "a zstd archive",
}
_TAR_MARK, _TAR_PLACE = b"ustar", 257
_UNPACK = "Unpack it and add the files in it."
_MOST_NAMES = 3
_BINARY = (b"\x89PNG", b"\xff\xd8\xff", b"GIF8", b"\xd0\xcf\x11\xe0", b"\x7fELF")


def format_of(data: bytes, name: str) -> Format:
    """The format of a source by its content first, then by its name's ending.

    What was fetched has an address or "arXiv:…" for a name. It, and a file without an ending, is
    HTML if it has tags, Markdown if it has headings, else text. Raises EmptySource for no bytes at
    all and UnknownFormat where no reader fits, with what the source is and what to do.
    """
    if not data.strip():
        raise EmptySource(
            Message("'{name}' is empty. Hand over a file that holds text.", name=name)
        )
    address = _ADDRESS.match(name)
    path = re.split(r"[?#]", name[address.end() :])[0] if address else name
    suffix = PurePath(path).suffix.lower()
    known = SUFFIXES.get(suffix)
    _refuse_archive(data, name, suffix)
    if b"%PDF-" in data[:1024]:
        return "pdf"
    if known == "pdf":
        raise UnreadableSource(
            f"'{name}' is not a PDF, although it is named like one: it has no %PDF header."
            " Download it again."
        )
    start = data[:_SNIFFED].removeprefix(b"\xef\xbb\xbf")
    if start.startswith((b"\xff\xfe", b"\xfe\xff")):  # UTF-16, which has a zero in every letter
        start = start.decode("utf-16", "ignore").encode()
    if data.startswith(_BINARY) or b"\x00" in start[:4096]:
        raise UnknownFormat(_unknown(name, "" if address else suffix))
    head = start[:8192].lstrip().lower()
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


def _refuse_archive(data: bytes, name: str, suffix: str) -> None:
    """Raise UnknownFormat for an archive: what is in it, and what to do."""
    if data.startswith(_ZIP):
        names = list(_zipped_names(data[:_SNIFFED]))
        kind = next((kind for mark, kind in _MIMETYPES.items() if mark in data[:120]), "")
        starts = (kind for start, kind in _IN_ZIP if any(n.startswith(start) for n in names))
        kind = kind or next(starts, suffix if suffix in _KINDS else "")
        if kind:
            raise UnknownFormat(_unknown(name, kind))
        listed = ", ".join(names[:_MOST_NAMES]) + (" …" if len(names) > _MOST_NAMES else "")
        raise UnknownFormat(f"'{name}' is a ZIP archive ({listed or 'empty'}). {_UNPACK}")
    what = next((what for mark, what in _ARCHIVES.items() if data.startswith(mark)), "")
    if data[_TAR_PLACE : _TAR_PLACE + len(_TAR_MARK)] == _TAR_MARK:
        first = re.split(rb"\x00", data[:100])[0].decode("utf-8", "replace")
        what = f"a tar archive ({first} …)"
    if what:
        raise UnknownFormat(f"'{name}' is {what}. {_UNPACK}")


def _zipped_names(start: bytes) -> Iterator[str]:
    """The names of the files whose headers stand at the start of a ZIP archive."""
    place = start.find(_ZIP)
    while place >= 0:
        length = int.from_bytes(start[place + 26 : place + 28], "little")
        file = start[place + 30 : place + 30 + length].decode("utf-8", "replace")
        if file and file.isprintable() and not file.endswith("/"):
            yield file
        place = start.find(_ZIP, place + 4)


def _unknown(name: str, suffix: str) -> str:
    if suffix in _KINDS:
        what, remedy = _KINDS[suffix]
        return f"'{name}' is {what}, which is not read yet. {remedy} Readable are {_READABLE}."
    what = f"type '{suffix}'" if suffix else "no file type in its name"
    return f"No reader for '{name}' ({what}). Readable are {_READABLE}."

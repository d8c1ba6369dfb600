"""Source bytes to a ``Document``: one reader for each format, found by suffix and content.

``read`` and ``read_bytes`` read in this process; ``sandbox.read_in_child`` reads in a child
process, so that a hostile file costs only itself.
"""

from __future__ import annotations

import re
from pathlib import Path, PurePath

from assistant.documents.document import Document
from assistant.documents.formats import SUFFIXES, Format, file_bytes
from assistant.errors import EmptySource, UnknownFormat, UnreadableSource
from assistant.messages import Message

_ADDRESS = re.compile(r"(?:https?://[^/?#]*|arxiv:)", re.IGNORECASE)
_TAGS = re.compile(
    rb"<(?:!doctype html|html|head|body|title|meta|div|article|main|section|p|h1|h2|table|span"
    rb"|script|style|link|center|font)[\s>/]",
    re.IGNORECASE,
)
_BINARY = (
    b"PK\x03\x04",
    b"\x89PNG",
    b"\xff\xd8\xff",
    b"GIF8",
    b"\x1f\x8b",
    b"\xd0\xcf\x11\xe0",
    b"\x7fELF",
)


def read(path: Path, *, password: str | None = None) -> Document:
    """Read a file in this process.

    Raises a ``SourceError`` that says what is wrong: nothing there, a format without a reader,
    no text, a password wanted, or damage.
    """
    return read_bytes(file_bytes(path), path.name, password=password)


def read_bytes(data: bytes, name: str, *, password: str | None = None) -> Document:
    """Read the bytes of a source that its user calls ``name``; errors as for ``read``."""
    source_format = format_of(data, name)
    if source_format == "pdf":
        from assistant.readers.pdf.reader import read_pdf

        return read_pdf(data, name, password=password)
    if source_format == "html":
        from assistant.readers.html.reader import read_html

        document = read_html(data, name)
    elif source_format == "markdown":
        from assistant.readers.markdown import read_markdown

        document = read_markdown(data, name)
    else:
        from assistant.readers.text.reader import read_text

        document = read_text(data, name)
    if not document.abstract and next(document.sentences(), None) is None:
        why = Message("it was read, and nothing in it is prose")
        raise EmptySource(Message("No text in '{name}': {why}.", name=name, why=why))
    return document


def format_of(data: bytes, name: str) -> Format:
    """The format of a source by its content first, then by its name's suffix.

    What was fetched has an address or "arXiv:…" for a name, which need not end in a suffix: it is
    HTML if it has tags, else text. Raises EmptySource for no bytes at all and UnknownFormat where
    no reader fits.
    """
    if not data.strip():
        raise EmptySource(
            Message("'{name}' is empty. Hand over a file that holds text.", name=name)
        )
    address = _ADDRESS.match(name)
    path = re.split(r"[?#]", name[address.end() :])[0] if address else name
    suffix = PurePath(path).suffix.lower()
    known = SUFFIXES.get(suffix)
    if b"%PDF-" in data[:1024]:
        return "pdf"
    if known == "pdf":
        raise UnreadableSource(
            f"'{name}' is not a PDF, although it is named like one: it has no %PDF header."
            " Download it again."
        )
    start = data[:65_536].removeprefix(b"\xef\xbb\xbf")
    if start.startswith((b"\xff\xfe", b"\xfe\xff")):  # UTF-16, which has a zero in every letter
        start = start.decode("utf-16", "ignore").encode()
    if data.startswith(_BINARY) or b"\x00" in start[:4096]:
        raise UnknownFormat(_unknown(name, "" if address else suffix))
    head = start[:8192].lstrip().lower()
    looks_html = head.startswith((b"<!doctype html", b"<html", b"<?xml")) and b"<html" in head
    if looks_html and (known != "markdown" or address):
        return "html"
    if known is None and address:
        return "html" if _has_tags(start) else "text"
    if known is None:
        raise UnknownFormat(_unknown(name, suffix))
    return known


def _has_tags(start: bytes) -> bool:
    """Whether bytes are HTML without its declaration: they begin with a tag, or hold many."""
    tags = len(_TAGS.findall(start))
    return tags > 0 and (start.lstrip()[:1] == b"<" or tags > 20)


def _unknown(name: str, suffix: str) -> str:
    kinds = "PDF, HTML, Markdown (.md) or plain text (.txt)"
    what = f"type '{suffix}'" if suffix else "no file type in its name"
    return f"No reader for '{name}' ({what}). Readable are {kinds}."

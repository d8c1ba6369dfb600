"""Source bytes to a ``Document``: one reader for each format, found by suffix and content.

``read`` and ``read_bytes`` read in this process; ``sandbox.read_in_child`` reads in a child
process, so that a hostile file costs only itself.
"""

from __future__ import annotations

from pathlib import Path

from assistant.documents.detection import format_of
from assistant.documents.document import Document
from assistant.documents.formats import file_bytes
from assistant.errors import EmptySource
from assistant.messages import Message


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

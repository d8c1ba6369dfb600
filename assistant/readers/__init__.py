"""Source bytes to a ``Document``: one reader for each format, found by suffix and content.

``read`` and ``read_bytes`` read in this process; ``sandbox.read_in_child`` reads in a child
process, so that a hostile file costs only itself.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from pathlib import Path
from typing import TYPE_CHECKING, Protocol

from assistant.documents.detection import format_of
from assistant.documents.document import Document
from assistant.documents.formats import Format, file_bytes
from assistant.errors import EmptySource
from assistant.messages import Message

if TYPE_CHECKING:
    from assistant.readers.pdf.scans.recognition import Scanner


def read(path: Path, *, password: str | None = None) -> Document:
    """Read a file in this process.

    Raises a ``SourceError`` that says what is wrong: nothing there, a format without a reader,
    no text, a password wanted, or damage.
    """
    return read_bytes(file_bytes(path), path.name, password=password)


def read_bytes(
    data: bytes, name: str, *, password: str | None = None, scanner: Scanner | None = None
) -> Document:
    """Read the bytes of a source that its user calls ``name``; errors as for ``read``.

    ``scanner`` reads the images of a PDF's pages whose own text does not say it.
    """
    source_format = format_of(data, name)
    if source_format == "pdf" and scanner is not None:
        from assistant.readers.pdf.reader import read_pdf

        document = read_pdf(data, name, password=password, scanner=scanner)
    else:
        document = _READERS[source_format]()(data, name, password=password)
    said = next(document.sentences(), None) or next(document.statements(), None)
    if not document.abstract and said is None:
        why = Message("it was read, and nothing in it is prose")
        raise EmptySource("No text in '{name}': {why}.", name=name, why=why)
    return document


class Reader(Protocol):
    """What reads one format: the bytes of a source and its user's name for it to a document.

    Raises a ``SourceError``. ``password`` opens an encrypted file; formats that have none pass it
    over.
    """

    def __call__(self, data: bytes, name: str, *, password: str | None = None) -> Document:
        """Read a source."""


def _pdf() -> Reader:
    from assistant.readers.pdf.reader import read_pdf

    return read_pdf


def _html() -> Reader:
    from assistant.readers.html.reader import read_html

    return read_html


def _markdown() -> Reader:
    from assistant.readers.markdown import read_markdown

    return read_markdown


def _text() -> Reader:
    from assistant.readers.text.reader import read_text

    return read_text


def _docx() -> Reader:
    from assistant.readers.office.docx import read_docx

    return read_docx


def _odt() -> Reader:
    from assistant.readers.office.odt import read_odt

    return read_odt


def _pptx() -> Reader:
    from assistant.readers.office.pptx import read_pptx

    return read_pptx


def _epub() -> Reader:
    from assistant.readers.epub import read_epub

    return read_epub


def _jats() -> Reader:
    from assistant.readers.jats import read_jats

    return read_jats


def _latex() -> Reader:
    from assistant.readers.latex.reader import read_latex

    return read_latex


# Each reader is imported when its first source comes.
_READERS: Mapping[Format, Callable[[], Reader]] = {
    "pdf": _pdf,
    "html": _html,
    "markdown": _markdown,
    "text": _text,
    "docx": _docx,
    "odt": _odt,
    "pptx": _pptx,
    "epub": _epub,
    "jats": _jats,
    "latex": _latex,
}

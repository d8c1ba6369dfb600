"""What is in an archive that a user hands over: one document, or several."""

from __future__ import annotations

from pathlib import PurePath

from assistant.documents.detection import format_of
from assistant.documents.formats import SUFFIXES
from assistant.errors import EmptySource, UnknownFormat
from assistant.readers.archive import Archive
from assistant.readers.latex.project import is_main
from assistant.text.encodings import decode

_TEX = tuple(suffix for suffix, known in SUFFIXES.items() if known == "latex" and suffix != ".zip")


def contents(data: bytes, name: str) -> list[str]:
    """The names of the documents in an archive, sorted; none for one that is itself a document.

    That is an office file, a book, or the source of a LaTeX paper. Raises EmptySource for an
    archive without a document, UnreadableSource for one that is damaged.
    """
    try:
        if format_of(data, name) != "latex":
            return []
    except UnknownFormat:
        pass
    archive = Archive(data, name)
    sources = [file for file in archive.names if file.lower().endswith(_TEX)]
    if any(is_main(decode(archive.read(file))) for file in sources):
        return []
    found = sorted(file for file in archive.names if _is_readable(file))
    if not found:
        raise EmptySource("'{name}' holds no file that can be read. Unpack it and look.", name=name)
    return found


def _is_readable(file: str) -> bool:
    path = PurePath(file)
    hidden = any(part.startswith((".", "__MACOSX")) for part in path.parts)
    return path.suffix.lower() in SUFFIXES and not hidden

"""The formats of files that can be read, and how a file is opened safely."""

from __future__ import annotations

import os
import stat
from pathlib import Path
from typing import BinaryIO, Literal

from assistant.errors import SourceNotFound, UnknownFormat, UnreadableSource

Format = Literal[
    "pdf", "html", "markdown", "text", "docx", "odt", "pptx", "epub", "jats", "latex"
]  # fmt: skip
SUFFIXES: dict[str, Format] = {
    ".pdf": "pdf",
    ".html": "html",
    ".htm": "html",
    ".xhtml": "html",
    ".md": "markdown",
    ".markdown": "markdown",
    ".txt": "text",
    ".text": "text",
    ".docx": "docx",
    ".odt": "odt",
    ".pptx": "pptx",
    ".epub": "epub",
    ".xml": "jats",
    ".nxml": "jats",
    ".tex": "latex",
    ".ltx": "latex",
    ".zip": "latex",  # of one document's source; the files of other archives are read one by one
}


def file_bytes(path: Path) -> bytes:
    """The bytes of a file; SourceNotFound or UnreadableSource where there are none to get."""
    with open_regular_file(path) as file:
        return file.read()


def open_regular_file(path: Path) -> BinaryIO:
    """A regular file, open for reading; a pipe, a device or a folder is refused, not waited for.

    Raises SourceNotFound, UnknownFormat for what is no file, UnreadableSource without permission.
    """
    try:
        number = os.open(path, os.O_RDONLY | getattr(os, "O_NONBLOCK", 0))
    except FileNotFoundError:
        if path.is_symlink():
            raise SourceNotFound(
                "'{path}' is a link to '{target}', where there is no file. Mend the link.",
                path=path,
                target=path.readlink(),
            ) from None
        raise SourceNotFound("No file at '{path}'. Check the path.", path=path) from None
    except (OSError, ValueError) as error:
        reason = getattr(error, "strerror", None) or str(error)
        raise UnreadableSource(
            "Cannot open '{path}': {reason}.", path=path, reason=reason
        ) from error
    mode = os.fstat(number).st_mode
    if stat.S_ISREG(mode):
        return os.fdopen(number, "rb")
    os.close(number)
    if stat.S_ISDIR(mode):
        raise UnknownFormat("'{path}' is a folder. Add the files in it one by one.", path=path)
    raise UnknownFormat("'{path}' is no file but a pipe or a device. Hand over a file.", path=path)

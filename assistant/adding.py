"""What adding sources to a library tells: its progress, and what became of each."""

from __future__ import annotations

import hashlib
import shutil
from dataclasses import dataclass
from pathlib import Path
from typing import Literal

from assistant.errors import AssistantError, LibraryNotWritable, SourceNotFound, UnknownFormat
from assistant.identity import Survey
from assistant.readers import SUFFIXES

# What adding a document writes, to stay well within it: undoing on a full disk may fail as well.
LEAST_SPACE = 32_000_000
BYTES_A_CHARACTER = 40


@dataclass(frozen=True)
class Progress:
    """How far adding one source is: ``done`` of ``total`` passages while it is embedded."""

    source: str
    stage: Literal["read", "split", "embed"]
    done: int = 0
    total: int = 0


@dataclass(frozen=True)
class Added:
    """What became of one source: its survey, or the error that refused it.

    ``already_there`` when its bytes were in the library before.
    """

    source: str
    survey: Survey | None = None
    error: AssistantError | None = None
    already_there: bool = False


def document_id_of(data: bytes) -> str:
    """A document's id: the SHA-256 of its source's bytes, in hex."""
    return hashlib.sha256(data).hexdigest()


def source_files(path: Path) -> list[Path]:
    if not path.is_dir():
        return [path]
    files = sorted(
        file for file in path.rglob("*") if file.is_file() and file.suffix.lower() in SUFFIXES
    )
    if not files:
        known = ", ".join(sorted(SUFFIXES))
        raise SourceNotFound(f"No files to read in {path}. Files that can be read end in {known}.")
    return files


def refuse_address(path: Path) -> None:
    text = str(path)
    if text.startswith(("http:/", "https:/", "arxiv:", "arXiv:")):
        raise UnknownFormat(
            f"{text} is an address: fetching is not built yet. Download the PDF and add the file."
        )


def written_name(path: Path) -> str:
    """A file's name as it can be stored and shown, whatever bytes it has on disk."""
    return path.name.encode("utf-8", "replace").decode()


def require_space(folder: Path, characters: int) -> None:
    """Refuse a text of so many characters where the disk may be too full for it."""
    needed = LEAST_SPACE + BYTES_A_CHARACTER * characters
    free = shutil.disk_usage(folder).free
    if free < needed:
        raise LibraryNotWritable(
            f"The disk of {folder} has {free / 1e6:.0f} MB left; adding this needs "
            f"{needed / 1e6:.0f} MB. Free some space, or choose another folder with --library."
        )

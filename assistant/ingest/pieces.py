"""Sources that hold several documents: archives, unfolded into the files in them."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path, PurePosixPath

from assistant.ingest.arxiv import Stated
from assistant.readers.sandbox import Limits, archive_contents


@dataclass(frozen=True)
class Piece:
    """One document of a source that holds several.

    ``source`` is what it is called among sources, ``path`` the file that holds it, ``member`` its
    name in an archive. ``stated`` is what a list of references says of it; ``key`` names it there.
    """

    source: str
    path: Path
    member: str = ""
    stated: Stated | None = None
    key: str = ""

    @property
    def name(self) -> str:
        """What the document is called: its file's name."""
        return PurePosixPath(self.member).name if self.member else self.path.name


def is_archive(path: Path) -> bool:
    """Whether a file is a ZIP archive by its name."""
    return path.suffix.lower() == ".zip"


def archive_pieces(path: Path, limits: Limits) -> list[Piece]:
    """The documents in an archive; none for one that is itself a document.

    Raises a SourceError for what is no archive, is damaged or holds nothing that can be read.
    """
    members = archive_contents(path, path.name, limits=limits)
    return [Piece(f"{path}/{member}", path, member) for member in members]

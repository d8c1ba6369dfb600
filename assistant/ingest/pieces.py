"""Sources that hold several documents: archives, and lists of references that name files."""

from __future__ import annotations

from dataclasses import asdict, dataclass
from pathlib import Path, PurePosixPath
from urllib.parse import unquote, urlsplit

from assistant.documents.formats import open_regular_file
from assistant.documents.reference import Reference
from assistant.errors import AssistantError, SourceNotFound
from assistant.ingest.arxiv import Stated
from assistant.readers.references.listing import is_list
from assistant.readers.sandbox import Limits, archive_contents, listed_references

_SNIFFED = 4096  # bytes
_ARCHIVES = (".zip", ".tar", ".tar.gz", ".tgz")


@dataclass(frozen=True)
class SourcePiece:
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
    """Whether a file is a ZIP or a tar archive by its name."""
    return path.name.lower().endswith(_ARCHIVES)


def archive_pieces(path: Path, limits: Limits) -> list[SourcePiece]:
    """The documents in an archive; none for one that is itself a document.

    Raises a SourceError for what is no archive, is damaged or holds nothing that can be read.
    """
    members = archive_contents(path, path.name, limits=limits)
    return [SourcePiece(f"{path}/{member}", path, member) for member in members]


def is_reference_list(path: Path) -> bool:
    """Whether a file is a list of references, by its name and its start."""
    try:
        with open_regular_file(path) as file:
            return is_list(file.read(_SNIFFED), path.name)
    except AssistantError:
        return False


def list_pieces(path: Path, limits: Limits, *, linked: bool) -> list[SourcePiece]:
    """The files that a list of references names, each with what the list states of it.

    They lie in the list's folder or below it, or with ``linked`` anywhere. Raises a SourceError for
    a list that cannot be read, and SourceNotFound where none of its files is there.
    """
    references = listed_references(path, path.name, limits=limits)
    found = [
        SourcePiece(str(place), place, stated=stated_by(reference), key=file.key)
        for reference in references
        for file in reference.files
        if (place := _place(file.path, path.parent, linked)) is not None
    ]
    if not found:
        raise SourceNotFound(
            "'{name}' lists {count} references and names no file that is here. Export the list "
            "together with its files, or add the works: PDFs, addresses or arXiv ids.",
            name=path.name,
            count=len(references),
        )
    return found


def stated_by(reference: Reference) -> Stated:
    """What a reference states, in the form in which it goes before what a document says."""
    return Stated(**asdict(reference.stated))


def _place(stated: str, folder: Path, linked: bool) -> Path | None:
    """Where a file lies that a list names; None where it is not there or too far from the list."""
    path = unquote(urlsplit(stated).path) if stated.lower().startswith("file:") else stated
    candidates = [folder / path]
    if linked and not path.startswith(("/", "\\", ".")):
        candidates.append(Path("/") / path)  # Mendeley leaves out the first stroke
    for place in candidates:
        try:
            inside = place.resolve().is_relative_to(folder.resolve())
            if (linked or inside) and place.is_file():
                return place
        except (OSError, ValueError, RuntimeError):
            continue
    return None

"""Imports from a reference manager, again and again: what is new, changed, gone since the last."""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field
from pathlib import Path

from assistant.documents.formats import SUFFIXES
from assistant.documents.reference import Attachment, Reference
from assistant.ingest.pieces import SourcePiece, is_archive, stated_by
from assistant.ingest.pipeline import Adding
from assistant.ingest.progress import Added, Progress
from assistant.ingest.zotero import zotero_references
from assistant.serialization import dump
from assistant.storage.curation import Curation, LibraryFolder
from assistant.storage.imports import Imported, Imports


@dataclass(frozen=True)
class ImportPlan:
    """What an import would do: files that are ``new`` or ``changed``, or whose metadata are.

    ``gone`` names the documents whose items or files are no longer there; they stay until their
    surveys are removed. ``without_file`` counts the items that have no file which can be read here.
    """

    origin: str
    new: tuple[SourcePiece, ...] = ()
    changed: tuple[SourcePiece, ...] = ()
    unchanged: int = 0
    gone: tuple[str, ...] = ()
    without_file: int = 0
    signatures: dict[str, str] = field(default_factory=dict)


class Importing:
    """Imports into one library; what came is remembered, so that nothing comes twice."""

    def __init__(self, folder: LibraryFolder, adding: Adding, curation: Curation) -> None:
        self._folder = folder
        self._adding = adding
        self._curation = curation
        self._imports = Imports(folder.database)

    def plan_zotero(self, folder: Path, collections: Sequence[str]) -> ImportPlan:
        """What there is to import from a Zotero data folder; raises as ``zotero_references``."""
        chosen = zotero_references(folder, collections)
        everything = zotero_references(folder) if collections else chosen
        return self._plan(f"zotero:{folder.resolve()}", chosen, everything)

    def _plan(
        self, origin: str, chosen: Sequence[Reference], everything: Sequence[Reference]
    ) -> ImportPlan:
        known = self._imports.of(origin)
        there = {file.key for reference in everything for file in _readable(reference)}
        new, changed, unchanged = [], [], 0
        signatures = {}
        for reference in chosen:
            for key, path in ((file.key, Path(file.path)) for file in _readable(reference)):
                stated = stated_by(reference)
                signatures[key] = _signature(path, dump(stated))
                piece = SourcePiece(str(path), path, stated=stated, key=key)
                if key not in known:
                    new.append(piece)
                elif known[key].signature != signatures[key]:
                    changed.append(piece)
                else:
                    unchanged += 1
        gone = {key: imported for key, imported in known.items() if key not in there}
        names = {self._curation.info(imported.document_id).name for imported in gone.values()}
        return ImportPlan(
            origin,
            tuple(new),
            tuple(changed),
            unchanged,
            tuple(sorted(names)),
            sum(not _readable(reference) for reference in chosen),
            signatures,
        )

    def run(self, plan: ImportPlan, progress: Callable[[Progress], None] | None) -> Iterator[Added]:
        """What becomes of each new or changed file, in the order of the plan."""
        pieces = [*plan.new, *plan.changed]
        before = self._imports.of(plan.origin)
        for piece, added in zip(pieces, self._adding.add_all(pieces, None, progress), strict=True):
            if added.error is None:
                self._note(plan, piece.key, added.document_id, before.get(piece.key))
            yield added

    def _note(self, plan: ImportPlan, key: str, document_id: str, old: Imported | None) -> None:
        """Remember what a file became; the document that it was before goes."""
        with self._folder.lock.turn():
            self._imports.keep(plan.origin, key, Imported(document_id, plan.signatures[key]))
        replaced = old.document_id if old is not None and old.document_id != document_id else ""
        if replaced and not self._imports.is_used(replaced):
            self._curation.remove_document(replaced)


def _readable(reference: Reference) -> list[Attachment]:
    """Its files that are there and have a reader."""
    return [file for file in reference.files if _is_readable(Path(file.path))]


def _is_readable(path: Path) -> bool:
    try:
        return path.suffix.lower() in SUFFIXES and not is_archive(path) and path.is_file()
    except (OSError, ValueError):  # a path that this system cannot have
        return False


def _signature(path: Path, stated: str) -> str:
    """What tells whether a file or what is stated of it has changed."""
    status = path.stat()
    digest = hashlib.sha256(stated.encode()).hexdigest()[:16]
    return f"{status.st_size} {status.st_mtime_ns} {digest}"

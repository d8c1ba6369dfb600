"""What stands in a library: kept sources; merging, splitting, editing and removing surveys."""

from __future__ import annotations

import contextlib
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from assistant.documents.survey import DocumentInfo, Survey
from assistant.errors import LibraryBusy, LibraryError, LibraryNotWritable, UnknownName
from assistant.settings import Settings
from assistant.storage.database import LibraryDatabase, LibraryIndex
from assistant.storage.edits import check_details
from assistant.storage.originals import Sources, missing
from assistant.storage.surveys import Store
from assistant.storage.write_lock import WriteLock


@dataclass(frozen=True)
class LibraryFolder:
    """An open library's folder: what lies in it, and whose turn it is to write."""

    path: Path
    settings: Settings
    database: LibraryDatabase
    store: Store
    index: LibraryIndex
    sources: Sources
    lock: WriteLock


class Curation:
    """Looks up and changes what a library has; each change is one transaction."""

    def __init__(self, folder: LibraryFolder) -> None:
        self._folder = folder.path
        self._database = folder.database
        self._store = folder.store
        self._index = folder.index
        self._sources = folder.sources
        self._lock = folder.lock

    def source(self, document_id: str) -> Path:
        """Where a document's bytes lie; LibraryError where none are kept."""
        path = self._sources.find(self.info(document_id).id)
        if path is None:
            raise missing(self.info(document_id).name)
        return path

    def info(self, document_id: str) -> DocumentInfo:
        """A document as lists show it; LibraryError where it is not there."""
        survey_id = self._store.survey_of(document_id)
        survey = self._store.survey(survey_id) if survey_id else None
        for info in survey.documents if survey else ():
            if info.id == document_id:
                return info
        raise no_document(document_id, self._folder)

    def merge(self, surveys: Sequence[Survey]) -> Survey:
        """Make one survey of several."""
        if len(surveys) < 2:
            raise UnknownName("Merging needs at least two different surveys. Name another.")
        first, *others = surveys
        documents = [info.id for survey in surveys for info in survey.documents]
        with self._lock.turn(), self._database.transaction():
            self._store.edits.let_together(documents)
            for other in others:
                self._store.move(other.id, first.id)
        return self._again(first.id)

    def split(self, survey: Survey, documents: Sequence[str]) -> Survey:
        """Give some of a survey's documents a survey of their own."""
        chosen = list(dict.fromkeys(_document_of(survey, name) for name in documents))
        rest = [info.id for info in survey.documents if info.id not in chosen]
        if not chosen or not rest:
            raise UnknownName(
                "“{survey}” has {count} documents: a split names some of them and leaves some. "
                "'survey-assistant show' lists them."
                if len(survey.documents) > 1
                else "“{survey}” has one document, so there is nothing to split.",
                survey=survey.title,
                count=len(survey.documents),
            )
        with self._lock.turn(), self._database.transaction():
            new = self._store.new_survey(chosen[0], self._store.moment())
            self._store.move(survey.id, new, chosen)
            self._store.edits.keep_apart(chosen, rest)
        return self._again(new)

    def edit(self, survey: Survey, values: dict[str, Any]) -> Survey:
        """Correct a survey's details."""
        details = check_details(values)
        with self._lock.turn(), self._database.transaction():
            self._store.edits.write(survey.id, details)
            self._store.describe(survey.id)
        return self._again(survey.id)

    def remove(self, survey: Survey) -> None:
        """Forget a survey, its documents and their sources."""
        with self._lock.turn():
            with self._database.transaction():
                for info in survey.documents:
                    self._index.delete(info.id)
                self._store.remove(survey.id)
            for info in survey.documents:
                self._sources.drop(info.id)

    def remove_document(self, document_id: str) -> None:
        """Forget one document and its source; its survey goes with its last one."""
        with self._lock.turn():
            with self._database.transaction():
                self._index.delete(document_id)
                self._store.remove_document(document_id)
            self._sources.drop(document_id)

    def clear_left(self) -> None:
        """Delete what a killed process left of sources, unless another process is writing."""
        busy = contextlib.suppress(LibraryBusy, LibraryNotWritable)
        with busy, self._lock.turn(timeout=0):
            self._sources.clear_left(self._store.document_ids())

    def close(self) -> None:
        """Delete what was taken in and not kept."""
        self._sources.close()

    def _again(self, survey_id: str) -> Survey:
        found = self._store.survey(survey_id)
        if found is None:
            raise UnknownName(
                "The survey {survey} was removed meanwhile. Look at the list.",
                survey=repr(survey_id),
            )
        return found


def no_document(document_id: str, folder: Path) -> LibraryError:
    """The error that a library in a folder raises for a document that is not there."""
    return LibraryError(
        "No document {document} in {folder}. It may have been removed; list what is there with "
        "'survey-assistant list'.",
        document=repr(document_id),
        folder=folder,
    )


def _document_of(survey: Survey, name: str) -> str:
    """The id of a survey's document of this id, beginning of an id (6 at least), or name."""
    for info in survey.documents:
        if name in (info.id, info.name) or (len(name) >= 6 and info.id.startswith(name.lower())):
            return info.id
    names = "; ".join(f"{info.name} ({info.id[:8]})" for info in survey.documents)
    raise UnknownName(
        "No document {name} in “{survey}”. It has: {names}.",
        name=repr(name),
        survey=survey.title,
        names=names,
    )

"""Whether everything in a library's folder agrees, and making anew what can be derived."""

from __future__ import annotations

import contextlib
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from filelock import FileLock, Timeout

from assistant.documents.document import Document
from assistant.documents.identity import Identity
from assistant.documents.passages import split
from assistant.errors import LibraryBusy, LibraryError, LibraryNotWritable
from assistant.messages import Message
from assistant.models.backend import Engines
from assistant.serialization import dump, load
from assistant.settings import Settings
from assistant.storage.database import (
    LibraryDatabase,
    LibraryIndex,
    library_errors,
    vectors_place,
)
from assistant.storage.surveys import Store
from vectorstore import integrity
from vectorstore.server import ChromaServer

if TYPE_CHECKING:
    from langchain_core.embeddings import Embeddings

FILE = "library.sqlite3"
INDEXES = "The indexes of the database are damaged"
_LOST_SURVEYS = (
    "SELECT DISTINCT survey_id FROM documents WHERE survey_id NOT IN (SELECT id FROM surveys)"
)
_UNKNOWN = (
    "coalesce(json_extract(value, '$.survey_id'), json_extract(value, '$.survey.id')) "
    "NOT IN (SELECT id FROM surveys)"
)


@dataclass(frozen=True)
class Finding:
    """Something that is not as it must be: what, which ones, and whether it can be made anew."""

    what: str
    places: tuple[str, ...] = ()
    derived: bool = True

    def __str__(self) -> str:
        some = ", ".join(self.places[:3]) + (", …" if len(self.places) > 3 else "")
        return f"{len(self.places)} {self.what} ({some})" if self.places else self.what


@dataclass(frozen=True)
class Checkup:
    """What was counted and what was found; ``mended`` tells what a repair made anew."""

    surveys: int
    documents: int
    passages: int
    findings: tuple[Finding, ...] = ()
    mended: tuple[Finding, ...] = ()

    @property
    def sound(self) -> bool:
        """Whether nothing is left that is wrong."""
        return not self.findings


def check(
    folder: Path,
    settings: Settings,
    *,
    embeddings: Embeddings | None = None,
    repair: bool = False,
    progress: Callable[[int, int], None] | None = None,
) -> Checkup:
    """Look whether documents, passages, full text and vectors in a library agree.

    With ``repair``, whatever is derived is made anew where it does not; documents themselves and
    conversations are never changed. Raises LibraryError where there is no library or its database
    is damaged, LibraryBusy while another process writes.
    """
    path = folder / FILE
    if not path.is_file():
        raise LibraryError(f"No library in {folder}: there is no {FILE}. Check the path.")
    with alone(folder, settings), library_errors():
        engines = Engines(settings, embeddings=embeddings)
        database = LibraryDatabase(path, settings.lock_timeout)
        try:
            examination = _Examination(vectors_place(folder, settings), database, engines)
            found = examination.findings()
            if not (repair and found):
                return examination.checkup(found)
            examination.mend(found, progress)
            left = examination.findings()
            examination.close()
            return examination.checkup(left, tuple(f for f in found if f not in left))
        finally:
            database.close()
            engines.close()


class _Examination:
    """The parts of one library, looked at without opening it for use."""

    def __init__(
        self, vectors: Path | ChromaServer, database: LibraryDatabase, engines: Engines
    ) -> None:
        self._vectors = vectors
        self._database = database
        self._store = Store(database)
        self._index = LibraryIndex(database, vectors, lambda: engines.embeddings)

    def checkup(self, found: Sequence[Finding], mended: tuple[Finding, ...] = ()) -> Checkup:
        self.close()
        surveys, documents, passages = (
            int(self._database.rows(f"SELECT count(*) FROM {table}")[0][0])
            for table in ("surveys", "documents", "passages")
        )
        return Checkup(surveys, documents, passages, tuple(found), mended)

    def close(self) -> None:
        self._index.close()

    def findings(self) -> list[Finding]:
        found = [
            *self._database_findings(),
            *self._orphans(),
            *self._documents(),
            *self._check_results(),
        ]
        for item in integrity.text_disagreements(self._database):
            found.append(Finding(item.what, item.ids))
        if self._database.rows("SELECT 1 FROM passages LIMIT 1") or self._has_vectors():
            for item in integrity.vector_disagreements(self._database, self._index):
                found.append(Finding(item.what, item.ids))
        return found

    def _has_vectors(self) -> bool:
        return isinstance(self._vectors, ChromaServer) or self._vectors.exists()

    def _database_findings(self) -> list[Finding]:
        """Damaged indexes of SQLite's own; LibraryError where more than an index is damaged."""
        complaints = [row[0] for row in self._database.rows("PRAGMA integrity_check")]
        if complaints == ["ok"]:
            return []
        if all("index" in complaint for complaint in complaints):
            return [Finding(INDEXES)]
        raise LibraryError(
            f"{self._database.path} is damaged ({complaints[0]}). Restore a copy, such as one "
            "made with 'survey-assistant export-library'."
        )

    def _orphans(self) -> Iterator[Finding]:
        for what, sql in (
            ("documents whose survey is lost", _LOST_SURVEYS),
            (
                "surveys without a document",
                "SELECT id FROM surveys WHERE id NOT IN (SELECT survey_id FROM documents)",
            ),
            (
                "documents' passages without the document",
                "SELECT DISTINCT document_id FROM passages "
                "WHERE document_id NOT IN (SELECT id FROM documents)",
            ),
        ):
            if rows := self._database.rows(sql):
                yield Finding(what, tuple(str(row[0]) for row in rows))

    def _documents(self) -> Iterator[Finding]:
        """Documents that cannot be read, and those whose passages are not what splitting gives."""
        unreadable, other = [], []
        for (key,) in self._database.rows("SELECT id FROM documents ORDER BY added, id"):
            document = self._document(key)
            if document is None:
                unreadable.append(key)
                continue
            stored = {p.id: p for p in self._index.passages_of(key)}
            if stored != {passage.id: passage for passage in split(document)}:
                other.append(key)
        if unreadable:
            yield Finding(
                "documents that cannot be read; remove and add their surveys again",
                tuple(unreadable),
                derived=False,
            )
        if other:
            yield Finding("documents whose passages are not all there", tuple(other))

    def _document(self, key: str) -> Document | None:
        try:
            document = self._store.document(key)
        except LibraryError:
            return None
        return document if document is not None and document.id == key else None

    def _check_results(self) -> Iterator[Finding]:
        """Reviews, cells and turns that are no JSON or belong to nothing."""
        rows = self._database.rows(
            "SELECT key FROM results WHERE CASE WHEN json_valid(value) "
            f"THEN json_type(value) = 'object' AND {_UNKNOWN} ELSE 1 END"
        )
        if rows:
            yield Finding("kept results that belong to nothing", tuple(row[0] for row in rows))
        rows = self._database.rows(
            "SELECT conversation_id || '/' || number FROM turns WHERE NOT json_valid(answer)"
        )
        if rows:
            places = tuple(row[0] for row in rows)
            yield Finding("answers in conversations that cannot be read", places, derived=False)

    def mend(
        self, found: Sequence[Finding], progress: Callable[[int, int], None] | None = None
    ) -> None:
        """Make anew what is derived; nothing that a user handed over or asked is changed."""
        by_name = {finding.what: finding.places for finding in found}
        if INDEXES in by_name:
            with self._database.transaction() as connection:
                connection.execute("REINDEX")
        with self._database.transaction() as connection:
            for survey_id in by_name.get("documents whose survey is lost", ()):
                self._adopt(survey_id)
            connection.execute(
                "DELETE FROM surveys WHERE id NOT IN (SELECT survey_id FROM documents)"
            )
            for key in by_name.get("documents' passages without the document", ()):
                integrity.mend_passages(self._database, key, ())
            for key in by_name.get("documents whose passages are not all there", ()):
                document = self._document(key)
                if document is not None:
                    integrity.mend_passages(self._database, key, split(document))
            connection.executemany(
                "DELETE FROM results WHERE key = ?",
                [(key,) for key in by_name.get("kept results that belong to nothing", ())],
            )
        if integrity.text_disagreements(self._database):
            integrity.mend_text(self._database)
        integrity.mend_vectors(self._database, self._index, progress)

    def _adopt(self, survey_id: str) -> None:
        """A survey for documents that have none, named as their first one states."""
        ((identity,),) = self._database.rows(
            "SELECT identity FROM documents WHERE survey_id = ? ORDER BY added LIMIT 1",
            (survey_id,),
        )
        stated = load(Identity, identity)
        with self._database.transaction() as connection:
            connection.execute(
                "INSERT INTO surveys (id, title, authors, year, arxiv_id, doi, added) "
                "SELECT ?,?,?,?,?,?, min(added) FROM documents WHERE survey_id = ?",
                (
                    survey_id,
                    stated.title,
                    dump(stated.authors, with_templates=True),
                    stated.year,
                    stated.arxiv_id,
                    stated.doi,
                    survey_id,
                ),
            )


@contextlib.contextmanager
def alone(folder: Path, settings: Settings) -> Iterator[None]:
    """Nobody else writes meanwhile; LibraryBusy where another process does not stop."""
    lock = FileLock(folder / "write.lock", timeout=settings.lock_timeout)
    try:
        lock.acquire()
    except Timeout:
        raise LibraryBusy(
            Message(
                "Another process has been writing to {folder} for {seconds} s. Wait for it, or "
                "stop it.",
                folder=str(folder),
                seconds=f"{settings.lock_timeout:.0f}",
            )
        ) from None
    except OSError as error:
        raise LibraryNotWritable(
            f"{folder} cannot be written ({error.strerror}). Make the folder writable."
        ) from error
    try:
        yield
    finally:
        lock.release()

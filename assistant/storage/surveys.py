"""The truth about a library in SQLite: its surveys, and the documents that describe them."""

from __future__ import annotations

import functools
import time
import zlib
from collections.abc import Sequence
from dataclasses import dataclass, replace

from assistant.documents.document import Document
from assistant.documents.identity import Identity, merge_metadata
from assistant.documents.matching import (
    Agreement,
    MergeProposal,
    agreement,
    matching_surveys,
    merge_proposals,
)
from assistant.documents.metadata import Metadata, without_doubts
from assistant.documents.survey import DocumentInfo, Survey
from assistant.errors import LibraryError
from assistant.serialization import dump, load
from assistant.storage.edits import Edits
from assistant.storage.results import Results
from vectorstore.database import Database

# Two moments that follow one another are at least so many seconds apart.
TICK = 0.001


@dataclass(frozen=True)
class Origin:
    """Where a document was fetched from, and what is stated of it there (JSON; empty without)."""

    address: str
    stated: str = ""


@functools.lru_cache(maxsize=8192)
def _facts(text: str) -> DocumentInfo:
    """The facts of a document, read once: all of a library's are wanted at every look at it."""
    return load(DocumentInfo, text)


@functools.lru_cache(maxsize=8192)
def _identity(text: str) -> Identity:
    """What a document states of its work, read once: each that is added is held against all."""
    return load(Identity, text)


class Store:
    """Reads and writes of one ``library.sqlite3``; each write is one transaction."""

    def __init__(self, database: Database) -> None:
        self._database = database
        self._results = Results(database)
        self.edits = Edits(database)
        self._kept: tuple[tuple[int, int] | None, tuple[Survey, ...]] = (None, ())

    def surveys(self) -> list[Survey]:
        """Every survey with its documents, in the order in which they were added.

        They are kept until something is written: a page or a question looks at them many times.
        """
        state = self._database.state()
        kept, surveys = self._kept
        if state is None or state != kept:
            surveys = tuple(self._surveys_where("", ()))
            self._kept = (state, surveys)
        return list(surveys)

    def survey(self, survey_id: str) -> Survey | None:
        """The survey of this id; None if there is none."""
        return next(iter(self._surveys_where("WHERE survey_id = ?", (survey_id,))), None)

    def _surveys_where(self, where: str, parameters: tuple[str, ...]) -> list[Survey]:
        infos: dict[str, list[DocumentInfo]] = {}
        for survey_id, info in self._database.rows(
            f"SELECT survey_id, info FROM documents {where} ORDER BY added, id", parameters
        ):
            infos.setdefault(survey_id, []).append(_facts(info))
        rows = self._database.rows(
            "SELECT id, title, authors, year, arxiv_id, doi FROM surveys "
            f"{where.replace('survey_id', 'id')} ORDER BY added, id",
            parameters,
        )
        edits = self.edits.all()
        return [
            Survey(
                id=survey_id,
                title=title,
                authors=load(tuple[str, ...], authors),
                year=year,
                arxiv_id=arxiv_id,
                doi=doi,
                documents=tuple(
                    replace(info, warnings=without_doubts(info.warnings, edits.get(survey_id, ())))
                    for info in infos.get(survey_id, ())
                ),
            )
            for survey_id, title, authors, year, arxiv_id, doi in rows
        ]

    def document_ids(self) -> set[str]:
        """The ids of all documents."""
        return {row[0] for row in self._database.rows("SELECT id FROM documents")}

    def survey_of(self, document_id: str) -> str | None:
        """The id of the survey that a document describes; None if it is not here."""
        rows = self._database.rows("SELECT survey_id FROM documents WHERE id = ?", (document_id,))
        return rows[0][0] if rows else None

    def document(self, document_id: str) -> Document | None:
        """A document as it was read; None if it is not here.

        Raises LibraryError where what was kept of it is damaged.
        """
        rows = self._database.rows("SELECT body FROM documents WHERE id = ?", (document_id,))
        try:
            return load(Document, zlib.decompress(rows[0][0])) if rows else None
        except (zlib.error, ValueError, TypeError) as error:
            raise LibraryError(
                "The document {document} is damaged. Remove its survey and add it again; "
                "'survey-assistant check' tells whether others are, too.",
                document=repr(document_id),
            ) from error

    def add(
        self, document: Document, origin: Origin | None = None, moment: float | None = None
    ) -> Agreement | None:
        """Keep a document under the survey that it describes; why there, None for a new survey.

        ``moment`` is when it was handed over, in seconds since 1970: what lists are ordered by.
        """
        now = self.moment() if moment is None else moment
        identity = Identity.of(document)
        with self._database.transaction() as connection:
            known = self._known()
            matching = self.edits.unparted(matching_surveys(identity, known))
            survey_id = matching[0] if matching else self.new_survey(document.id, now)
            joined = agreement(identity, [item for owner, item in known if owner in matching])
            united = tuple(self._documents_of(other) for other in matching[1:])
            for other in matching[1:]:
                self.move(other, survey_id)  # the new document shows that two surveys were one
            connection.execute(
                "INSERT INTO documents VALUES (?,?,?,?,?,?)",
                (document.id, survey_id, *_columns(document, identity), now),
            )
            if origin is not None:
                self.note_origin(document.id, origin)
            self.describe(survey_id)
        return replace(joined, united=united) if joined else None

    def _documents_of(self, survey_id: str) -> tuple[str, ...]:
        rows = self._database.rows(
            "SELECT id FROM documents WHERE survey_id = ? ORDER BY added", (survey_id,)
        )
        return tuple(row[0] for row in rows)

    def moment(self) -> float:
        """Now, in seconds since 1970, or just after the latest entry: clocks go back at times."""
        latest = (
            "SELECT max(added) FROM (SELECT added FROM surveys UNION SELECT added FROM documents)"
        )
        return max(time.time(), (self._database.rows(latest)[0][0] or 0.0) + TICK)

    def replace(self, document: Document) -> None:
        """Put a new reading in a document's place; it stays with its survey."""
        with self._database.transaction() as connection:
            connection.execute(
                "UPDATE documents SET info = ?, identity = ?, body = ? WHERE id = ?",
                (*_columns(document, Identity.of(document)), document.id),
            )
            if (survey_id := self.survey_of(document.id)) is not None:
                self._results.forget(survey_id)
                self.describe(survey_id)

    def origin(self, document_id: str) -> Origin | None:
        """Where a document was fetched from; None for a file."""
        rows = self._database.rows(
            "SELECT address, stated FROM origins WHERE document_id = ?", (document_id,)
        )
        return Origin(*rows[0]) if rows else None

    def note_origin(self, document_id: str, origin: Origin) -> None:
        """Keep where a document came from, and what is stated of it there."""
        with self._database.transaction() as connection:
            connection.execute(
                "INSERT OR REPLACE INTO origins VALUES (?,?,?)",
                (document_id, origin.address, origin.stated),
            )

    def _known(self) -> list[tuple[str, Identity]]:
        """Survey id and identity of each document, as it states it and as edits have it."""
        rows = self._database.rows("SELECT survey_id, identity FROM documents ORDER BY added")
        stated = [(survey_id, _identity(value)) for survey_id, value in rows]
        edits = self.edits.all()
        by_hand = [
            (survey_id, replace(identity, **edits[survey_id]))
            for survey_id, identity in stated
            if survey_id in edits
        ]
        return stated + by_hand

    def merge_proposals(self, survey_id: str | None = None) -> list[MergeProposal]:
        """The pairs of surveys that may be one, without those that were parted by hand."""
        known: dict[str, list[Identity]] = {}
        for owner, identity in self._known():
            known.setdefault(owner, []).append(identity)
        found = merge_proposals(list(known.items()), survey_id)
        return [p for p in found if len(self.edits.unparted(p.surveys)) > 1]

    def new_survey(self, document_id: str, moment: float) -> str:
        """A survey without documents, named after its first one; returns its id."""
        with self._database.transaction() as connection:
            survey_id, number = document_id[:12], 1
            while self._database.rows("SELECT 1 FROM surveys WHERE id = ?", (survey_id,)):
                number += 1
                survey_id = f"{document_id[:12]}-{number}"
            connection.execute(
                "INSERT INTO surveys (id, title, authors, added) VALUES (?, '', '[]', ?)",
                (survey_id, moment),
            )
        return survey_id

    def move(self, other: str, survey_id: str, documents: Sequence[str] | None = None) -> None:
        """Give a survey's documents (all without) to another; one that has none left goes."""
        with self._database.transaction() as connection:
            if documents is None:
                self.edits.move(other, survey_id)
                documents = self._documents_of(other)
            connection.executemany(
                "UPDATE documents SET survey_id = ? WHERE id = ?",
                [(survey_id, document_id) for document_id in documents],
            )
            for changed in (other, survey_id):
                self._results.forget(changed)
            if self._count(other):
                self.describe(other)
            else:
                connection.execute("DELETE FROM surveys WHERE id = ?", (other,))
            self.describe(survey_id)

    def _count(self, survey_id: str) -> int:
        sql = "SELECT count(*) FROM documents WHERE survey_id = ?"
        return self._database.number(sql, (survey_id,))

    def remove(self, survey_id: str) -> None:
        """Forget a survey, its documents, and the reviews and cells made from them."""
        with self._database.transaction() as connection:
            connection.execute("DELETE FROM surveys WHERE id = ?", (survey_id,))
            self._results.forget(survey_id)

    def remove_document(self, document_id: str) -> None:
        """Forget one document; its survey goes with its last one."""
        with self._database.transaction() as connection:
            survey_id = self.survey_of(document_id)
            if survey_id is None:
                return
            connection.execute("DELETE FROM documents WHERE id = ?", (document_id,))
            if self._count(survey_id):
                self.describe(survey_id)
            else:
                self.remove(survey_id)

    def stated(self, survey_id: str) -> Metadata:
        """What a survey's documents state of it, whatever was written by hand."""
        rows = self._database.rows(
            "SELECT identity FROM documents WHERE survey_id = ? ORDER BY added", (survey_id,)
        )
        return merge_metadata([_identity(value) for (value,) in rows])

    def describe(self, survey_id: str) -> None:
        """Title, authors, year and ids anew: as written by hand, else as the documents state."""
        with self._database.transaction() as connection:
            best = replace(self.stated(survey_id), **self.edits.of(survey_id))
            connection.execute(
                "UPDATE surveys SET title=?, authors=?, year=?, arxiv_id=?, doi=? WHERE id=?",
                (
                    best.title,
                    dump(best.authors, with_templates=True),
                    best.year,
                    best.arxiv_id,
                    best.doi,
                    survey_id,
                ),
            )


def _columns(document: Document, identity: Identity) -> tuple[str, str, bytes]:
    return (
        dump(DocumentInfo.of(document), with_templates=True),
        dump(identity, with_templates=True),
        zlib.compress(dump(document, with_templates=True).encode(), 6),
    )

"""The conversations that a library keeps: listed, reopened, renamed, searched, rated, exported."""

from __future__ import annotations

import json
import time
from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import Any

from pydantic import ValidationError

from assistant.answers.answer import Answer
from assistant.chat.conversation import Turn
from assistant.documents.survey import Survey
from assistant.errors import LibraryError, UnknownName
from assistant.messages import Message
from assistant.serialization import dump, load
from assistant.storage.surveys import Store
from vectorstore.database import Database

LONGEST_TITLE = 80
_MENTIONS = r"""
    title LIKE ?1 ESCAPE '\' OR EXISTS (
        SELECT 1 FROM turns WHERE conversation_id = id AND (
            question LIKE ?1 ESCAPE '\' OR EXISTS (
                SELECT 1 FROM json_each(answer, '$.claims') AS claim
                WHERE json_extract(claim.value, '$.text') LIKE ?1 ESCAPE '\')))
"""
_OWN = "(?2 IS NULL OR id IN (SELECT conversation_id FROM readers WHERE reader = ?2))"
_SHARED = "id IN (SELECT conversation_id FROM shared_conversations)"
_READABLE = f"({_OWN} OR {_SHARED})"


@dataclass(frozen=True)
class KeptConversation:
    """A conversation in a list; ``changed`` is the Unix time of its last turn.

    ``own`` is the reader's who asked for the list, ``shared`` one that all may read.
    """

    id: int
    title: str
    changed: float
    own: bool = True
    shared: bool = False


@dataclass(frozen=True)
class KeptTurn:
    """A turn as it was kept; ``number`` counts from 1, ``rating`` is a reader's, or empty.

    ``follow_ups`` are the questions that were proposed after it.
    """

    number: int
    turn: Turn
    rating: str = ""
    follow_ups: tuple[str, ...] = ()


class Conversations:
    """Reads and writes a library's conversations; each answer is kept with its evidence.

    Where a ``reader`` is given, any text that names one, only theirs are there and what others
    share.
    """

    def __init__(self, database: Database, store: Store) -> None:
        self._database = database
        self._store = store

    def listed(self, search: str = "", reader: str | None = None) -> list[KeptConversation]:
        """Every conversation, the latest first; those that mention ``search`` with it."""
        words = search.strip().replace("\\", r"\\").replace("%", r"\%").replace("_", r"\_")
        query = (
            f"SELECT id, title, changed, {_OWN}, {_SHARED} FROM conversations "
            f"WHERE ({_MENTIONS}) AND {_READABLE}"
        )
        rows = self._database.rows(
            f"{query} ORDER BY changed DESC, id DESC", (f"%{words}%", reader)
        )
        return [_kept(row) for row in rows]

    def one(self, conversation_id: int, reader: str | None = None) -> KeptConversation:
        """A conversation that this reader may read; UnknownName where it is not there any more."""
        rows = self._database.rows(
            f"SELECT id, title, changed, {_OWN}, {_SHARED} FROM conversations "
            f"WHERE id = ?1 AND {_READABLE}",
            (conversation_id, reader),
        )
        if not rows:
            raise UnknownName(
                Message(
                    "There is no conversation {number} any more. Choose another in the list.",
                    number=conversation_id,
                )
            )
        return _kept(rows[0])

    def share(self, conversation_id: int, shared: bool = True) -> None:
        """Let everybody who uses the library read a conversation, or no longer."""
        self.title(conversation_id)
        with self._database.transaction() as connection:
            connection.execute(
                "INSERT OR IGNORE INTO shared_conversations VALUES (?)"
                if shared
                else "DELETE FROM shared_conversations WHERE conversation_id = ?",
                (conversation_id,),
            )

    def title(self, conversation_id: int, reader: str | None = None) -> str:
        """A conversation's title; UnknownName where it is not there (any more)."""
        return self.one(conversation_id, reader).title

    def turns(self, conversation_id: int, reader: str | None = None) -> list[KeptTurn]:
        """A conversation's turns, in order."""
        self.title(conversation_id, reader)
        query = (
            "SELECT turns.number, question, standalone, answer, coalesce(rating, ''), "
            "coalesce(questions, '[]') FROM turns "
            "LEFT JOIN ratings USING (conversation_id, number) "
            "LEFT JOIN follow_ups USING (conversation_id, number) WHERE conversation_id = ? "
            "ORDER BY number"
        )
        rows = self._database.rows(query, (conversation_id,))
        return [
            KeptTurn(
                number,
                Turn(question, standalone, _answer(question, value)),
                rating,
                load(tuple[str, ...], follow_ups),
            )
            for number, question, standalone, value, rating, follow_ups in rows
        ]

    def keep(
        self, conversation_id: int | None, turn: Turn, reader: str | None = None
    ) -> tuple[int, int]:
        """Append a turn; the conversation's id and the turn's number.

        Without a conversation, or where it was deleted meanwhile, a new one begins: the reader's.
        """
        with self._database.transaction() as connection:
            known = conversation_id is not None and self._database.rows(
                "SELECT 1 FROM conversations WHERE id = ?", (conversation_id,)
            )
            if conversation_id is None or not known:
                conversation_id = self._store.new_conversation(_title(turn.question))
                if reader is not None:
                    connection.execute(
                        "INSERT INTO readers VALUES (?, ?)", (conversation_id, reader)
                    )
            value: Any = json.loads(dump(_light(turn.answer), with_templates=True))
            self._store.add_turn(conversation_id, turn.question, turn.standalone, value)
            number = self._database.rows(
                "SELECT max(number) FROM turns WHERE conversation_id = ?", (conversation_id,)
            )[0][0]
        return conversation_id, number

    def drop_from(self, conversation_id: int, number: int) -> None:
        """Forget a turn and those after it."""
        with self._database.transaction() as connection:
            connection.execute(
                "DELETE FROM turns WHERE conversation_id = ? AND number >= ?",
                (conversation_id, number),
            )

    def propose(self, conversation_id: int, number: int, questions: Sequence[str]) -> None:
        """Keep what was proposed to ask after a turn."""
        with self._database.transaction() as connection:
            connection.execute(
                "INSERT OR REPLACE INTO follow_ups SELECT conversation_id, number, ? FROM turns "
                "WHERE conversation_id = ? AND number = ?",
                (dump(list(questions), with_templates=True), conversation_id, number),
            )

    def rename(self, conversation_id: int, title: str) -> None:
        """Give a conversation another title."""
        title = _title(title)
        if not title:
            raise LibraryError(Message("A conversation needs a title. Write one."))
        self.title(conversation_id)
        with self._database.transaction() as connection:
            connection.execute(
                "UPDATE conversations SET title = ? WHERE id = ?", (title, conversation_id)
            )

    def delete(self, conversation_id: int) -> None:
        """Forget a conversation with its turns and ratings."""
        self._store.delete_conversation(conversation_id)

    def rate(self, conversation_id: int, number: int, rating: str) -> None:
        """Keep what a reader thinks of an answer; an empty ``rating`` takes it back."""
        with self._database.transaction() as connection:
            if rating:
                connection.execute(
                    "INSERT OR REPLACE INTO ratings SELECT conversation_id, number, ?, ? "
                    "FROM turns WHERE conversation_id = ? AND number = ?",
                    (rating, time.time(), conversation_id, number),
                )
            else:
                connection.execute(
                    "DELETE FROM ratings WHERE conversation_id = ? AND number = ?",
                    (conversation_id, number),
                )


def _kept(row: tuple[Any, ...]) -> KeptConversation:
    number, title, changed, own, shared = row
    return KeptConversation(number, title, changed, bool(own), bool(shared))


def _title(text: str) -> str:
    line = " ".join(text.split())
    return line if len(line) <= LONGEST_TITLE else line[: LONGEST_TITLE - 1].rstrip() + "…"


def _light(answer: Answer) -> Answer:
    """An answer whose surveys come without the list of their documents, which would be repeated."""
    return replace(
        answer,
        claims=tuple(
            replace(
                claim,
                citations=tuple(replace(c, survey=_alone(c.survey)) for c in claim.citations),
            )
            for claim in answer.claims
        ),
        evidence=tuple(replace(item, survey=_alone(item.survey)) for item in answer.evidence),
    )


def _alone(survey: Survey) -> Survey:
    return replace(survey, documents=())


def _answer(question: str, value: str) -> Answer:
    """A kept answer; one that another version wrote and that cannot be read says so."""
    try:
        return load(Answer, value)
    except ValidationError:
        reason = Message("This answer was kept by another version and cannot be shown. Ask again.")
        return Answer(question, reason=reason, remark=True, finished=True)

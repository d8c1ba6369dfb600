"""Conversations as they are kept: titles, turns with their answers as JSON, ratings, readers."""

from __future__ import annotations

import time
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from assistant.serialization import dump, load
from vectorstore.database import Database

# Two moments that follow one another are at least so many seconds apart: clocks go back at times.
TICK = 0.001
_MENTIONS = r"""
    title LIKE ?1 ESCAPE '\' OR EXISTS (
        SELECT 1 FROM turns WHERE conversation_id = id AND (
            question LIKE ?1 ESCAPE '\' OR EXISTS (
                SELECT 1 FROM json_each(answer, '$.claims') AS claim
                WHERE json_extract(claim.value, '$.text') LIKE ?1 ESCAPE '\')))
"""
_OWN = "(?2 IS NULL OR id IN (SELECT conversation_id FROM readers WHERE reader = ?2))"
_SHARED = "id IN (SELECT conversation_id FROM shared_conversations)"
_LIST = (
    f"SELECT id, title, changed, {_OWN}, {_SHARED} FROM conversations WHERE ({_OWN} OR {_SHARED})"
)


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
class TurnRow:
    """A turn as it lies in the database: ``answer`` is JSON, ``number`` counts from 1 once kept."""

    question: str
    standalone: str
    answer: str
    number: int = 0
    rating: str = ""
    follow_ups: tuple[str, ...] = ()


class ConversationRows:
    """Reads and writes the conversations of one ``library.sqlite3``.

    Where a ``reader`` is given, only theirs are there and what others share.
    """

    def __init__(self, database: Database) -> None:
        self._database = database

    def mentioning(self, words: str, reader: str | None) -> list[KeptConversation]:
        """Every conversation that has these words (all for none), the latest first."""
        escaped = words.replace("\\", r"\\").replace("%", r"\%").replace("_", r"\_")
        rows = self._database.rows(
            f"{_LIST} AND ({_MENTIONS}) ORDER BY changed DESC, id DESC", (f"%{escaped}%", reader)
        )
        return [_conversation(row) for row in rows]

    def conversation(self, conversation_id: int, reader: str | None) -> KeptConversation | None:
        """The conversation of this id; None where it is not there, or not for this reader."""
        rows = self._database.rows(f"{_LIST} AND id = ?1", (conversation_id, reader))
        return _conversation(rows[0]) if rows else None

    def turns(self, conversation_id: int) -> list[TurnRow]:
        """A conversation's turns, in order."""
        rows = self._database.rows(
            "SELECT question, standalone, answer, turns.number, coalesce(rating, ''), "
            "coalesce(questions, '[]') FROM turns "
            "LEFT JOIN ratings USING (conversation_id, number) "
            "LEFT JOIN follow_ups USING (conversation_id, number) WHERE conversation_id = ? "
            "ORDER BY number",
            (conversation_id,),
        )
        return [
            TurnRow(question, standalone, answer, number, rating, load(tuple[str, ...], proposed))
            for question, standalone, answer, number, rating, proposed in rows
        ]

    def begin(self, title: str, reader: str | None = None) -> int:
        """Start a conversation, of this reader where one is given; its id."""
        with self._database.transaction() as connection:
            cursor = connection.execute(
                "INSERT INTO conversations (title, changed) VALUES (?, ?)", (title, self._moment())
            )
            conversation_id = int(cursor.lastrowid or 0)
            if reader is not None:
                connection.execute("INSERT INTO readers VALUES (?, ?)", (conversation_id, reader))
        return conversation_id

    def append(
        self, conversation_id: int | None, turn: TurnRow, title: str, reader: str | None = None
    ) -> tuple[int, int]:
        """Put a turn at the end of a conversation; its id and the turn's number, from 1.

        Without a conversation, or where it was deleted meanwhile, one of this title begins.
        """
        with self._database.transaction() as connection:
            known = self._database.rows(
                "SELECT 1 FROM conversations WHERE id = ?", (conversation_id,)
            )
            if conversation_id is None or not known:
                conversation_id = self.begin(title, reader)
            ((number,),) = self._database.rows(
                "SELECT coalesce(max(number), 0) + 1 FROM turns WHERE conversation_id = ?",
                (conversation_id,),
            )
            connection.execute(
                "INSERT INTO turns VALUES (?,?,?,?,?)",
                (conversation_id, number, turn.question, turn.standalone, turn.answer),
            )
            connection.execute(
                "UPDATE conversations SET changed = ? WHERE id = ?",
                (self._moment(), conversation_id),
            )
        return conversation_id, number

    def _moment(self) -> float:
        """Now, in seconds since 1970, or just after the latest turn."""
        latest = self._database.rows("SELECT max(changed) FROM conversations")[0][0]
        return max(time.time(), (latest or 0.0) + TICK)

    def share(self, conversation_id: int, shared: bool) -> None:
        """Let every reader read a conversation, or no longer."""
        self._write(
            "INSERT OR IGNORE INTO shared_conversations VALUES (?)"
            if shared
            else "DELETE FROM shared_conversations WHERE conversation_id = ?",
            conversation_id,
        )

    def rename(self, conversation_id: int, title: str) -> None:
        """Give a conversation another title."""
        self._write("UPDATE conversations SET title = ? WHERE id = ?", title, conversation_id)

    def delete(self, conversation_id: int) -> None:
        """Forget a conversation with its turns and ratings."""
        self._write("DELETE FROM conversations WHERE id = ?", conversation_id)

    def drop_from(self, conversation_id: int, number: int) -> None:
        """Forget a turn and those after it."""
        self._write(
            "DELETE FROM turns WHERE conversation_id = ? AND number >= ?", conversation_id, number
        )

    def propose(self, conversation_id: int, number: int, questions: Sequence[str]) -> None:
        """Keep what was proposed to ask after a turn."""
        self._write(
            "INSERT OR REPLACE INTO follow_ups SELECT conversation_id, number, ? FROM turns "
            "WHERE conversation_id = ? AND number = ?",
            dump(list(questions), with_templates=True), conversation_id, number,
        )  # fmt: skip

    def rate(self, conversation_id: int, number: int, rating: str) -> None:
        """Keep what a reader thinks of an answer; an empty ``rating`` takes it back."""
        if rating:
            self._write(
                "INSERT OR REPLACE INTO ratings SELECT conversation_id, number, ?, ? "
                "FROM turns WHERE conversation_id = ? AND number = ?",
                rating, time.time(), conversation_id, number,
            )  # fmt: skip
        else:
            self._write(
                "DELETE FROM ratings WHERE conversation_id = ? AND number = ?",
                conversation_id, number,
            )  # fmt: skip

    def _write(self, sql: str, *values: object) -> None:
        with self._database.transaction() as connection:
            connection.execute(sql, values)


def _conversation(row: tuple[Any, ...]) -> KeptConversation:
    number, title, changed, own, shared = row
    return KeptConversation(number, title, changed, bool(own), bool(shared))

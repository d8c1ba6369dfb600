"""The conversations that a library keeps: listed, reopened, renamed, searched, rated, exported."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace

from pydantic import ValidationError

from assistant.answers.answer import Answer
from assistant.chat.conversation import Turn
from assistant.documents.survey import Survey
from assistant.errors import LibraryError, UnknownName
from assistant.evidence.claims import Claim
from assistant.messages import Message
from assistant.serialization import dump, load
from assistant.storage.conversations import ConversationRows, KeptConversation, TurnRow
from assistant.storage.database import LibraryDatabase

LONGEST_TITLE = 80


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

    def __init__(self, database: LibraryDatabase) -> None:
        self._rows = ConversationRows(database)

    def listed(self, search: str = "", reader: str | None = None) -> list[KeptConversation]:
        """Every conversation, the latest first; those that mention ``search`` with it."""
        return self._rows.mentioning(search.strip(), reader)

    def one(self, conversation_id: int, reader: str | None = None) -> KeptConversation:
        """A conversation that this reader may read; UnknownName where it is not there any more."""
        found = self._rows.conversation(conversation_id, reader)
        if found is None:
            raise UnknownName(
                "There is no conversation {number} any more. Choose another in the list.",
                number=conversation_id,
            )
        return found

    def share(self, conversation_id: int, shared: bool = True) -> None:
        """Let everybody who uses the library read a conversation, or no longer."""
        self.title(conversation_id)
        self._rows.share(conversation_id, shared)

    def title(self, conversation_id: int, reader: str | None = None) -> str:
        """A conversation's title; UnknownName where it is not there (any more)."""
        return self.one(conversation_id, reader).title

    def turns(self, conversation_id: int, reader: str | None = None) -> list[KeptTurn]:
        """A conversation's turns, in order."""
        self.title(conversation_id, reader)
        return [
            KeptTurn(
                row.number,
                Turn(row.question, row.standalone, _answer(row.question, row.answer)),
                row.rating,
                row.follow_ups,
            )
            for row in self._rows.turns(conversation_id)
        ]

    def keep(
        self, conversation_id: int | None, turn: Turn, reader: str | None = None
    ) -> tuple[int, int]:
        """Append a turn; the conversation's id and the turn's number.

        Without a conversation, or where it was deleted meanwhile, a new one begins: the reader's.
        """
        answer = dump(_light(turn.answer), with_templates=True)
        row = TurnRow(turn.question, turn.standalone, answer)
        return self._rows.append(conversation_id, row, _title(turn.question), reader)

    def drop_from(self, conversation_id: int, number: int) -> None:
        """Forget a turn and those after it."""
        self._rows.drop_from(conversation_id, number)

    def propose(self, conversation_id: int, number: int, questions: Sequence[str]) -> None:
        """Keep what was proposed to ask after a turn."""
        self._rows.propose(conversation_id, number, questions)

    def rename(self, conversation_id: int, title: str) -> None:
        """Give a conversation another title."""
        title = _title(title)
        if not title:
            raise LibraryError("A conversation needs a title. Write one.")
        self.title(conversation_id)
        self._rows.rename(conversation_id, title)

    def delete(self, conversation_id: int) -> None:
        """Forget a conversation with its turns and ratings."""
        self._rows.delete(conversation_id)

    def rate(self, conversation_id: int, number: int, rating: str) -> None:
        """Keep what a reader thinks of an answer; an empty ``rating`` takes it back."""
        self._rows.rate(conversation_id, number, rating)


def _title(text: str) -> str:
    line = " ".join(text.split())
    return line if len(line) <= LONGEST_TITLE else line[: LONGEST_TITLE - 1].rstrip() + "…"


def _light(answer: Answer) -> Answer:
    """An answer whose surveys come without the list of their documents, which would be repeated."""
    return replace(
        answer,
        claims=_light_claims(answer.claims),
        elsewhere=_light_claims(answer.elsewhere),
        evidence=tuple(replace(item, survey=_alone(item.survey)) for item in answer.evidence),
    )


def _light_claims(claims: Sequence[Claim]) -> tuple[Claim, ...]:
    return tuple(
        replace(c, citations=tuple(replace(x, survey=_alone(x.survey)) for x in c.citations))
        for c in claims
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

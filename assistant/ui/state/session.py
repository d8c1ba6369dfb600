"""One browser's conversation: what its page shows, and what the library keeps of it."""

from __future__ import annotations

import threading
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field

from assistant.answers.answer import Answer
from assistant.chat.conversation import Conversation, Turn
from assistant.errors import AssistantError
from assistant.library import Library
from assistant.scheduling import FairQueue, Ticket
from assistant.ui.state.streaming import HEARTBEAT, newest_values
from assistant.ui.state.visitors import Visitor


@dataclass
class Exchange:
    """A question with what came of it so far.

    ``stopped`` by the user, ``error`` for them; ``ahead`` is how many others are answered first;
    ``number`` is its turn's in the kept conversation; ``follow_ups`` are what to ask next.
    ``deeper`` says that the whole text is read for it.
    """

    question: str
    answer: Answer
    error: str = ""
    stopped: bool = False
    ahead: int = 0
    number: int | None = None
    rating: str = ""
    turn: Turn | None = None
    follow_ups: tuple[str, ...] = ()
    deeper: bool = False

    @property
    def settled(self) -> bool:
        """Whether nothing will change any more."""
        return self.answer.finished or self.stopped or bool(self.error)


@dataclass
class Session:
    """What one browser has open; ``kept`` is the conversation's id in the library, once it has one.

    What the library cannot keep (it is read-only, or its disk is full) is said in ``unkept``.
    In somebody else's conversation, which is not ``own``, a question begins one of one's own.
    """

    conversation: Conversation
    exchanges: list[Exchange] = field(default_factory=list)
    kept: int | None = None
    visitor: Visitor = field(default_factory=Visitor)
    unkept: str = ""
    own: bool = True
    _lock: threading.RLock = field(default_factory=threading.RLock, repr=False)

    @classmethod
    def reopen(cls, library: Library, conversation_id: int, visitor: Visitor) -> Session:
        """Open a kept conversation of a visitor as it was left.

        Raises UnknownName where it is not there (any more).
        """
        own = library.conversations.one(conversation_id, visitor.reader).own
        session = cls(library.conversation(), kept=conversation_id, visitor=visitor, own=own)
        for kept in library.conversations.turns(conversation_id, visitor.reader):
            answer = kept.turn.answer
            session.exchanges.append(
                Exchange(
                    kept.turn.question,
                    answer,
                    stopped=not answer.finished,
                    number=kept.number,
                    rating=kept.rating,
                    turn=kept.turn if answer.finished and not answer.remark else None,
                    follow_ups=kept.follow_ups,
                    deeper=answer.read is not None,
                )
            )
        session._recall()
        return session

    @property
    def language(self) -> str:
        """The language of the page."""
        return self.visitor.language

    @property
    def settled(self) -> bool:
        """Whether no answer is being written."""
        return not self.exchanges or self.exchanges[-1].settled

    def begin(self, question: str, *, deeper: bool = False) -> Exchange:
        """Add a new exchange at the end and return it."""
        exchange = Exchange(question, Answer(question), deeper=deeper)
        self._leave()
        self.exchanges.append(exchange)
        return exchange

    def grow(
        self,
        library: Library,
        queue: FairQueue,
        exchange: Exchange,
        surveys: Sequence[str] | None,
    ) -> Iterator[bool]:
        """Answer a question when its turn comes; each value says whether something has changed.

        Closing the iterator stops the model; what there is by then is kept.
        """
        try:
            with queue.ticket() as ticket:
                yield from _wait(ticket, exchange)
                yield from self._write(exchange, surveys)
        except AssistantError as error:
            exchange.error = error.message
        finally:
            self.settle(library)

    def _write(self, exchange: Exchange, surveys: Sequence[str] | None) -> Iterator[bool]:
        question, turns = exchange.question, self.conversation.turns
        known = len(turns)

        def stream() -> Iterator[Answer]:
            return self.conversation.stream(question, surveys=surveys, deeper=exchange.deeper)

        for answer in newest_values(stream):
            if answer is not None:
                exchange.answer = answer
            yield answer is not None
        if len(turns) > known:
            exchange.turn = turns[-1]

    def settle(self, library: Library) -> None:
        """Mark the last exchange as stopped if it did not end by itself, and keep it."""
        with self._lock:
            if not self.exchanges:
                return
            last = self.exchanges[-1]
            if not last.settled:
                last.stopped = True
            self._keep(library, last)

    def _keep(self, library: Library, exchange: Exchange) -> None:
        if exchange.number is not None or exchange.error:
            return
        turn = exchange.turn or Turn(exchange.question, exchange.question, exchange.answer)
        try:
            self.kept, exchange.number = library.conversations.keep(
                self.kept, turn, self.visitor.reader
            )
            self.unkept = ""
        except AssistantError as error:
            self.unkept = error.message

    def take_back(self, library: Library, place: int) -> str:
        """Forget the exchange at this place and those after it, and return its question."""
        self._leave()
        with self._lock:
            gone = self.exchanges[place:]
            numbers = [exchange.number for exchange in gone if exchange.number is not None]
            if self.kept is not None and numbers:
                library.conversations.drop_from(self.kept, min(numbers))
            del self.exchanges[place:]
            self._recall()
        return gone[0].question

    def propose(self, library: Library, exchange: Exchange, questions: Sequence[str]) -> None:
        """Show these questions as what to ask next after an answer, and keep them with it."""
        exchange.follow_ups = tuple(questions)
        if self.own and self.kept is not None and exchange.number is not None:
            library.conversations.propose(self.kept, exchange.number, exchange.follow_ups)

    def rate(self, library: Library, place: int, rating: str) -> None:
        """Keep what the reader thinks of an answer; an empty rating takes it back."""
        if not self.own:
            return
        exchange = self.exchanges[place]
        exchange.rating = rating
        if self.kept is not None and exchange.number is not None:
            library.conversations.rate(self.kept, exchange.number, rating)

    def _leave(self) -> None:
        """Leave somebody else's conversation: what comes next begins one of one's own."""
        if not self.own:
            self.own, self.kept = True, None

    def _recall(self) -> None:
        """Give the conversation the turns that are still on the page: follow-ups build on them."""
        turns = [exchange.turn for exchange in self.exchanges if exchange.turn is not None]
        self.conversation.turns[:] = turns


def _wait(ticket: Ticket, exchange: Exchange) -> Iterator[bool]:
    """Wait for one's turn; each value says whether there are fewer ahead."""
    while ahead := ticket.ahead:
        changed = ahead != exchange.ahead
        exchange.ahead = ahead
        yield changed
        ticket.wait(HEARTBEAT)
    exchange.ahead = 0

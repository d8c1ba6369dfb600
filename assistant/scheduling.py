"""One at a time, or a few, in the order in which they came: threads that want the same thing."""

from __future__ import annotations

import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager


class Ticket:
    """A place in a queue."""

    def __init__(self, queue: FairQueue, urgent: bool) -> None:
        self._queue = queue
        self.urgent = urgent

    @property
    def ahead(self) -> int:
        """How many are served first; 0 when it is one's turn."""
        return self._queue.ahead_of(self)

    def wait(self, seconds: float | None = None) -> None:
        """Wait until the queue moves, at most so long; not at all when it is one's turn."""
        self._queue.wait_for_move(self, seconds)


class FairQueue:
    """Serves one ticket at a time, the first that came; urgent ones before the rest.

    With ``lanes`` it serves as many as that says at the moment. A ticket that is being served stays
    so, however urgent the next one is. ``when_empty`` is called when the last ticket is given back,
    before another can be taken: the place to let go of what is held for whoever is next.
    """

    def __init__(
        self,
        when_empty: Callable[[], None] | None = None,
        lanes: Callable[[], int] = lambda: 1,
    ) -> None:
        self._changed = threading.Condition()
        self._tickets: list[Ticket] = []  # the first of them are being served
        self._when_empty = when_empty
        self._lanes = lanes

    @contextmanager
    def ticket(self, *, urgent: bool = False) -> Iterator[Ticket]:
        """A ticket at the end of the queue, given back at the end of the block."""
        mine, lanes = Ticket(self, urgent), self._lanes()
        with self._changed:
            place = len(self._tickets)
            while urgent and place > lanes and not self._tickets[place - 1].urgent:
                place -= 1
            self._tickets.insert(place, mine)
        try:
            yield mine
        finally:
            with self._changed:
                self._tickets.remove(mine)
                if not self._tickets and self._when_empty is not None:
                    self._when_empty()
                self._changed.notify_all()

    @contextmanager
    def turn(self, *, urgent: bool = False, timeout: float | None = None) -> Iterator[None]:
        """Wait for one's turn and keep it for the block.

        Raises TimeoutError where it has not come after ``timeout`` seconds.
        """
        deadline = None if timeout is None else time.monotonic() + timeout
        with self.ticket(urgent=urgent) as ticket:
            while ticket.ahead:
                left = None if deadline is None else deadline - time.monotonic()
                if left is not None and left <= 0:
                    raise TimeoutError
                ticket.wait(left)
            yield

    def wait_until_empty(self, seconds: float) -> bool:
        """Wait until nobody is in the queue, at most so long; whether that came."""
        with self._changed:
            return self._changed.wait_for(lambda: not self._tickets, seconds)

    def ahead_of(self, ticket: Ticket) -> int:
        """How many have to be served before a ticket of this queue is."""
        lanes = self._lanes()
        with self._changed:
            return max(0, self._tickets.index(ticket) - lanes + 1)

    def wait_for_move(self, ticket: Ticket, seconds: float | None) -> None:
        """Wait until the queue moves, unless it is this ticket's turn."""
        lanes = self._lanes()
        with self._changed:
            if self._tickets.index(ticket) >= lanes:
                self._changed.wait(seconds)

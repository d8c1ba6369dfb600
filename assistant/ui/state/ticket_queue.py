"""Who is asking: one answer is written at a time, and everybody sees how many come before."""

from __future__ import annotations

import threading
from collections.abc import Iterator
from contextlib import contextmanager


class TicketQueue:
    """Serves people in the order in which they came, one at a time."""

    def __init__(self) -> None:
        self._changed = threading.Condition()
        self._tickets: list[Ticket] = []

    @contextmanager
    def ticket(self) -> Iterator[Ticket]:
        """A ticket at the end of the queue, given back at the end of the block."""
        mine = Ticket(self._changed, self._tickets)
        with self._changed:
            self._tickets.append(mine)
        try:
            yield mine
        finally:
            with self._changed:
                self._tickets.remove(mine)
                self._changed.notify_all()

    def wait_until_empty(self, seconds: float) -> bool:
        """Wait until nobody is in the queue, at most so long; whether that came."""
        with self._changed:
            return self._changed.wait_for(lambda: not self._tickets, seconds)


class Ticket:
    """One person's number in a queue."""

    def __init__(self, changed: threading.Condition, tickets: list[Ticket]) -> None:
        self._changed = changed
        self._tickets = tickets

    @property
    def ahead(self) -> int:
        """How many are served first; 0 when it is one's turn."""
        with self._changed:
            return self._tickets.index(self)

    def wait(self, seconds: float) -> None:
        """Wait until the queue moves, at most so long; not at all when it is one's turn."""
        with self._changed:
            if self._tickets.index(self):
                self._changed.wait(seconds)

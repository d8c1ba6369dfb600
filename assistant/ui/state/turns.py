"""Who is asking: one answer is written at a time, and everybody sees how many come before."""

from __future__ import annotations

import threading
from collections.abc import Iterator
from contextlib import contextmanager


class Line:
    """People in the order in which they asked."""

    def __init__(self) -> None:
        self._changed = threading.Condition()
        self._places: list[object] = []

    @contextmanager
    def place(self) -> Iterator[Place]:
        """A place at the end of the line, given up at the end of the block."""
        me = Place(self._changed, self._places)
        with self._changed:
            self._places.append(me)
        try:
            yield me
        finally:
            with self._changed:
                self._places.remove(me)
                self._changed.notify_all()

    def quiet(self, seconds: float) -> bool:
        """Wait until nobody asks, at most so long; whether that came."""
        with self._changed:
            return self._changed.wait_for(lambda: not self._places, seconds)


class Place:
    """One's place in the line."""

    def __init__(self, changed: threading.Condition, places: list[object]) -> None:
        self._changed = changed
        self._places = places

    @property
    def before(self) -> int:
        """How many come before; 0 when it is one's turn."""
        with self._changed:
            return self._places.index(self)

    def wait(self, seconds: float) -> None:
        """Wait until the line moves, at most so long."""
        with self._changed:
            if self._places.index(self):
                self._changed.wait(seconds)

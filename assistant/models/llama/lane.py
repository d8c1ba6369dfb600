"""Whose turn it is with the model process."""

from __future__ import annotations

import contextlib
import threading
from collections.abc import Iterator


class Lane:
    """One at a time, chat before embeddings: two llama.cpp pools on the same cores would thrash."""

    def __init__(self) -> None:
        self._condition = threading.Condition()
        self._busy = False
        self._urgent = 0

    @contextlib.contextmanager
    def turn(self, *, urgent: bool) -> Iterator[None]:
        """Wait for one's turn; urgent work goes first."""
        with self._condition:
            self._urgent += urgent
            try:
                while self._busy or (self._urgent and not urgent):
                    self._condition.wait()
                self._busy = True
            finally:
                self._urgent -= urgent
        try:
            yield
        finally:
            with self._condition:
                self._busy = False
                self._condition.notify_all()

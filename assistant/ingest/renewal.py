"""Embedding a library again that another embedder has embedded: in the background, step by step."""

from __future__ import annotations

import logging
import threading

from assistant.errors import AssistantError, LibraryBusy
from assistant.messages import Message
from assistant.storage.curation import LibraryFolder

# Passages of one step, some three seconds of two cores: so long a question may have to wait.
STEP = 8
BUSY_SECONDS = 1.0


class Renewal:
    """Gives every passage a vector of the present embedder, in a thread of its own.

    Each step takes the write lock, so that whoever adds gets a turn. What a step has embedded
    stays; the rest goes on when the library is next opened and asked. When nothing is left, the
    other embedder's vectors are deleted.
    """

    def __init__(self, folder: LibraryFolder) -> None:
        self._index = folder.index
        self._lock = folder.lock
        self._stop = threading.Event()
        self._thread: threading.Thread | None = None
        self._starting = threading.Lock()

    @property
    def progress(self) -> tuple[int, int] | None:
        """How many passages have a vector of the present embedder, of how many; None at rest."""
        if self._thread is None or not self._thread.is_alive():
            return None
        stale, whole = self._index.stale()
        return whole - stale, whole

    @property
    def note(self) -> str:
        """What to say with an answer while it is in work; empty at rest."""
        if (progress := self.progress) is None:
            return ""
        done, total = progress
        return Message(
            "The library is embedded again: {done} of {total} passages. Until then its search goes "
            "by words.",
            done=done,
            total=total,
        )

    def start(self) -> None:
        """Begin, unless it is in work."""
        with self._starting:
            if self._thread is None or not self._thread.is_alive():
                self._thread = threading.Thread(target=self._run, daemon=True)
                self._thread.start()

    def wait(self, seconds: float | None = None) -> None:
        """Wait until it is done, at most so long."""
        if self._thread is not None:
            self._thread.join(seconds)

    def close(self) -> None:
        """Stop after the step in work."""
        self._stop.set()
        self.wait()

    def _run(self) -> None:
        try:
            while not self._stop.is_set() and self._step():
                pass
        except AssistantError as error:
            logging.getLogger(__name__).warning("The library is not embedded again: %s", error)

    def _step(self) -> bool:
        """One step; whether there is more to do."""
        try:
            with self._lock.turn():
                if self._index.embed_step(STEP):
                    return True
                self._index.drop_stale()
                return False
        except LibraryBusy:
            return not self._stop.wait(BUSY_SECONDS)

"""One writer at a time: the threads of this process in turn, and one process at a time."""

from __future__ import annotations

import contextlib
import threading
import time
from collections import deque
from collections.abc import Iterator
from pathlib import Path

from filelock import FileLock, Timeout

from assistant.errors import LibraryBusy, LibraryNotWritable
from assistant.messages import Message


class WriteLock:
    """Turns in the order in which they were asked for; a thread may take its own turn again.

    The lock on disk is held while any thread of this process has its turn or waits for it.
    """

    def __init__(self, path: Path, timeout: float) -> None:
        self._path = path
        self._timeout = timeout
        self._file = FileLock(path, thread_local=False)
        self._condition = threading.Condition()
        self._queue: deque[object] = deque()
        self._owner: int | None = None
        self._depth = 0

    @contextlib.contextmanager
    def turn(self, timeout: float | None = None) -> Iterator[None]:
        """Wait for one's turn, ``timeout`` seconds at most (the settings' without).

        Raises LibraryBusy when it does not come, LibraryNotWritable when the lock cannot be made.
        """
        self._enter(self._timeout if timeout is None else timeout)
        try:
            yield
        finally:
            self._leave()

    def _enter(self, timeout: float) -> None:
        me, ticket = threading.get_ident(), object()
        deadline = time.monotonic() + timeout
        with self._condition:
            if self._owner == me:
                self._depth += 1
                return
            self._queue.append(ticket)
            try:
                while self._owner is not None or self._queue[0] is not ticket:
                    left = deadline - time.monotonic()
                    if left <= 0:
                        raise LibraryBusy(
                            f"This program has been writing to {self._path.parent} for "
                            f"{timeout:.0f} s. Try again when it is done."
                        )
                    self._condition.wait(left)
                self._owner = me
            finally:
                self._queue.remove(ticket)
                if self._owner is None and not self._queue:
                    self._file.release()  # kept for this thread, which has given up
                self._condition.notify_all()
        try:
            self._take_file(max(0.0, deadline - time.monotonic()), timeout)
        except BaseException:
            with self._condition:
                self._owner = None
                self._condition.notify_all()
            raise
        self._depth = 1

    def _take_file(self, left: float, timeout: float) -> None:
        if self._file.is_locked:
            return
        try:
            self._file.acquire(timeout=left)
        except Timeout:
            raise LibraryBusy(
                Message(
                    "Another process has been writing to {folder} for {seconds} s. Wait for it, or "
                    "stop it.",
                    folder=str(self._path.parent),
                    seconds=f"{timeout:.0f}",
                )
            ) from None
        except OSError as error:
            raise LibraryNotWritable(
                f"{self._path.parent} cannot be written ({error.strerror}). Make it writable, or "
                "choose another folder with --library."
            ) from error

    def _leave(self) -> None:
        with self._condition:
            self._depth -= 1
            if self._depth:
                return
            if not self._queue:
                self._file.release()
            self._owner = None
            self._condition.notify_all()

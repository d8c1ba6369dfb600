"""One writer at a time: the threads of this process in turn, and one process at a time."""

from __future__ import annotations

import contextlib
import threading
import time
from collections.abc import Iterator
from pathlib import Path

from filelock import FileLock, Timeout

from assistant.errors import LibraryBusy, LibraryNotWritable
from assistant.scheduling import FairQueue


class WriteLock:
    """Turns in the order in which they were asked for; a thread may take its own turn again.

    The lock on disk is held while any thread of this process has its turn or waits for it.
    """

    def __init__(self, path: Path, timeout: float) -> None:
        self._path = path
        self._timeout = timeout
        self._file = FileLock(path, thread_local=False)
        self._queue = FairQueue(when_empty=self._file.release)
        self._owner: int | None = None

    @contextlib.contextmanager
    def turn(self, timeout: float | None = None) -> Iterator[None]:
        """Wait for one's turn, ``timeout`` seconds at most (the settings' without).

        Raises LibraryBusy when it does not come, LibraryNotWritable when the lock cannot be made.
        """
        if self._owner == threading.get_ident():
            yield
            return
        timeout = self._timeout if timeout is None else timeout
        deadline = time.monotonic() + timeout
        with contextlib.ExitStack() as stack:
            try:
                stack.enter_context(self._queue.turn(timeout=timeout))
            except TimeoutError:
                raise LibraryBusy(
                    "This program has been writing to {folder} for {seconds} s. Try again when it "
                    "is done.",
                    folder=self._path.parent,
                    seconds=f"{timeout:.0f}",
                ) from None
            self._take_file(max(0.0, deadline - time.monotonic()), timeout)
            self._owner = threading.get_ident()
            try:
                yield
            finally:
                self._owner = None

    def _take_file(self, left: float, timeout: float) -> None:
        if self._file.is_locked:
            return
        try:
            self._file.acquire(timeout=left)
        except Timeout:
            raise LibraryBusy(
                "Another process has been writing to {folder} for {seconds} s. Wait for it, or "
                "stop it.",
                folder=str(self._path.parent),
                seconds=f"{timeout:.0f}",
            ) from None
        except OSError as error:
            raise LibraryNotWritable(
                "{folder} cannot be written ({reason}). Make it writable, or choose another folder "
                "with --library.",
                folder=self._path.parent,
                reason=str(error.strerror),
            ) from error

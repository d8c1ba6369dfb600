"""Values from a slow iterator as they come, without ever making the page wait for one."""

from __future__ import annotations

import contextlib
import threading
import time
from collections.abc import Callable, Iterator
from typing import Generic, TypeVar

Value = TypeVar("Value")

EVERY = 0.05
HEARTBEAT = 0.2


class _Feed(Generic[Value]):
    """What the working thread hands over: its newest value, its error, whether it is done."""

    def __init__(self) -> None:
        self.changed = threading.Condition()
        self.value: Value | None = None
        self.error: BaseException | None = None
        self.done = False
        self.stopped = False

    def work(self, make: Callable[[], Iterator[Value]]) -> None:
        try:
            values = make()
            for value in values:
                with self.changed:
                    self.value = value
                    self.changed.notify()
                    if self.stopped:
                        break
            with contextlib.suppress(AttributeError):
                values.close()  # type: ignore[attr-defined]
        except BaseException as error:
            self.error = error
        with self.changed:
            self.done = True
            self.changed.notify()


def newest(
    make: Callable[[], Iterator[Value]], *, keep_going: bool = False
) -> Iterator[Value | None]:
    """The newest value of an iterator that runs in a thread; None where nothing is new.

    Values that come faster than 20 a second are passed over, never the last. Closing this returns
    at once, and the iterator is closed at its next value: so Stop works while a model is still
    reading a long prompt. With ``keep_going`` the iterator runs to its end all the same. What the
    iterator raises is raised here.
    """
    feed: _Feed[Value] = _Feed()
    threading.Thread(target=feed.work, args=(make,), daemon=True).start()
    try:
        while True:
            with feed.changed:
                if feed.value is None and not feed.done:
                    feed.changed.wait(HEARTBEAT)
                value, feed.value, done = feed.value, None, feed.done
            if value is not None or not done:
                yield value
            if done:
                break
            if value is not None:
                time.sleep(EVERY)
        if feed.error is not None:
            raise feed.error
    finally:
        with feed.changed:
            feed.stopped = not keep_going

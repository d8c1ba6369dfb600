"""Values from a slow iterator as they come, without ever making the page wait for one."""

from __future__ import annotations

import contextlib
import threading
import time
from collections.abc import Callable, Iterator
from typing import Generic, TypeVar

Value = TypeVar("Value")

SHORTEST_PAUSE = 0.05  # seconds: a page is drawn at most 20 times a second
# Seconds after which a page that waits, for whatever, is asked whether it still wants to. The
# model's heartbeat (models/llama/process.py) comes in the thread that reads the model, not here.
HEARTBEAT = 0.2


class _Feed(Generic[Value]):
    """What a working thread hands over: its newest value, its error, whether it is done."""

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


def newest_values(make: Callable[[], Iterator[Value]]) -> Iterator[Value | None]:
    """Run an iterator in a thread and yield its newest value; None where nothing is new.

    Values that come faster than 20 a second are skipped, never the last. Closing this returns
    at once, and the iterator is closed at its next value: so Stop works while a model is still
    reading a long prompt. What the iterator raises is raised here.
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
                time.sleep(SHORTEST_PAUSE)
        if feed.error is not None:
            raise feed.error
    finally:
        with feed.changed:
            feed.stopped = True

"""Pulling a model file while a page watches, which may stop it at any time."""

from __future__ import annotations

import queue
import threading
from collections.abc import Iterator

from assistant.models.files.resolve import pull
from assistant.settings import Settings
from assistant.ui.state.streaming import HEARTBEAT


class _Stopped(BaseException):
    """The download is not wanted any more; what has come of it is kept."""


def pull_progress(name: str, settings: Settings, hub: str | None = None) -> Iterator[str]:
    """Pull a model in a thread and yield the lines of its progress, empty where nothing is new.

    ``hub`` is another address for the Hugging Face hub. Closing this stops the download at its
    next line, and what has come is kept. What the download raises is raised here.
    """
    lines: queue.SimpleQueue[str | BaseException | None] = queue.SimpleQueue()
    stopped = threading.Event()

    def report(line: str) -> None:
        if stopped.is_set():
            raise _Stopped
        lines.put(line)

    def work() -> None:
        end: BaseException | None = None
        try:
            pull(name, settings, report, endpoint=hub)
        except _Stopped:
            pass
        except BaseException as error:
            end = error
        lines.put(end)

    threading.Thread(target=work, daemon=True).start()
    try:
        while isinstance(line := _next(lines), str):
            yield line
        if line is not None:
            raise line
    finally:
        stopped.set()


def _next(lines: queue.SimpleQueue[str | BaseException | None]) -> str | BaseException | None:
    try:
        return lines.get(timeout=HEARTBEAT)
    except queue.Empty:
        return ""

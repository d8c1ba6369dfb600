"""What adding tells: how far each source is, and what became of it."""

from __future__ import annotations

import threading
import time
from collections.abc import Callable
from dataclasses import dataclass
from typing import Literal

from assistant.documents.matching import Agreement, MergeProposal
from assistant.documents.survey import Survey
from assistant.errors import AssistantError

Stage = Literal["fetch", "read", "split", "embed", "known", "refused"]


@dataclass(frozen=True)
class Progress:
    """How far adding one source is.

    ``number`` is its place among the sources of this call, from 0. ``done`` of ``total`` are bytes
    while it is fetched, pages while it is read, passages after that; ``total`` 0: not known yet.
    ``rate`` is units a second and ``seconds_left`` the time to the end of the stage, both of what
    this call has done so far; None while nothing can be said. A source ends with all of its
    passages embedded, or as ``known`` (in the library before) or ``refused``, with the ``reason``.
    """

    source: str
    stage: Stage
    done: int = 0
    total: int = 0
    number: int = 0
    rate: float | None = None
    seconds_left: float | None = None
    reason: str = ""

    @property
    def unit(self) -> str:
        """What ``done`` and ``total`` count: bytes, pages or passages."""
        return {"fetch": "bytes", "read": "pages"}.get(self.stage, "passages")


@dataclass(frozen=True)
class Added:
    """What became of one source: its survey, or the error that refused it.

    ``already_there`` when its bytes were in the library before, or came earlier in the same call.
    ``joined`` says why its document ``document_id`` was put with others under one survey;
    ``proposals`` are the surveys that may be the same work as its own.
    """

    source: str
    survey: Survey | None = None
    error: AssistantError | None = None
    already_there: bool = False
    document_id: str = ""
    joined: Agreement | None = None
    proposals: tuple[MergeProposal, ...] = ()


class Clock:
    """Tells the progress of the sources of one call, one at a time, from many threads."""

    def __init__(self, hear: Callable[[Progress], None] | None) -> None:
        self._hear = hear
        self._lock = threading.Lock()
        self._began: dict[tuple[int, Stage], float] = {}

    def tell(self, number: int, source: str, stage: Stage, done: int = 0, total: int = 0) -> None:
        """Pass on how far a source is, with its rate since the stage began."""
        now = time.monotonic()
        seconds = now - self._began.setdefault((number, stage), now)
        rate = done / seconds if done and seconds > 0 else None
        left = (total - done) / rate if rate and total else None
        self.pass_on(Progress(source, stage, done, total, number, rate, left))

    def pass_on(self, progress: Progress) -> None:
        """Pass on how far a source is."""
        if self._hear is not None:
            with self._lock:
                self._hear(progress)


def clock_time(seconds: float) -> str:
    """A length of time in words, such as "8 s" or "3 min".

    >>> clock_time(8.2), clock_time(200)
    ('8 s', '3 min')
    """
    return f"{seconds:.0f} s" if seconds < 100 else f"{seconds / 60:.0f} min"

"""What is being added, for every page of the app: it goes on when a page is reloaded or closed."""

from __future__ import annotations

import threading
import time
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

from assistant.documents.survey import Survey
from assistant.errors import AssistantError, EncryptedSource, UnknownName
from assistant.ingest.pieces import SourcePiece
from assistant.ingest.progress import Added, Progress
from assistant.ingest.workers import SourceLike
from assistant.library import Library


@dataclass
class Item:
    """One source in the list; ``batch`` is the run that it belongs to, 0 while it waits.

    ``parted``: its document was put with others under one survey, and that was undone.
    ``piece`` is what it is of a source that holds several documents.
    """

    source: str
    name: str
    password: str | None = None
    batch: int = 0
    progress: Progress | None = None
    added: Added | None = None
    parted: bool = False
    piece: SourcePiece | None = None

    @property
    def joined(self) -> bool:
        """Whether its document was put with others under one survey, and still is."""
        return self.added is not None and self.added.joined is not None and not self.parted


class AddingQueue:
    """The sources of one app, in the order in which they came; a thread adds them.

    Sources that come while others are being added join the same run. Safe to use from many
    threads; ``version`` changes with whatever a page shows, ``runs`` counts the
    runs of the thread.
    """

    def __init__(self, library: Library) -> None:
        self._library = library
        self._lock = threading.RLock()
        self._items: list[Item] = []
        self.runs = 0
        self._worker: threading.Thread | None = None
        self._began = 0.0
        self.version = 0

    def submit(self, sources: Sequence[str | Path], password: str | None = None) -> None:
        """Add these too. A list in which all is done gives way to the new one."""
        with self._lock:
            if self._worker is None:
                self._items = []
                self._began = time.monotonic()
            self._items += [Item(str(s), Path(str(s)).name or str(s), password) for s in sources]
            self._start()

    def retry(self, password: str) -> int:
        """Add those again that wanted a password; how many these are."""
        with self._lock:
            locked = [item for item in self._items if _is_locked(item)]
            for item in locked:
                item.added, item.progress, item.batch, item.password = None, None, 0, password
            if locked:
                self._start()
            return len(locked)

    def part(self, document_id: str) -> Survey:
        """Give a document that was put with others a survey of its own again, and return it."""
        owner = next((s for s in self._library.surveys() if _describes(document_id, s)), None)
        if owner is None or len(owner.documents) == 1:
            raise UnknownName("It has a survey of its own already, or was removed.")
        survey = self._library.split(owner, [document_id])
        for item in self.items():
            if item.added is not None and item.added.document_id == document_id:
                item.parted = True
        self.version += 1
        return survey

    def items(self) -> list[Item]:
        """The list as it is now."""
        with self._lock:
            return list(self._items)

    @property
    def busy(self) -> bool:
        """Whether something is being added."""
        return self._worker is not None

    @property
    def locked(self) -> bool:
        """Whether some source wants a password."""
        return any(_is_locked(item) for item in self.items())

    def seconds_left(self) -> float | None:
        """About how long it goes on, by what is done so far; None while that says nothing."""
        items = self.items()
        done = sum(item.added is not None for item in items)
        if done < 3 or done == len(items):
            return None
        return (time.monotonic() - self._began) / done * (len(items) - done)

    def wait(self, seconds: float) -> bool:
        """Wait until all is done; whether it is."""
        worker = self._worker
        if worker is not None:
            worker.join(seconds)
        return self._worker is None

    def _start(self) -> None:
        self.version += 1
        if self._worker is None:
            self._worker = threading.Thread(target=self._work, name="adding", daemon=True)
            self._worker.start()

    def _work(self) -> None:
        while True:
            with self._lock:
                first = next((item for item in self._items if not item.batch), None)
                if first is None:
                    self._worker = None
                    self.version += 1
                    return
                self.runs += 1
            self._run(self.runs, first.password)

    def _run(self, batch: int, password: str | None) -> None:
        """Add what waits with this password, and what joins meanwhile."""
        taken: list[Item] = []

        def sources() -> Iterator[SourceLike]:
            while (item := self._take(batch, password)) is not None:
                for piece in self._unfolded(item):
                    taken.append(piece)
                    yield piece.piece or piece.source

        def hear(progress: Progress) -> None:
            taken[progress.number].progress = progress
            self.version += 1

        done = 0
        try:
            for added in self._library.add_all(sources(), password=password, progress=hear):
                taken[done].added = added
                done += 1
                self.version += 1
        except AssistantError as error:
            # The library itself fails, such as on a full disk: nothing more would go in.
            with self._lock:
                for item in (*taken[done:], *(i for i in self._items if not i.batch)):
                    item.batch = item.batch or batch
                    item.added = Added(item.source, error=error)
                self.version += 1

    def _unfolded(self, item: Item) -> list[Item]:
        """The items of what a source holds, in its place in the list."""
        if item.piece is not None:
            return [item]
        pieces = [
            piece for piece in self._library.pieces(item.source) if isinstance(piece, SourcePiece)
        ]
        if not pieces:
            return [item]
        made = [
            Item(piece.source, piece.name, item.password, item.batch, piece=piece)
            for piece in pieces
        ]
        with self._lock:
            place = self._items.index(item)
            self._items[place : place + 1] = made
            self.version += 1
        return made

    def _take(self, batch: int, password: str | None) -> Item | None:
        with self._lock:
            for item in self._items:
                if not item.batch and item.password == password:
                    item.batch = batch
                    return item
        return None


def _describes(document_id: str, survey: Survey) -> bool:
    return any(info.id == document_id for info in survey.documents)


def _is_locked(item: Item) -> bool:
    return item.added is not None and isinstance(item.added.error, EncryptedSource)

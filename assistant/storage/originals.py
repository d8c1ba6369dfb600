"""The sources that a library keeps: the bytes of every document, as they were when it was read.

``sources/<document id>.<suffix>`` is put there before the document's row and goes after it. What
is being taken in lies in ``sources/.incoming-…``, a folder for each process, which keeps it locked
while it lives; what a killed process left is cleared at the next opening.
"""

from __future__ import annotations

import contextlib
import hashlib
import shutil
import threading
import uuid
from collections.abc import Collection
from dataclasses import dataclass
from pathlib import Path, PurePath
from typing import BinaryIO

from filelock import FileLock, Timeout

from assistant.documents.formats import SUFFIXES, open_regular_file
from assistant.errors import LibraryError, LibraryNotWritable, SourceError, UnreadableSource

LARGEST = 512 * 1024**2
STEP = 1024**2
# What adding a document writes, to stay well within it: undoing on a full disk may fail as well.
LEAST_SPACE = 32_000_000
BYTES_A_CHARACTER = 40


@dataclass(frozen=True)
class Taken:
    """A source whose bytes lie in the library: ``id`` is their SHA-256 in hex."""

    id: str
    path: Path
    name: str


class Sources:
    """The folder of the kept sources of one library."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder
        self._opening = threading.Lock()
        self._incoming: Path | None = None
        self._alive: FileLock | None = None

    def take(self, path: Path, name: str) -> Taken:
        """Copy a file in; what is copied is what counts, even if the file changes meanwhile.

        Raises a SourceError for what is no file, is not there, or is larger than ``LARGEST``.
        """
        with open_regular_file(path) as file:
            size = path.stat().st_size
            if size > LARGEST:
                raise too_large(name, size)
            require_space(self._folder.parent, source_bytes=size)
            target, digest, length = self._new_place(), hashlib.sha256(), 0
            try:
                with target.open("wb") as copy:
                    while part := _part(file, path):
                        length += len(part)
                        if length > LARGEST:
                            raise too_large(name, length)
                        digest.update(part)
                        copy.write(part)
            except OSError as error:
                target.unlink(missing_ok=True)
                raise self._not_writable(error) from error
            except BaseException:
                target.unlink(missing_ok=True)
                raise
        return Taken(digest.hexdigest(), target, name)

    def take_bytes(self, data: bytes, name: str) -> Taken:
        """Write bytes in; errors as for ``take``."""
        if len(data) > LARGEST:
            raise too_large(name, len(data))
        require_space(self._folder.parent, source_bytes=len(data))
        target = self._new_place()
        try:
            target.write_bytes(data)
        except OSError as error:
            target.unlink(missing_ok=True)
            raise self._not_writable(error) from error
        return Taken(hashlib.sha256(data).hexdigest(), target, name)

    def keep(self, taken: Taken, source_format: str) -> None:
        """Put a taken source in its place; call it before the document's row is written."""
        suffix = PurePath(taken.name).suffix.lower()
        if SUFFIXES.get(suffix) != source_format:
            suffix = next((s for s, f in SUFFIXES.items() if f == source_format), ".bin")
        try:
            self.drop(taken.id)
            taken.path.replace(self._folder / f"{taken.id}{suffix}")
        except OSError as error:
            raise self._not_writable(error) from error

    def find(self, document_id: str) -> Path | None:
        """Where a document's bytes lie; None where an older program did not keep them."""
        return next(self._folder.glob(f"{document_id}.*"), None) if document_id else None

    def drop(self, document_id: str) -> None:
        """Forget a document's bytes."""
        for path in self._folder.glob(f"{document_id}.*"):
            with contextlib.suppress(OSError):
                path.unlink()

    def clear_left(self, documents: Collection[str]) -> None:
        """Delete what a killed process left: bytes without a row, and folders nobody has locked.

        The caller holds the library's write lock.
        """
        with contextlib.suppress(OSError):
            for path in self._folder.iterdir():
                if path.is_dir():
                    _clear_incoming(path)
                elif path.name.split(".")[0] not in documents:
                    path.unlink()

    def close(self) -> None:
        """Delete what was taken in and not kept."""
        with self._opening:
            if self._alive is not None and self._incoming is not None:
                self._alive.release()
                shutil.rmtree(self._incoming, ignore_errors=True)
            self._incoming = self._alive = None

    def _new_place(self) -> Path:
        with self._opening:
            if self._incoming is None:
                self._incoming = self._folder / f".incoming-{uuid.uuid4().hex}"
                try:
                    self._incoming.mkdir(parents=True)
                    self._alive = FileLock(self._incoming / "alive", thread_local=False)
                    self._alive.acquire(timeout=0)
                except (OSError, Timeout) as error:
                    self._incoming = self._alive = None
                    raise self._not_writable(error) from error
            return self._incoming / uuid.uuid4().hex

    def _not_writable(self, error: BaseException) -> LibraryNotWritable:
        reason = getattr(error, "strerror", None) or str(error)
        return LibraryNotWritable(
            "{folder} cannot be written ({reason}). Free some space or make it writable, or choose "
            "another folder with --library.",
            folder=self._folder,
            reason=reason,
        )


def too_large(name: str, size: int) -> SourceError:
    """The refusal of a source of so many bytes."""
    return SourceError(
        "'{name}' has {size} MB; a source may have {most} MB. Split it, or save it smaller (images "
        "at a lower resolution).",
        name=name,
        size=f"{size / 1e6:,.0f}",
        most=f"{LARGEST / 1e6:,.0f}",
    )


def require_space(folder: Path, *, characters: int = 0, source_bytes: int = 0) -> None:
    """Refuse a text of so many characters, or a source of so many bytes, on a disk that is full."""
    needed = LEAST_SPACE + BYTES_A_CHARACTER * characters + source_bytes
    free = shutil.disk_usage(folder).free
    if free < needed:
        raise LibraryNotWritable(
            "The disk of {folder} has {free} MB left; adding this needs {needed} MB. Free some "
            "space, or choose another folder with --library.",
            folder=folder,
            free=f"{free / 1e6:.0f}",
            needed=f"{needed / 1e6:.0f}",
        )


def missing(name: str) -> LibraryError:
    """What to say of a document whose bytes are not kept."""
    return LibraryError(
        "The source of '{name}' is not kept: it was added by an older version. Add the file again "
        "after removing its survey, to see its pages or read it anew.",
        name=name,
    )


def _part(file: BinaryIO, path: Path) -> bytes:
    try:
        return file.read(STEP)
    except OSError as error:
        raise UnreadableSource(
            "Cannot read '{path}': {reason}.", path=path, reason=str(error.strerror)
        ) from error


def _clear_incoming(folder: Path) -> None:
    lock = FileLock(folder / "alive", thread_local=False)
    with contextlib.suppress(Timeout, OSError):
        lock.acquire(timeout=0)
        lock.release()
        shutil.rmtree(folder, ignore_errors=True)

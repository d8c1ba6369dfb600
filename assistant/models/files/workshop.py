"""Where model files are made: a folder on the models' disk, one process at a time."""

from __future__ import annotations

import contextlib
import shutil
import tempfile
from collections.abc import Iterator
from pathlib import Path

_PREFIX = ".install-"


@contextlib.contextmanager
def one_at_a_time(folder: Path) -> Iterator[None]:
    """Hold the folder's lock, and clear what an interrupted installation left there."""
    from filelock import FileLock

    with FileLock(folder / ".lock"):
        for stale in folder.glob(f"{_PREFIX}*"):
            shutil.rmtree(stale, ignore_errors=True)
        yield


@contextlib.contextmanager
def workshop(folder: Path) -> Iterator[Path]:
    """A folder on the models' disk for what is fetched, unpacked or written anew."""
    with tempfile.TemporaryDirectory(prefix=_PREFIX, dir=folder) as name:
        yield Path(name)

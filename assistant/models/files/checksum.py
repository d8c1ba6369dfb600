"""A file and its stamp: a note beside it of what it is, written once it is known to be whole."""

from __future__ import annotations

import hashlib
from pathlib import Path


def put_in_place(file: Path, target: Path, origin: str) -> None:
    """Rename ``file`` to ``target``, on the same disk, and stamp it with its size and origin."""
    stamp = _stamp_path(target)
    stamp.unlink(missing_ok=True)
    size = file.stat().st_size
    file.replace(target)
    stamp.write_text(_note(size, origin), encoding="utf-8")


def is_intact(target: Path, origin: str) -> bool:
    """Whether ``target`` has the size and origin that its stamp notes. Reads none of its data."""
    try:
        return _stamp_path(target).read_text("utf-8") == _note(target.stat().st_size, origin)
    except OSError:
        return False


def is_stamped(target: Path) -> bool:
    """Whether ``target`` was put in place by this program, and has the size that it had then."""
    try:
        note = _stamp_path(target).read_text("utf-8")
        return note.split(" ")[0] == str(target.stat().st_size)
    except OSError:
        return False


def stamp_of(target: Path) -> str:
    """What the stamp of a file says of it: its size and origin; its size where it has none."""
    try:
        return _stamp_path(target).read_text("utf-8").strip()
    except OSError:
        return str(target.stat().st_size)


def remove(target: Path) -> None:
    """Delete a file with its stamp, where they are."""
    target.unlink(missing_ok=True)
    _stamp_path(target).unlink(missing_ok=True)


def file_sha256(path: Path) -> str:
    """The SHA-256 of a file's bytes, in hexadecimal."""
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()


def _stamp_path(target: Path) -> Path:
    return target.with_name(f".{target.name}.stamp")


def _note(size: int, origin: str) -> str:
    return f"{size} {origin}\n"

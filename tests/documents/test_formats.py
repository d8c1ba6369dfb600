"""How files are opened: only regular ones, and with a reason where that fails."""

from __future__ import annotations

import os
from pathlib import Path

import pytest

from assistant.documents.formats import file_bytes
from assistant.errors import SourceNotFound, UnknownFormat, UnreadableSource


def test_a_files_bytes(tmp_path: Path) -> None:
    (tmp_path / "a.txt").write_bytes(b"words")
    assert file_bytes(tmp_path / "a.txt") == b"words"


def test_what_is_no_file_is_not_waited_for(tmp_path: Path) -> None:
    os.mkfifo(tmp_path / "pipe.txt")
    with pytest.raises(UnknownFormat, match=r"pipe\.txt' is no file but a pipe"):
        file_bytes(tmp_path / "pipe.txt")
    with pytest.raises(UnknownFormat, match="is a folder"):
        file_bytes(tmp_path)


def test_what_is_not_there_is_told(tmp_path: Path) -> None:
    with pytest.raises(SourceNotFound, match=r"No file at .*none\.txt"):
        file_bytes(tmp_path / "none.txt")
    (tmp_path / "link.txt").symlink_to(tmp_path / "gone.txt")
    with pytest.raises(SourceNotFound, match=r"is a link to .*gone\.txt"):
        file_bytes(tmp_path / "link.txt")
    with pytest.raises(UnreadableSource, match="Cannot open"):
        file_bytes(Path("a\0b"))

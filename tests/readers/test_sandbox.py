"""Reading in a child process: limits, and errors that come through whole."""

from __future__ import annotations

import time
from pathlib import Path

import pytest

from assistant.errors import EncryptedSource, SourceNotFound, UnknownFormat, UnreadableSource
from assistant.readers import read
from assistant.readers.sandbox import read_in_child, read_safely
from tests.readers.pdf_writer import pdf
from tests.readers.test_pdf import paper, two_columns


def written(folder: Path, data: bytes) -> Path:
    path = folder / "paper.pdf"
    path.write_bytes(data)
    return path


def test_a_child_gives_the_same_document(tmp_path: Path) -> None:
    path = written(tmp_path, pdf(paper()))
    assert read_in_child(path) == read(path)


def test_a_password_reaches_the_child(tmp_path: Path) -> None:
    path = written(tmp_path, pdf([two_columns()], password="secret"))
    with pytest.raises(EncryptedSource, match=r"paper\.pdf.*a password is needed"):
        read_in_child(path)
    assert read_in_child(path, password="secret").title == "Learning What People Want"


def test_a_child_that_takes_too_long_is_stopped(tmp_path: Path) -> None:
    path = written(tmp_path, pdf([two_columns()] * 400))
    began = time.monotonic()
    with pytest.raises(UnreadableSource, match=r"more than 0\.1 seconds"):
        read_in_child(path, timeout=0.1)
    assert time.monotonic() - began < 5


def test_a_child_without_memory_costs_only_itself(tmp_path: Path) -> None:
    path = written(tmp_path, pdf([two_columns()] * 400))
    with pytest.raises(UnreadableSource, match=r"paper\.pdf"):
        read_in_child(path, memory_bytes=48 * 1024**2)


def test_nothing_there(tmp_path: Path) -> None:
    with pytest.raises(SourceNotFound, match="Check the path"):
        read_in_child(tmp_path / "missing.pdf")
    with pytest.raises(UnknownFormat, match="folder"):
        read(tmp_path)


def test_text_is_read_without_a_child(tmp_path: Path) -> None:
    document = read_safely(b"# A title\n\nOne sentence.", "notes.md", timeout=0.000001)
    assert document.title == "A title"

"""A file and its stamp: what is taken for whole, and what is not."""

from __future__ import annotations

import hashlib
from pathlib import Path

import pytest

from assistant.models.files.checksum import file_sha256, is_intact, is_stamped, put_in_place


@pytest.fixture
def target(tmp_path: Path) -> Path:
    """A file that was put in place with the origin "abc"."""
    fetched = tmp_path / "fetched"
    fetched.write_bytes(b"weights")
    put_in_place(fetched, tmp_path / "model.gguf", "abc")
    assert not fetched.exists()
    return tmp_path / "model.gguf"


def test_a_file_that_was_put_in_place_is_intact_for_its_origin(target: Path) -> None:
    assert target.read_bytes() == b"weights"
    assert is_intact(target, "abc") and is_stamped(target)
    assert not is_intact(target, "abd"), "another origin: another file is wanted"


@pytest.mark.parametrize("content", [b"weigh", b"weights and more", None])
def test_a_file_cut_short_grown_or_gone_is_not(target: Path, content: bytes | None) -> None:
    target.unlink() if content is None else target.write_bytes(content)
    assert not is_intact(target, "abc") and not is_stamped(target)


def test_a_file_without_a_stamp_is_not(target: Path, tmp_path: Path) -> None:
    copied = tmp_path / "copied.gguf"
    copied.write_bytes(target.read_bytes())
    assert not is_intact(copied, "abc") and not is_stamped(copied)


def test_a_second_file_takes_the_place_and_the_stamp(target: Path, tmp_path: Path) -> None:
    newer = tmp_path / "newer"
    newer.write_bytes(b"other weights")
    put_in_place(newer, target, "def")
    assert target.read_bytes() == b"other weights"
    assert is_intact(target, "def") and not is_intact(target, "abc")


def test_a_file_that_cannot_be_put_in_place_leaves_no_stamp(target: Path, tmp_path: Path) -> None:
    with pytest.raises(FileNotFoundError):
        put_in_place(tmp_path / "nothing", target, "def")
    assert not is_intact(target, "def")


def test_the_checksum_is_that_of_the_bytes(tmp_path: Path) -> None:
    file = tmp_path / "file"
    content = bytes(range(256)) * 5000
    file.write_bytes(content)
    assert file_sha256(file) == hashlib.sha256(content).hexdigest()

"""Archives: what is in them, and what is refused."""

from __future__ import annotations

import io
import zipfile

import pytest

from assistant.errors import UnreadableSource
from assistant.readers import archive
from assistant.readers.archive import Archive
from evals.datasets.office_files import zipped


def test_files_are_read_by_name_and_what_is_not_there_is_empty() -> None:
    found = Archive(zipped({"a.txt": "one", "folder/": "", "folder/b.txt": "two"}), "x.zip")
    assert found.names == ("a.txt", "folder/b.txt")
    assert [found.read(name) for name in ("a.txt", "c.txt", "a.txt")] == [b"one", b"", b"one"]


def test_a_bomb_is_refused_whatever_it_says_of_its_size() -> None:
    made = io.BytesIO()
    with zipfile.ZipFile(made, "w", zipfile.ZIP_DEFLATED) as bomb:
        for number in range(3):
            bomb.writestr(f"{number}", bytes(archive.MOST_BYTES // 2))
    found = Archive(made.getvalue(), "bomb.zip")
    assert len(made.getvalue()) < 1_000_000
    with pytest.raises(UnreadableSource, match=r"'bomb\.zip' holds more than 256 MB"):
        for name in found.names:
            found.read(name)


def test_too_many_files_are_refused() -> None:
    data = zipped({str(number): b"" for number in range(archive.MOST_MEMBERS + 1)})
    with pytest.raises(UnreadableSource, match="or 20000 files"):
        Archive(data, "many.zip")


@pytest.mark.parametrize("cut", [30, -30])
def test_a_cut_archive_is_damaged(cut: int) -> None:
    with pytest.raises(UnreadableSource, match="cannot be unpacked"):
        Archive(zipped({"a.txt": "words"})[:cut], "cut.zip").read("a.txt")


def test_changed_bytes_are_noticed() -> None:
    data = zipped({"mimetype": "many words of a stored file"}).replace(b"many", b"some")
    with pytest.raises(UnreadableSource, match="it is damaged"):
        Archive(data, "changed.zip").read("mimetype")


def test_a_password_is_told() -> None:
    data = bytearray(zipped({"mimetype": "words"}))
    data[6] |= 1  # the flags in the file's header, and in the list at the end
    data[data.find(b"PK\x01\x02") + 8] |= 1
    with pytest.raises(UnreadableSource, match="protected with a password"):
        Archive(bytes(data), "locked.zip").read("mimetype")

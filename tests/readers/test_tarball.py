"""Tar archives read as ZIP archives are."""

from __future__ import annotations

import gzip
import io
import tarfile
from pathlib import Path

import pytest

from assistant.errors import EmptySource, UnreadableSource
from assistant.readers import read_bytes
from assistant.readers.archive import MOST_BYTES, Archive
from assistant.readers.contents import contents

PAPER = r"""\documentclass{article}\title{Rivers and Their Sand}\begin{document}\maketitle
\section{Introduction} Sand moves along the bed of a river. \input{parts/two}\end{document}"""


def tarball(files: dict[str, str], *, packed: bool = True, link: str = "") -> bytes:
    made = io.BytesIO()
    with tarfile.open(fileobj=made, mode="w") as tar:
        for name, text in files.items():
            info = tarfile.TarInfo(name)
            info.size = len(text.encode())
            tar.addfile(info, io.BytesIO(text.encode()))
        if link:
            info = tarfile.TarInfo(link)
            info.type, info.linkname = tarfile.SYMTYPE, "/etc/passwd"
            tar.addfile(info)
    return gzip.compress(made.getvalue()) if packed else made.getvalue()


@pytest.mark.parametrize("packed", [True, False])
def test_a_paper_with_its_parts_is_one_document(packed: bool) -> None:
    files = {"./main.tex": PAPER, "./parts/two.tex": "Water carries the finest grains to the sea."}
    data = tarball(files, packed=packed)
    assert contents(data, "paper.tar.gz") == []
    document = read_bytes(data, "paper.tar.gz")
    assert document.title == "Rivers and Their Sand"
    assert "finest grains" in " ".join(s.text for _, s in document.sentences())


def test_other_archives_are_read_file_by_file_without_links_and_ways_out() -> None:
    files = {"notes/a.md": "# A\n\nSome words.", "../b.md": "# B\n\nOut.", "c.png": "none"}
    data = tarball(files, link="d.md")
    assert contents(data, "notes.tgz") == ["notes/a.md"]
    assert Archive(data, "notes.tgz").read("notes/a.md") == b"# A\n\nSome words."
    with pytest.raises(EmptySource, match="holds no file that can be read"):
        contents(tarball({"c.png": "none"}), "pictures.tar.gz")


def test_a_bomb_and_a_cut_archive_are_refused() -> None:
    bomb = gzip.compress(tarball({"a.md": "x"}, packed=False) + bytes(MOST_BYTES), 1)
    with pytest.raises(UnreadableSource, match="holds more than 256 MB"):
        Archive(bomb, "bomb.tar.gz")
    sparse = bytearray(tarball({"a.md": "x"}, packed=False))
    info = tarfile.TarInfo("huge.md")
    info.size = 2**40
    with pytest.raises(UnreadableSource, match="holds more than 256 MB"):
        Archive(info.tobuf() + bytes(sparse), "bomb.tar")
    with pytest.raises(UnreadableSource, match="cannot be unpacked"):
        Archive(tarball({"a.md": "words " * 500})[:-40], "cut.tar.gz")


def test_a_tarball_is_unfolded_where_it_is_added(tmp_path: Path) -> None:
    from assistant.ingest.pieces import archive_pieces, is_archive
    from assistant.readers.sandbox import Limits

    path = tmp_path / "notes.tar.gz"
    path.write_bytes(tarball({"a.md": "# A\n\nSome words.", "b.txt": "Some words."}))
    assert is_archive(path) and is_archive(Path("a.TGZ")) and not is_archive(Path("a.gz"))
    assert [piece.member for piece in archive_pieces(path, Limits())] == ["a.md", "b.txt"]

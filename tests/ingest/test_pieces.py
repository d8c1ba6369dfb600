"""Archives as sources of several documents."""

from __future__ import annotations

from pathlib import Path

import pytest

from assistant.errors import SourceNotFound
from assistant.ingest.pieces import archive_pieces, is_archive
from assistant.readers.sandbox import Limits
from evals.datasets.office_files import latex, zipped


def test_the_files_of_an_archive_are_pieces_and_a_paper_is_none(tmp_path: Path) -> None:
    path = tmp_path / "papers.zip"
    path.write_bytes(zipped({"deep/a.md": "# A", "b.txt": "B", "c.csv": "1"}))
    pieces = archive_pieces(path, Limits())
    assert [piece.name for piece in pieces] == ["b.txt", "a.md"]
    assert pieces[1].source == f"{path}/deep/a.md"
    path.write_bytes(zipped({"main.tex": latex()}))
    assert archive_pieces(path, Limits()) == []
    with pytest.raises(SourceNotFound):
        archive_pieces(tmp_path / "none.zip", Limits())
    assert is_archive(Path("A.ZIP")) and not is_archive(Path("a.docx"))

"""What an archive holds."""

from __future__ import annotations

import pytest

from assistant.errors import EmptySource, UnreadableSource
from assistant.readers.contents import contents
from evals.datasets.office_files import docx, epub, latex, zipped


def test_files_that_can_be_read_are_named_in_order() -> None:
    files = dict.fromkeys(("b.md", "a/c.PDF", "x.csv", ".hidden.md", "__MACOSX/b.md"), "words")
    assert contents(zipped(files), "papers.zip") == ["a/c.PDF", "b.md"]
    assert contents(zipped({"part.tex": "Words.", "b.md": "w"}), "x.zip") == ["b.md", "part.tex"]


@pytest.mark.parametrize("data", [docx(), epub(), zipped({"m.tex": latex(), "fig.pdf": "x"})])
def test_what_is_one_document_has_no_contents(data: bytes) -> None:
    assert contents(data, "any.zip") == []


def test_nothing_to_read_and_damage_are_told() -> None:
    with pytest.raises(EmptySource, match="holds no file that can be read"):
        contents(zipped({"x.csv": "a"}), "papers.zip")
    with pytest.raises(UnreadableSource, match="not the file that its name says"):
        contents(b"words", "papers.zip")

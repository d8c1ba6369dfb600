"""Archives as sources of several documents."""

from __future__ import annotations

from pathlib import Path

import pytest

from assistant.errors import SourceNotFound
from assistant.ingest.pieces import archive_pieces, is_archive, is_reference_list, list_pieces
from assistant.library import Library
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


def listed(folder: Path, *paths: str) -> Path:
    """A BibTeX file in a folder that names files."""
    made = folder / "refs.bib"
    entries = (f"@misc{{k{n}, title={{Work {n}}}, file={{{p}}}}}" for n, p in enumerate(paths))
    made.write_text("\n".join(entries))
    return made


def test_a_list_names_files_beside_it_and_others_only_if_they_may_be_linked(tmp_path: Path) -> None:
    folder = tmp_path / "export"
    (folder / "files").mkdir(parents=True)
    inside, outside = folder / "files" / "a b.md", tmp_path / "private.md"
    inside.write_text("# Inside")
    outside.write_text("# Outside")
    uri = inside.as_uri().replace(":", "\\:")
    path = listed(folder, ":files/a b.md:text", uri, str(outside), "../private.md", "none.pdf", "")
    assert is_reference_list(path) and not is_reference_list(inside)
    pieces = list_pieces(path, Limits(), linked=False)
    assert [piece.path for piece in pieces] == [inside, inside]
    assert [piece.stated.title for piece in pieces if piece.stated] == ["Work 0", "Work 1"]
    linked = list_pieces(path, Limits(), linked=True)
    assert [piece.path.resolve() for piece in linked] == [inside, inside, outside, outside]
    mendeley = listed(folder, f":{str(outside)[1:]}:md")
    assert [piece.path for piece in list_pieces(mendeley, Limits(), linked=True)] == [outside]


def test_a_list_whose_files_are_not_here_says_so(tmp_path: Path) -> None:
    with pytest.raises(SourceNotFound, match="lists 2 references and names no file that is here"):
        list_pieces(listed(tmp_path, "a.pdf", "b.pdf"), Limits(), linked=True)


def test_what_a_list_states_goes_before_what_the_file_says(
    library: Library, tmp_path: Path
) -> None:
    (tmp_path / "a.md").write_text("# Draft\n\nRivers flow.")
    (result,) = library.add_all([listed(tmp_path, "a.md")])
    assert result.survey is not None and result.survey.title == "Work 0"
    (tmp_path / "refs.bib").write_text("@misc{k0, title={Rivers}, year=2020, file={a.md}}")
    (again,) = library.add_all([tmp_path / "refs.bib"])
    assert again.already_there
    assert [(survey.title, survey.year) for survey in library.surveys()] == [("Rivers", 2020)]

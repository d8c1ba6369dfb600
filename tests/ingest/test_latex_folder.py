"""LaTeX papers in folders."""

from __future__ import annotations

from pathlib import Path

from assistant.ingest.latex_folder import bundle, without_parts
from assistant.readers import read_bytes
from evals.datasets.office_files import TITLE, latex


def project(folder: Path) -> Path:
    (folder / "parts").mkdir(parents=True)
    (folder / "secret.tex").write_text("Outside.")
    main = folder / "paper" / "main.tex"
    (main.parent / "figures").mkdir(parents=True)
    (main.parent / "parts").mkdir()
    text = r"\input{parts/more}\input{../secret}\bibliography{refs}\includegraphics{figures/map}"
    main.write_text(latex(bibliography=text))
    (main.parent / "parts" / "more.tex").write_text(r"\section{More}Words of it.\cite{birch}")
    (main.parent / "refs.bib").write_text("@book{birch, title={Rivers}, year=2001}")
    (main.parent / "figures" / "map.pdf").write_bytes(b"%PDF-1.4")
    (main.parent / "main.pdf").write_bytes(b"%PDF-1.4")
    (folder / "other.md").write_text("# Other")
    return main


def test_a_main_file_brings_what_it_includes_and_nothing_from_elsewhere(tmp_path: Path) -> None:
    data = bundle(project(tmp_path))
    assert data is not None
    found = read_bytes(data, "main.tex")
    assert found.title == TITLE
    assert found.sections[-2].title == "3 More"
    assert found.references == ("[1] Rivers. 2001.",)
    assert not any("Outside" in sentence.text for _, sentence in found.sentences())
    assert bundle(tmp_path / "paper" / "main.tex") == data


def test_a_file_that_stands_alone_is_no_bundle(tmp_path: Path) -> None:
    path = tmp_path / "alone.tex"
    path.write_text(latex())
    assert bundle(path) is None


def test_parts_and_figures_of_a_paper_are_no_sources_of_their_own(tmp_path: Path) -> None:
    main = project(tmp_path)
    (tmp_path / "secret.tex").unlink()
    files = sorted(path for path in tmp_path.rglob("*") if path.suffix in (".tex", ".pdf", ".md"))
    assert without_parts(files) == [tmp_path / "other.md", main.parent / "main.pdf", main]


def test_without_a_main_file_all_stay(tmp_path: Path) -> None:
    files = [tmp_path / "a.tex", tmp_path / "b.tex"]
    for path in files:
        path.write_text("Words.")
    assert without_parts(files) == files

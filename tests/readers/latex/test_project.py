"""The files of a LaTeX source."""

from __future__ import annotations

from assistant.readers.latex.project import (
    expanded,
    included_names,
    is_main,
    main_file,
    project_of,
    without_comments,
)
from evals.datasets.office_files import latex, zipped

MAIN = r"\documentclass{article}\input{a}\include{parts/b}"


def test_comments_go_and_what_is_escaped_or_an_address_stays() -> None:
    text = without_comments("5\\% of it % a note\n   \\url{http://x.org/a%20b} and \\\\% end\nmore")
    assert text == "5\\% of it \\url{http://x.org/a%20b} and \\\\more"


def test_the_main_file_is_the_one_that_includes_most() -> None:
    texts = {"reply.tex": r"\documentclass{letter}Dear.", "ms.tex": MAIN, "a.tex": "Words." * 9}
    assert main_file(texts) == "ms.tex"
    assert main_file({"a.tex": "Words."}) is None
    assert is_main(MAIN) and not is_main("% " + MAIN)


def test_files_are_included_from_the_root_or_the_folder_of_who_includes_them() -> None:
    parts = {"parts/b.tex": r"B \input{c}", "parts/c.tex": r"C \input{b}"}
    texts = {"m.tex": MAIN, "a.tex": "A ", **parts}
    assert expanded(texts, "m.tex", "").endswith("A B C ")
    assert included_names(MAIN) == ["a", "parts/b"]
    assert included_names(r"\import{x/}{y} \subfile{z}") == ["x/y", "z"]


def test_what_includes_itself_many_times_ends() -> None:
    texts = {f"{n}.tex": rf"\input{{{n + 1}}}" * 20 + "word " * 200 for n in range(12)}
    assert len(expanded(texts, "0.tex", "")) < 20_000_000


def test_the_bibliography_comes_along() -> None:
    files = {
        "m.tex": latex(),
        "m.bbl": r"\bibitem{a} A.",
        "other.bbl": "x",
        "b.bib": "@book{b, a=1}",
    }
    project = project_of(zipped(files), "source.zip")
    assert project.compiled == r"\bibitem{a} A."
    assert project.databases == "@book{b, a=1}"

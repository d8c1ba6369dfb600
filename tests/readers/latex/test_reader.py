"""LaTeX sources as documents."""

from __future__ import annotations

import time

import pytest

from assistant.errors import UnreadableSource
from assistant.readers import read_bytes
from evals.datasets.office_files import ABSTRACT, AUTHORS, SECTIONS, TITLE, latex, zipped

DATABASE = "@article{birch, author={Birch, Ann and Oak, {\\'E}lan}, title={On {Rivers}}, year=2001}"


def read(body: str) -> list[str]:
    text = rf"\documentclass{{article}}\begin{{document}}\section{{A}}{body}\end{{document}}"
    return [sentence.text for _, sentence in read_bytes(text.encode(), "a.tex").sentences()]


def test_a_source_is_read_as_the_paper_that_it_makes() -> None:
    found = read_bytes(latex().encode(), "rivers.tex")
    assert (found.format, found.title, found.authors) == ("latex", TITLE, AUTHORS)
    assert (found.year, found.abstract) == (2021, ABSTRACT)
    titles = [section.title for section in found.sections]
    assert titles == ["Abstract", *(title for title, _ in SECTIONS)]
    texts = [sentence.text for sentence in found.sections[2].sentences]
    assert texts[1:] == ["It is full [1]: litres of water at x_i ≤ 3.", "Elbe | 1094 km"]
    assert [(c.label, c.text) for c in found.captions] == [("Figure 1", "The Elbe from above.")]
    assert found.references == ("[1] Ann Birch. On rivers. Water 3, 2001.",)


@pytest.mark.parametrize("main", ["main.tex", "paper/ms.tex"])
def test_an_archive_is_read_from_its_main_file(main: str) -> None:
    folder = main.rpartition("/")[0]
    files = {
        main: latex(bibliography=r"\input{sections/more} \bibliography{b}"),
        f"{folder}/sections/more.tex".lstrip("/"): r"\section{More}Words of \citet{birch}.",
        "unused.tex": r"\documentclass{a}\begin{document}Short.\end{document}",
        "b.bib": DATABASE,
    }
    found = read_bytes(zipped(files), "source.zip")
    assert found.title == TITLE
    assert found.sections[-2].title == "3 More"
    assert found.sections[-2].sentences[0].text == "Words of Birch and Oak [1]."
    assert found.references == ("[1] Ann Birch and Élan Oak. On Rivers. 2001.",)


def test_what_bibtex_compiled_goes_before_the_database() -> None:
    compiled = r"\bibitem[{Birch and Oak(2001)Birch, Oak}]{birch} A.~Birch. \newblock Rivers."
    files = {"a.tex": latex(bibliography=""), "a.bbl": compiled, "b.bib": DATABASE}
    found = read_bytes(zipped(files), "source.zip")
    assert "It is full (Birch and Oak, 2001): litres" in found.sections[2].sentences[1].text
    assert found.references == ("A. Birch. Rivers.",)


def test_numbers_lists_formulas_notes_and_links() -> None:
    texts = read(
        r"""\label{s}See \S\ref{s}, \cref{f} and \eqref{e}. We have
\begin{equation}\label{e} E = mc^{2} \end{equation} where $m$ is mass\footnote{A note.}.

\begin{itemize}\item First \textbf{item}. \item[b)] \href{http://x.org/a%20b}{A link}.\end{itemize}
\begin{figure}\caption{F.}\label{f}\end{figure}
``Quoted'' --- Erd\H{o}s, M\"uller and 5\,\% of it~all."""
    )
    assert texts == [
        "See §1, Figure 1 and (1).",
        "We have E = mc^2 where m is mass.",
        "First item.",
        "b) A link.",
        "“Quoted” — Erdős, Müller and 5 % of it all.",
    ]


def test_programs_pictures_and_comments_are_no_text() -> None:
    texts = read(
        "Seen. \\begin{verbatim}not % this\\end{verbatim}\\iffalse nor this\\fi % nor that\n"
        "\\begin{tikzpicture}\\node{nor};\\end{tikzpicture} It costs 5\\% more."
    )
    assert texts == ["Seen.", "It costs 5% more."]


def test_an_archive_without_a_main_file_is_refused() -> None:
    with pytest.raises(UnreadableSource, match="no main LaTeX file"):
        read_bytes(zipped({"chapter.tex": "Words."}), "source.zip")


@pytest.mark.parametrize(
    "text",
    [
        r"\def\a{\a\a}\a Words.",
        r"\def\a{\b\b}\def\b{\c\c}\def\c{\d\d\d\d\d\d\d\d}\def\d{\a}\a\b\c Words.",
        r"\newcommand{\x}[1]{#1#1#1#1}\x{\x{\x{\x{\x{\x{\x{\x{y}}}}}}}} Words.",
        "Words. " + r"\section{" * 3000,
        r"\begin{itemize}" * 3000 + "Words.",
        "{" * 50_000 + "Words." + "$" * 999,
    ],
)
def test_what_would_unfold_without_end_is_read_in_time(text: str) -> None:
    began = time.monotonic()
    said = " ".join(read(text))
    assert time.monotonic() - began < 10
    assert len(said) < 5_000_000

"""Numbers of sections, figures and formulas."""

from __future__ import annotations

from assistant.readers.latex.numbering import SectionNumbers, labels_of


def test_sections_are_counted_as_latex_counts() -> None:
    numbers = SectionNumbers()
    kinds = ("section", "subsection", "subsection", "section", "paragraph", "subsection")
    assert [numbers.next(kind) for kind in kinds] == ["1", "1.1", "1.2", "2", "", "2.1"]
    numbers.appendix()
    assert [numbers.next(kind) for kind in ("section", "subsection")] == ["A", "A.1"]


def test_labels_stand_for_what_was_numbered_last() -> None:
    text = (
        r"\section{A}\label{a}\begin{table}\caption{T}\label{t}\end{table}\section*{B}\label{b}"
        r"\begin{equation}\label{e}\end{equation}\begin{align*}\end{align*}"
    )
    assert labels_of(text) == {
        "a": ("Section", "1"), "t": ("Table", "1"), "b": ("Section", ""), "e": ("Equation", "1"),
    }  # fmt: skip

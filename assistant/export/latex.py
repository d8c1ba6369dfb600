"""Comparisons and reviews for papers: LaTeX with booktabs, and BibTeX of the surveys."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Sequence

from assistant.comparisons.cells import Cell
from assistant.comparisons.comparison import Comparison
from assistant.comparisons.csv_table import empty_cell_text
from assistant.documents.survey import Survey, last_name, short_name
from assistant.evidence.claims import Claim, Parts
from assistant.export.emphasis import spaced
from assistant.export.markdown import Notes, coverage, synthesis_parts, visible
from assistant.reviews.review import Review

_SPECIAL = {
    "\\": r"\textbackslash{}", "{": r"\{", "}": r"\}", "$": r"\$", "&": r"\&", "#": r"\#",
    "%": r"\%", "_": r"\_", "~": r"\textasciitilde{}", "^": r"\textasciicircum{}",
    "<": r"\textless{}", ">": r"\textgreater{}", '"': r"\textquotedbl{}", "|": r"\textbar{}",
}  # fmt: skip
PREAMBLE = (
    "% compile with LuaLaTeX or XeLaTeX; Chinese and Japanese need a font of theirs\n"
    "\\documentclass{article}\n\\usepackage{booktabs,tabularx,fontspec}\n"
    "\\usepackage[landscape,margin=2cm]{geometry}\n\\begin{document}\n"
)


def latex(text: str) -> str:
    """A text that LaTeX prints as it is, on one line; no command in it runs.

    >>> latex("50% of $x_1$ \\\\input{a}")
    '50\\\\% of \\\\$x\\\\_1\\\\$ \\\\textbackslash{}input\\\\{a\\\\}'
    """
    return "".join(_SPECIAL.get(character, character) for character in visible(text))


def comparison_latex(comparison: Comparison) -> str:
    """A comparison as a LaTeX document: table, synthesis, and its evidence as a numbered list."""
    notes = Notes()
    columns = "l" + "X" * len(comparison.surveys)
    heads = " & ".join(["", *(latex(short_name(survey)) for survey in comparison.surveys)])
    lines = [f"\\noindent\\begin{{tabularx}}{{\\linewidth}}{{{columns}}}", "\\toprule"]
    lines += [f"{heads} \\\\", "\\midrule"]
    for aspect in comparison.aspects:
        cells = [_cell(comparison.cell(survey, aspect), notes) for survey in comparison.surveys]
        lines.append(" & ".join([f"\\textbf{{{latex(aspect)}}}", *cells]) + " \\\\")
    lines += ["\\bottomrule", "\\end{tabularx}"]
    for heading, claims in synthesis_parts(comparison):
        lines += [f"\\paragraph{{{latex(heading)}}}", *_list(claims, (), notes)]
    return _document([*lines, *_evidence(notes)])


def review_latex(review: Review) -> str:
    """A review as a LaTeX document with its evidence."""
    notes = Notes()
    lines = [f"\\section*{{{latex(review.survey.title)}}}"]
    for field in review.fields:
        lines.append(f"\\subsection*{{{latex(field.heading)}}}")
        lines += [f"\\emph{{{latex(field.note)}}}", ""] if field.note else []
        if not field.items:
            lines.append(latex(review.nothing))
        elif field.is_prose:
            lines.append(" ".join(_claim(claim, notes) for claim in field.items))
        else:
            lines += _list(field.items, field.depths, notes)
    lines += ["", f"\\emph{{{latex(coverage(review))}}}"]
    return _document([*lines, *_evidence(notes)])


def bibtex(surveys: Sequence[Survey]) -> str:
    """The surveys as BibTeX entries with keys that differ."""
    entries = []
    keys: set[str] = set()
    for survey in surveys:
        key = _key(survey, keys)
        values = {
            "title": "{" + latex(survey.title) + "}",
            "author": " and ".join(latex(author) for author in survey.authors),
            "year": str(survey.year or ""),
            "doi": latex(survey.doi or ""),
            "eprint": latex(survey.arxiv_id or ""),
            "archiveprefix": "arXiv" if survey.arxiv_id else "",
        }
        told = ",\n".join(f"  {name} = {{{value}}}" for name, value in values.items() if value)
        entries.append(f"@misc{{{key},\n{told}\n}}\n")
    return "\n".join(entries)


def _key(survey: Survey, taken: set[str]) -> str:
    author = last_name(survey.authors[0]) if survey.authors else ""
    first = next(iter(re.findall(r"[A-Za-z]{4,}", survey.title)), "survey").lower()
    plain = unicodedata.normalize("NFKD", author).encode("ascii", "ignore").decode().lower()
    base = re.sub(r"[^a-z0-9]", "", plain) + str(survey.year or "") + first
    number = 1
    key = base
    while key in taken:
        number += 1
        key = f"{base}{number}"
    taken.add(key)
    return key


def _bold(parts: Parts) -> str:
    before, words, after = spaced(parts, latex)
    return f"{before}\\textbf{{{words}}}{after}" if words else before


def _claim(claim: Claim, notes: Notes) -> str:
    text = f"``{_bold(claim.parts)}''" if claim.quoted else latex(claim.text)
    if not claim.supported:
        return f"{text} ({latex(claim.reason)})"
    return f"{text} {notes.marks(claim)}".strip()


def _cell(cell: Cell | None, notes: Notes) -> str:
    if cell is None or not cell.stated:
        return latex(empty_cell_text(cell))
    edited = " (edited)" if cell.edited else ""
    # A bracket at the start of a cell would be read as an argument of the row before.
    return "{}" + " ".join(_claim(claim, notes) for claim in cell.claims) + edited


def _list(claims: Sequence[Claim], depths: Sequence[int], notes: Notes) -> list[str]:
    spaced = depths or (0,) * len(claims)
    items = [
        f"\\item {{}}{'~' * 4 * depth}{_claim(claim, notes)}"
        for depth, claim in zip(spaced, claims, strict=True)
    ]
    return ["\\begin{itemize}", *items, "\\end{itemize}"]


def _evidence(notes: Notes) -> list[str]:
    if not notes.citations:
        return []
    items = [f"\\item {latex(c.place)}: ``{_bold(c.parts)}''" for c in notes.citations]
    return ["\\section*{Evidence}", "\\begin{enumerate}", *items, "\\end{enumerate}"]


def _document(lines: Sequence[str]) -> str:
    return PREAMBLE + "\n".join(lines) + "\n\\end{document}\n"

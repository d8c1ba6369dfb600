"""The files that reviews and comparisons are written to, by the ending of the file's name."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import TypeVar

from assistant.comparisons.comparison import Comparison
from assistant.errors import AssistantError
from assistant.export.docx import comparison_docx, review_docx
from assistant.export.html import comparison_html, review_html
from assistant.export.latex import bibtex, comparison_latex, review_latex
from assistant.export.markdown import as_json, comparison_csv, comparison_markdown, review_markdown
from assistant.export.svg import categories_svg
from assistant.export.xlsx import comparison_xlsx
from assistant.reviews.review import Review

Value = TypeVar("Value")

REVIEW_FILES: Mapping[str, Callable[[Review], str | bytes]] = {
    "md": review_markdown,
    "html": review_html,
    "docx": review_docx,
    "json": as_json,
    "tex": review_latex,
    "bib": lambda review: bibtex([review.survey]),
}
COMPARISON_FILES: Mapping[str, Callable[[Comparison], str | bytes]] = {
    "md": comparison_markdown,
    "html": comparison_html,
    "json": as_json,
    "csv": comparison_csv,
    "xlsx": comparison_xlsx,
    "docx": comparison_docx,
    "tex": comparison_latex,
    "bib": lambda comparison: bibtex(comparison.surveys),
    "svg": categories_svg,
}


def review_file(review: Review, ending: str) -> str | bytes:
    """A review as the content of a file with this ending."""
    return _maker(REVIEW_FILES, ending)(review)


def comparison_file(comparison: Comparison, ending: str) -> str | bytes:
    """A comparison as the content of a file with this ending."""
    return _maker(COMPARISON_FILES, ending)(comparison)


def _maker(
    known: Mapping[str, Callable[[Value], str | bytes]], ending: str
) -> Callable[[Value], str | bytes]:
    name = ending.lower().lstrip(".")
    if name not in known:
        listed = ", ".join(f".{kind}" for kind in known)
        raise AssistantError(f"No files that end in {ending!r} are written. There are: {listed}.")
    return known[name]

"""The files that reviews and comparisons are written to, by the ending of the file's name.

The only list of endings: the command line's help and the web app's buttons are made from it. It
imports no writer before one is asked for.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

from assistant.errors import AssistantError

if TYPE_CHECKING:
    from pathlib import Path

    from assistant.comparisons.comparison import Comparison
    from assistant.documents.survey import Survey
    from assistant.export.pictures import Draw
    from assistant.reviews.review import Review

LABELS = {
    "md": "Markdown",
    "html": "HTML",
    "json": "JSON",
    "csv": "CSV",
    "xlsx": "Excel",
    "docx": "Word",
    "tex": "LaTeX",
    "bib": "BibTeX",
    "ris": "RIS",
    "svg": "SVG",
}
REVIEW_FILES = ("md", "html", "docx", "json", "tex", "bib", "ris")
COMPARISON_FILES = ("md", "html", "json", "csv", "xlsx", "docx", "tex", "bib", "ris", "svg")


def review_file(review: Review, ending: str, draw: Draw | None = None) -> str | bytes:
    """A review as the content of a file with this ending.

    With ``draw``, such as a library's ``figure_image``, HTML and Word have the figures' pictures.
    """
    from assistant.export.pictures import pictures_of
    from assistant.export.writers import ILLUSTRATED_WRITERS, REVIEW_WRITERS

    name = _known(ending, REVIEW_FILES)
    if draw and name in ILLUSTRATED_WRITERS:
        return ILLUSTRATED_WRITERS[name](review, pictures_of(review, draw))
    return REVIEW_WRITERS[name](review)


def comparison_file(comparison: Comparison, ending: str) -> str | bytes:
    """A comparison as the content of a file with this ending."""
    from assistant.export.writers import COMPARISON_WRITERS

    return COMPARISON_WRITERS[_known(ending, COMPARISON_FILES)](comparison)


def reference_lines(surveys: Sequence[Survey], style: Path | None = None) -> list[str]:
    """The surveys as a list of references, in a style of the Citation Style Language."""
    from assistant.export.csl import reference_list

    return reference_list(surveys, style)


def listed(endings: Sequence[str], last: str = "and") -> str:
    """Endings as a sentence has them.

    >>> listed(("md", "html", "json"), "or")
    '.md, .html or .json'
    """
    *first, final = (f".{ending}" for ending in endings)
    return f"{', '.join(first)} {last} {final}" if first else final


def _known(ending: str, endings: Sequence[str]) -> str:
    name = ending.lower().lstrip(".")
    if name not in endings:
        raise AssistantError(
            "No files that end in {ending} are written. There are: {known}.",
            ending=repr(ending),
            known=listed(endings),
        )
    return name

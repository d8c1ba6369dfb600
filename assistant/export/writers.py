"""Which function writes which file; ``formats`` says which files there are."""

from __future__ import annotations

from collections.abc import Callable, Mapping

from assistant.comparisons.comparison import Comparison
from assistant.export.docx import comparison_docx, review_docx
from assistant.export.html import comparison_html, review_html
from assistant.export.latex import bibtex, comparison_latex, review_latex
from assistant.export.markdown import comparison_markdown, review_markdown
from assistant.export.pictures import Pictures
from assistant.export.ris import comparison_ris, review_ris
from assistant.export.svg import categories_svg
from assistant.export.xlsx import comparison_xlsx
from assistant.reviews.review import Review
from assistant.serialization import dump

REVIEW_WRITERS: Mapping[str, Callable[[Review], str | bytes]] = {
    "md": review_markdown,
    "html": review_html,
    "docx": review_docx,
    "json": dump,
    "tex": review_latex,
    "bib": lambda review: bibtex([review.survey]),
    "ris": review_ris,
}
ILLUSTRATED_WRITERS: Mapping[str, Callable[[Review, Pictures], str | bytes]] = {
    "html": review_html,
    "docx": review_docx,
}
COMPARISON_WRITERS: Mapping[str, Callable[[Comparison], str | bytes]] = {
    "md": comparison_markdown,
    "html": comparison_html,
    "json": dump,
    "csv": Comparison.as_csv,
    "xlsx": comparison_xlsx,
    "docx": comparison_docx,
    "tex": comparison_latex,
    "bib": lambda comparison: bibtex(comparison.surveys),
    "ris": comparison_ris,
    "svg": categories_svg,
}

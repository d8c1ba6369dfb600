"""A review as the Review tab shows it: its fields, and the surveys nearest to it."""

from __future__ import annotations

from collections.abc import Callable

from assistant.errors import AssistantError
from assistant.evidence.claims import Citation
from assistant.export.markdown import Notes, coverage
from assistant.export.pictures import FIGURES
from assistant.library import Library
from assistant.reviews.review import Review, ReviewField
from assistant.ui.i18n.catalogue import translate
from assistant.ui.views.markup import claim_html, escape, note_html
from assistant.ui.views.survey import MOST_RELATED, reasons_text

PREFIX = "review-"  # of the ids of its evidence cards
RELATED = {
    "en": "Related surveys in this library",
    "zh": "库中的相关综述",
    "ja": "関連するサーベイ",
}


def review_html(
    review: Review,
    notes: Notes,
    language: str = "en",
    figure: Callable[[Citation], str] = lambda citation: "",
) -> str:
    """A review with its marks; ``language`` is the page's, the review has its own.

    ``figure`` makes what shows the picture that a caption belongs to.
    """
    survey = review.survey
    facts = [", ".join(survey.authors), str(survey.year or "")]
    facts.append(f"arXiv {survey.arxiv_id}" if survey.arxiv_id else "")
    fields = "".join(_field_html(review, field, notes, language, figure) for field in review.fields)
    last = coverage(review) if review.finished else translate("Writing the next part…", language)
    state = "false" if review.finished else "true"
    return (
        f'<article class="sa-review" aria-busy="{state}"><h2>{escape(survey.title)}</h2>'
        f'<p class="sa-label">{escape(" · ".join(fact for fact in facts if fact))}</p>'
        f"{fields}{note_html(last, 'foot' if review.finished else 'pending')}</article>"
    )


def related_html(library: Library, review: Review, language: str = "en") -> str:
    """The nearest other surveys of the library, with the reasons."""
    try:
        found = library.reviews.related(review.survey.id)
    except AssistantError:
        return ""
    if not found:
        return ""
    items = "".join(
        f'<li class="sa-item"><b>{escape(near.survey.title)}</b>: '
        f"{escape(reasons_text(near, language))}</li>"
        for near in found[:MOST_RELATED]
    )
    heading = RELATED[review.language]
    return f'<section class="sa-nearest"><h3>{escape(heading)}</h3><ul>{items}</ul></section>'


def _field_html(
    review: Review,
    field: ReviewField,
    notes: Notes,
    language: str,
    figure: Callable[[Citation], str],
) -> str:
    claims = [
        claim_html(claim, notes, PREFIX, language)
        + ("".join(map(figure, claim.citations)) if field.name == FIGURES else "")
        for claim in field.items
    ]
    if not claims:
        shown = note_html(review.nothing)
    elif field.is_prose:
        shown = f'<p class="sa-prose">{" ".join(claims)}</p>'
    else:
        depths = field.depths or (0,) * len(claims)
        items = (
            f'<li class="sa-item" style="margin-left:{1.5 * depth}rem">{claim}</li>'
            for depth, claim in zip(depths, claims, strict=True)
        )
        shown = "<ul>" + "".join(items) + "</ul>"
    note = note_html(field.note) if field.note else ""
    return f"<section><h3>{escape(field.heading)}</h3>{note}{shown}</section>"

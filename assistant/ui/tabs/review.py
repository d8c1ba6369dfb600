"""The Review tab: one survey's structured review, a field at a time."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

import gradio as gr

from assistant.documents.survey import short_name
from assistant.errors import AssistantError, UnknownName
from assistant.export.formats import review_file
from assistant.export.markdown import Notes, coverage
from assistant.library import Library
from assistant.reviews.review import NOT_STATED, Review, ReviewField
from assistant.ui.i18n.languages import LANGUAGES, say
from assistant.ui.state.turns import Line
from assistant.ui.tabs.study import Downloads, Parts, Study, buttons, download_buttons, wire
from assistant.ui.views.choices import one_of
from assistant.ui.views.evidence import EvidenceView
from assistant.ui.views.markup import claim_html, escape, note_html
from assistant.ui.views.survey import MOST_RELATED, reasons_text

PREFIX = "review-"
FILES = {
    "Markdown": "md",
    "HTML": "html",
    "Word": "docx",
    "JSON": "json",
    "LaTeX": "tex",
    "BibTeX": "bib",
}
PROSE = ("one_line", "abstract")
RELATED = {
    "en": "Related surveys in this library",
    "zh": "库中的相关综述",
    "ja": "関連するサーベイ",
}
EMPTY = "The review of the survey chosen above appears here, each item with its quote."
NOTHING = "Each item of the review has a number; its quote appears here."


@dataclass(frozen=True)
class ReviewTab:
    """The parts of the tab that change when the library does, and as the page begins."""

    survey: gr.Dropdown
    language: gr.Dropdown


def build(library: Library, view: EvidenceView, downloads: Downloads, line: Line) -> ReviewTab:
    """Lay out the tab and wire it."""
    with gr.Row(equal_height=False, elem_classes="sa-controls"):
        survey = gr.Dropdown(
            label="Survey",
            choices=[],
            value=None,
            scale=5,
            min_width=260,
            elem_id="sa-review-survey",
        )
        language = gr.Dropdown(
            label="Language",
            choices=[(name, code) for code, name in LANGUAGES.items()],
            value="en",
            scale=1,
            min_width=120,
            elem_id="sa-review-language",
        )
        with gr.Column(scale=1, min_width=190):
            start, stop = buttons("Write the review", "sa-review-")
            thorough = gr.Checkbox(
                label="The model reads every section (minutes; goes on after a stop)",
                container=False,
                elem_id="sa-thorough",
            )
    with gr.Row(elem_classes="sa-columns"):
        with gr.Column(scale=3, min_width=320):
            body = gr.HTML(note_html(EMPTY))
            with gr.Row():
                files = download_buttons(tuple(FILES))
        with gr.Column(scale=2, min_width=300):
            panel = gr.HTML(view.panel((), PREFIX, NOTHING), elem_classes="sa-side")

    def make(chosen: str | None, written_in: Any, every: bool) -> Iterator[Review]:
        if chosen is None:
            raise UnknownName("No survey is chosen. Choose one above.")
        return library.stream_review(chosen, language=written_in, thorough=every)

    def render(review: Review, language: str) -> tuple[str, str]:
        notes = Notes()
        shown = review_html(review, notes, language)
        if review.finished:
            shown += related_html(library, review, language)
        return shown, view.panel(notes.citations, PREFIX, NOTHING, language)

    def write(review: Review) -> list[str]:
        stem = f"review {short_name(review.survey)}"
        return [
            downloads.write(stem, ending, review_file(review, ending)) for ending in FILES.values()
        ]

    study = Study(make, render, line, write, "Reading the whole survey…")
    wire(study, Parts(start, stop, body, panel, files), [survey, language, thorough])
    return ReviewTab(survey, language)


def refreshed(library: Library, chosen: str | None) -> Any:
    """The choice of the survey, as the library is now; the first one if none was chosen."""
    return one_of(library, chosen, always=True)


def review_html(review: Review, notes: Notes, language: str = "en") -> str:
    """A review with its marks; ``language`` is the page's, the review has its own."""
    survey = review.survey
    facts = [", ".join(survey.authors), str(survey.year or "")]
    facts.append(f"arXiv {survey.arxiv_id}" if survey.arxiv_id else "")
    fields = "".join(_field_html(review, field, notes, language) for field in review.fields)
    last = coverage(review) if review.finished else say("Writing the next part…", language)
    state = "false" if review.finished else "true"
    return (
        f'<article class="sa-review" aria-busy="{state}"><h2>{escape(survey.title)}</h2>'
        f'<p class="sa-label">{escape(" · ".join(fact for fact in facts if fact))}</p>'
        f"{fields}{note_html(last, 'foot' if review.finished else 'pending')}</article>"
    )


def related_html(library: Library, review: Review, language: str = "en") -> str:
    """The nearest other surveys of the library, with the reasons."""
    try:
        found = library.studies.related(review.survey.id)
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


def _field_html(review: Review, field: ReviewField, notes: Notes, language: str) -> str:
    claims = [claim_html(claim, notes, PREFIX, language) for claim in field.items]
    if not claims:
        shown = note_html(NOT_STATED[review.language])
    elif field.name in PROSE:
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

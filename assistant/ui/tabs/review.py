"""The Review tab: one survey's structured review, a field at a time."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

import gradio as gr

from assistant.documents.survey import short_name
from assistant.errors import UnknownName
from assistant.export.formats import LABELS, REVIEW_FILES, review_file
from assistant.export.markdown import Notes
from assistant.library import Library
from assistant.reviews.review import Review
from assistant.scheduling import FairQueue
from assistant.ui.i18n.languages import LANGUAGES
from assistant.ui.state.downloads import DownloadFolder
from assistant.ui.tabs.events import Updates
from assistant.ui.tabs.generation import (
    Controls,
    Generation,
    download_buttons,
    start_and_stop,
    wire,
)
from assistant.ui.views.choices import single_choice
from assistant.ui.views.evidence import EvidenceView
from assistant.ui.views.markup import note_html
from assistant.ui.views.review import PREFIX, related_html, review_html

EMPTY = "The review of the survey chosen above appears here, each item with its quote."
NO_QUOTES = "Each item of the review has a number; its quote appears here."


@dataclass(frozen=True)
class ReviewTab:
    """The components that change with the library or the page's language, and the callbacks."""

    library: Library
    view: EvidenceView
    downloads: DownloadFolder
    survey: gr.Dropdown
    language: gr.Dropdown
    thorough: gr.Checkbox

    @property
    def inputs(self) -> list[Any]:
        """The arguments of ``stream``."""
        return [self.survey, self.language, self.thorough]

    def library_updates(self, chosen: str | None) -> Updates:
        """The choice of the survey, as the library is now; the first one if none was chosen."""
        return {self.survey: single_choice(self.library, chosen, always=True)}

    def stream(self, chosen: str | None, language: Any, thorough: bool) -> Iterator[Review]:
        """Review the chosen survey; each value is the review so far."""
        if chosen is None:
            raise UnknownName("No survey is chosen. Choose one above.")
        return self.library.stream_review(chosen, language=language, thorough=thorough)

    def render(self, review: Review, language: str) -> tuple[str, str]:
        """A review and its evidence as HTML."""
        notes = Notes()
        body = review_html(
            review, notes, language, lambda citation: self.view.figure(citation, language)
        )
        if review.finished:
            body += related_html(self.library, review, language)
        return body, self.view.panel(notes.citations, PREFIX, NO_QUOTES, language)

    def files(self, review: Review) -> list[str]:
        """Write a review in each format and return the paths."""
        stem = f"review {short_name(review.survey)}"
        return [
            self.downloads.write(
                stem, ending, review_file(review, ending, self.library.figure_image)
            )
            for ending in REVIEW_FILES
        ]


def build(
    library: Library, view: EvidenceView, downloads: DownloadFolder, queue: FairQueue
) -> ReviewTab:
    """Lay out the tab and wire it."""
    with gr.Row(equal_height=False, elem_classes="sa-controls"):
        survey, language = _choices()
        with gr.Column(scale=1, min_width=190):
            start, stop = start_and_stop("Write the review", "sa-review-")
            thorough = gr.Checkbox(
                label="The model reads every section (minutes; goes on after a stop)",
                container=False,
                elem_id="sa-thorough",
            )
    with gr.Row(elem_classes="sa-columns"):
        with gr.Column(scale=3, min_width=320):
            body = gr.HTML(note_html(EMPTY))
            with gr.Row():
                files = download_buttons([LABELS[ending] for ending in REVIEW_FILES])
        with gr.Column(scale=2, min_width=300):
            panel = gr.HTML(view.panel((), PREFIX, NO_QUOTES), elem_classes="sa-side")
    tab = ReviewTab(library, view, downloads, survey, language, thorough)
    generation = Generation(tab.stream, tab.render, tab.files, queue, "Reading the whole survey…")
    wire(generation, Controls(start, stop, body, panel, files), tab.inputs)
    return tab


def _choices() -> tuple[gr.Dropdown, gr.Dropdown]:
    """The choice of a survey, and of the language that its review is written in."""
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
    return survey, language

"""The Compare tab: surveys by aspects, a cell at a time."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

import gradio as gr

from assistant.comparisons.comparison import DEFAULT_ASPECTS, Comparison
from assistant.errors import AssistantError
from assistant.export.formats import COMPARISON_FILES, LABELS, comparison_file
from assistant.export.markdown import Notes
from assistant.library import Library
from assistant.scheduling import FairQueue
from assistant.ui.i18n.languages import language_of
from assistant.ui.state.downloads import DownloadFolder
from assistant.ui.tabs import compare_edit
from assistant.ui.tabs.events import QUICK, Updates
from assistant.ui.tabs.generation import (
    Controls,
    Generation,
    download_buttons,
    start_and_stop,
    wire,
)
from assistant.ui.views.choices import aspect_choices, chosen_ids, multiple_choice
from assistant.ui.views.comparison import PREFIX, comparison_html
from assistant.ui.views.evidence import EvidenceView
from assistant.ui.views.markup import note_html
from assistant.ui.views.notifications import warn

NO_QUOTES = "Each cell of the table has a number; its quote appears here."


@dataclass(frozen=True)
class CompareTab:
    """The components that change with the library or the page's language, and the callbacks."""

    library: Library
    view: EvidenceView
    downloads: DownloadFolder
    surveys: gr.Dropdown
    aspects: gr.Dropdown

    def library_updates(self, chosen: list[str]) -> Updates:
        """The choice of surveys, as the library is now."""
        return {self.surveys: multiple_choice(self.library, chosen)}

    def _ids(self, chosen: list[str]) -> list[str]:
        """The chosen surveys, all where none is chosen."""
        return chosen_ids(self.library, chosen) or [survey.id for survey in self.library.surveys()]

    def stream(self, chosen: list[str], aspects: list[str]) -> Iterator[Comparison]:
        """Compare the chosen surveys; each value is the comparison so far."""
        return self.library.stream_compare(self._ids(chosen), aspects=aspects)

    def render(self, comparison: Comparison, language: str) -> tuple[str, str]:
        """A comparison and its evidence as HTML."""
        notes = Notes()
        body = comparison_html(comparison, notes, language)
        return body, self.view.panel(notes.citations, PREFIX, NO_QUOTES, language)

    def files(self, comparison: Comparison) -> list[str]:
        """Write a comparison in each format and return the paths, empty where it has nothing."""
        contents = {ending: comparison_file(comparison, ending) for ending in COMPARISON_FILES}
        return [
            self.downloads.write("comparison", ending, content) if content else ""
            for ending, content in contents.items()
        ]

    def propose(self, chosen: list[str], request: gr.Request) -> Any:
        """Choose the aspects that fit the chosen surveys."""
        language = language_of(request)
        try:
            aspects = self.library.comparisons.propose_aspects(self._ids(chosen))
        except AssistantError as error:
            warn(error, language)
            return gr.skip()
        names = [f"{aspect.name} ({aspect.kind})" for aspect in aspects]
        return gr.update(choices=aspect_choices(names, language), value=names)


def build(
    library: Library, view: EvidenceView, downloads: DownloadFolder, queue: FairQueue
) -> CompareTab:
    """Lay out the tab and wire it."""
    with gr.Row(equal_height=False, elem_classes="sa-controls"):
        surveys, aspects = _choices()
        with gr.Column(scale=1, min_width=130):
            start, stop = start_and_stop("Compare", "sa-compare-")
            propose = gr.Button("Propose aspects", size="sm", elem_id="sa-propose")
    with gr.Row(elem_classes="sa-columns"):
        with gr.Column(scale=5, min_width=320):
            body = gr.HTML(note_html("Choose surveys and aspects, then compare."))
            with gr.Row():
                files = download_buttons([LABELS[ending] for ending in COMPARISON_FILES])
            compare_edit.build(library, surveys, aspects)
        with gr.Column(scale=2, min_width=300):
            panel = gr.HTML(view.panel((), PREFIX, NO_QUOTES), elem_classes="sa-side")
    tab = CompareTab(library, view, downloads, surveys, aspects)
    propose.click(tab.propose, [surveys], [aspects], **QUICK)
    generation = Generation(tab.stream, tab.render, tab.files, queue, "Reading the surveys…")
    wire(generation, Controls(start, stop, body, panel, files), [surveys, aspects])
    return tab


def _choices() -> tuple[gr.Dropdown, gr.Dropdown]:
    """The choice of surveys, and of aspects to compare them by."""
    surveys = gr.Dropdown(
        label="Surveys (all, if none is chosen)",
        multiselect=True,
        choices=[],
        value=[],
        scale=3,
        min_width=260,
        elem_id="sa-compare-surveys",
    )
    aspects = gr.Dropdown(
        label="Aspects (write your own and press Enter)",
        multiselect=True,
        allow_custom_value=True,
        choices=list(DEFAULT_ASPECTS),
        value=list(DEFAULT_ASPECTS),
        scale=3,
        min_width=260,
        elem_id="sa-aspects",
    )
    return surveys, aspects

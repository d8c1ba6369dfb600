"""Correcting one cell of a comparison by hand, or having it made anew."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

import gradio as gr

from assistant.comparisons.aspects import Aspect, aspect_of
from assistant.documents.survey import short_name
from assistant.errors import AssistantError
from assistant.library import Library
from assistant.ui.i18n.catalogue import translate
from assistant.ui.i18n.languages import language_of
from assistant.ui.tabs.events import GENERATING, QUICK, Updates
from assistant.ui.views.choices import aspect_choices, chosen_ids
from assistant.ui.views.markup import error_html, note_html

NOTHING_CHOSEN = "Choose a survey and an aspect first."
SAVED = "Saved. Press Compare to see it in the table, marked as edited."


@dataclass(frozen=True)
class CellEditor:
    """The fields that name a cell, and the callbacks that change it."""

    library: Library
    survey: gr.Dropdown
    aspect: gr.Dropdown

    def choices(self, chosen: list[str], aspects: list[str], request: gr.Request) -> Updates:
        """The surveys and the aspects of the table."""
        ids = chosen_ids(self.library, chosen)
        shown = [s for s in self.library.surveys() if ids is None or s.id in ids]
        names = aspect_choices(aspects, language_of(request))
        return {
            self.survey: gr.update(choices=[(short_name(s), s.id) for s in shown], value=None),
            self.aspect: gr.update(choices=names, value=None),
        }

    def save(self, survey: str | None, aspect: str | None, text: str, request: gr.Request) -> str:
        """Keep a value written by hand, and say so."""

        def change(survey: str, aspect: Aspect, language: str) -> str:
            self.library.comparisons.edit_cell(survey, aspect, text)
            return translate(SAVED, language)

        return _change(survey, aspect, language_of(request), change)

    def remake(self, survey: str | None, aspect: str | None, request: gr.Request) -> str:
        """Make a cell anew, and say what it holds now."""

        def change(survey: str, aspect: Aspect, language: str) -> str:
            cell = self.library.comparisons.recompute_cell(survey, aspect)
            value = cell.text or translate("not stated", language)
            return translate("Made anew: {value}", language, value=value)

        return _change(survey, aspect, language_of(request), change)


def build(library: Library, surveys: gr.Dropdown, aspects: gr.Dropdown) -> None:
    """Lay out the fields under a table and wire them; the table shows it when compared again."""
    with gr.Accordion("Correct a cell", open=False, elem_id="sa-cell-edit") as area:
        with gr.Row():
            survey = gr.Dropdown(label="Survey", choices=[], elem_id="sa-cell-survey")
            aspect = gr.Dropdown(label="Aspect", choices=[], elem_id="sa-cell-aspect")
        text = gr.Textbox(label="Value (empty: not stated)", lines=2, elem_id="sa-cell-text")
        with gr.Row():
            save = gr.Button("Save", size="sm", elem_id="sa-cell-save")
            remake = gr.Button("Make it anew", size="sm", elem_id="sa-cell-anew")
        outcome = gr.HTML("")
    editor = CellEditor(library, survey, aspect)
    area.expand(editor.choices, [surveys, aspects], [survey, aspect], **QUICK)
    save.click(editor.save, [survey, aspect, text], [outcome], **QUICK)
    remake.click(editor.remake, [survey, aspect], [outcome], **GENERATING)


def _change(
    survey: str | None,
    aspect: str | None,
    language: str,
    change: Callable[[str, Aspect, str], str],
) -> str:
    """What a change of a cell says of itself, or why it cannot be made."""
    if survey is None or aspect is None:
        return note_html(translate(NOTHING_CHOSEN, language), "error")
    try:
        return note_html(change(survey, aspect_of(aspect), language))
    except AssistantError as error:
        return error_html(error, language)

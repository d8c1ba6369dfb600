"""Correcting one cell of a comparison by hand, or having it made anew."""

from __future__ import annotations

from typing import Any

import gradio as gr

from assistant.comparisons.aspects import aspect_of
from assistant.documents.survey import short_name
from assistant.errors import AssistantError
from assistant.library import Library
from assistant.ui.i18n.languages import language_of, say
from assistant.ui.tabs.study import MODEL, QUICK
from assistant.ui.views.choices import aspect_choices, chosen_ids
from assistant.ui.views.markup import error_html, note_html

NOTHING_CHOSEN = "Choose a survey and an aspect first."


def build(library: Library, surveys: gr.Dropdown, aspects: gr.Dropdown) -> None:
    """Lay out the fields under a table and wire them; the table shows it when compared again."""
    with gr.Accordion("Correct a cell", open=False, elem_id="sa-cell-edit") as area:
        with gr.Row():
            survey = gr.Dropdown(label="Survey", choices=[], elem_id="sa-cell-survey")
            aspect = gr.Dropdown(label="Aspect", choices=[], elem_id="sa-cell-aspect")
        text = gr.Textbox(label="Value (empty: not stated)", lines=2, elem_id="sa-cell-text")
        with gr.Row():
            save = gr.Button("Save", size="sm", elem_id="sa-cell-save")
            anew = gr.Button("Make it anew", size="sm", elem_id="sa-cell-anew")
        said = gr.HTML("")

    def choices(chosen: list[str], wanted: list[str], request: gr.Request) -> tuple[Any, Any]:
        ids = chosen_ids(library, chosen)
        shown = [s for s in library.surveys() if ids is None or s.id in ids]
        return (
            gr.update(choices=[(short_name(s), s.id) for s in shown], value=None),
            gr.update(choices=aspect_choices(wanted, language_of(request)), value=None),
        )

    def keep(owner: str | None, name: str | None, value: str, request: gr.Request) -> str:
        language = language_of(request)
        if owner is None or name is None:
            return note_html(say(NOTHING_CHOSEN, language), "error")
        try:
            library.studies.edit_cell(owner, aspect_of(name), value)
        except AssistantError as error:
            return error_html(error, language)
        saved = "Saved. Press Compare to see it in the table, marked as edited."
        return note_html(say(saved, language))

    def remake(owner: str | None, name: str | None, request: gr.Request) -> str:
        language = language_of(request)
        if owner is None or name is None:
            return note_html(say(NOTHING_CHOSEN, language), "error")
        try:
            cell = library.studies.recompute_cell(owner, aspect_of(name))
        except AssistantError as error:
            return error_html(error, language)
        value = cell.text or say("not stated", language)
        return note_html(say("Made anew: {value}", language, value=value))

    area.expand(choices, [surveys, aspects], [survey, aspect], **QUICK)
    save.click(keep, [survey, aspect, text], [said], **QUICK)
    anew.click(remake, [survey, aspect], [said], **MODEL)

"""Correcting a survey by hand: its details, and which documents describe it."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any

import gradio as gr

from assistant.documents.survey import Survey
from assistant.errors import AssistantError
from assistant.library import Library
from assistant.ui.i18n.languages import language_of, say
from assistant.ui.tabs.study import QUICK
from assistant.ui.views.choices import survey_choices
from assistant.ui.views.markup import error_html, note_html
from assistant.ui.views.notifications import warn


def build(library: Library, survey: gr.Dropdown) -> tuple[Any, ...]:
    """Lay out the fields for the chosen survey; the events after which the library has changed."""
    with gr.Accordion("Correct by hand", open=False, elem_id="sa-by-hand") as area:
        title = gr.Textbox(label="Title", elem_id="sa-edit-title")
        authors = gr.Textbox(label="Authors, one a line", lines=2, max_lines=6)
        with gr.Row():
            year = gr.Textbox(label="Year", min_width=80)
            arxiv_id = gr.Textbox(label="arXiv id", min_width=120)
            doi = gr.Textbox(label="DOI", min_width=160)
        save = gr.Button("Save", size="sm", elem_id="sa-edit-save")
        gr.HTML(note_html("An emptied field goes back to what the documents state."))
        others = gr.Dropdown(
            label="Also describe this survey", multiselect=True, choices=[], elem_id="sa-merge"
        )
        merge = gr.Button("Merge into this one", size="sm", elem_id="sa-merge-start")
        documents = gr.CheckboxGroup(
            label="Documents that describe another survey", choices=[], elem_id="sa-split"
        )
        split = gr.Button("Give them a survey of their own", size="sm", elem_id="sa-split-start")
        told = gr.HTML()

    def write(
        chosen: str | None,
        title: str,
        authors: str,
        year: str,
        arxiv_id: str,
        doi: str,
        request: gr.Request,
    ) -> str:
        values = (title, authors, year, arxiv_id, doi)
        language = language_of(request)
        return _tried(
            library, chosen, language, lambda found: _edited(library, found, values, language)
        )

    def join(chosen: str | None, more: list[str], request: gr.Request) -> str:
        language = language_of(request)

        def change(found: Survey) -> str:
            merged = library.merge([found, *more])
            text, count = "“{title}” has {count} documents now.", len(merged.documents)
            return say(text, language, title=merged.title, count=count)

        return _tried(library, chosen, language, change)

    def part(chosen: str | None, away: list[str], request: gr.Request) -> str:
        language = language_of(request)

        def change(found: Survey) -> str:
            new = library.split(found, away)
            text = "“{title}” is a survey of its own now."
            return say(text, language, title=new.title)

        return _tried(library, chosen, language, change)

    fields = [title, authors, year, arxiv_id, doi, others, documents]

    def fill(chosen: str | None) -> tuple[Any, ...]:
        return refreshed(library, chosen)

    made = (
        save.click(write, [survey, *fields[:5]], [told], **QUICK),
        merge.click(join, [survey, others], [told], **QUICK),
        split.click(part, [survey, documents], [told], **QUICK),
    )
    for event in (survey.change, area.expand):
        event(fill, [survey], fields, **QUICK)
    return tuple(event.then(fill, [survey], fields, **QUICK) for event in made)


def _edited(library: Library, survey: Survey, values: Sequence[str], language: str) -> str:
    """Keep the details that differ from what was shown."""
    names = ("title", "authors", "year", "arxiv_id", "doi")
    given = {
        name: _value(name, value)
        for name, value, old in zip(names, values, _details(survey), strict=True)
        if value.strip() != old
    }
    library.edit(survey, **given)
    return say("Saved." if given else "Nothing was changed.", language)


def refreshed(library: Library, chosen: str | None) -> tuple[Any, ...]:
    """The fields as the library is now."""
    survey = next((item for item in library.surveys() if item.id == chosen), None)
    if survey is None:
        return ("",) * 5 + (gr.update(choices=[], value=[]), gr.update(choices=[], value=[]))
    others = [(label, id_) for label, id_ in survey_choices(library) if id_ != survey.id]
    # Where two have one name, only their ids tell them apart.
    names = [info.name for info in survey.documents]
    documents = [
        (info.name, info.name if names.count(info.name) == 1 else info.id)
        for info in survey.documents
    ]
    return (
        *_details(survey),
        gr.update(choices=others, value=[]),
        gr.update(choices=documents, value=[]),
    )


def _details(survey: Survey) -> tuple[str, ...]:
    return (
        survey.title,
        "\n".join(survey.authors),
        str(survey.year or ""),
        survey.arxiv_id or "",
        survey.doi or "",
    )


def _value(name: str, text: str) -> Any:
    if not text.strip():
        return None
    return [line for line in text.splitlines() if line.strip()] if name == "authors" else text


def _tried(
    library: Library, chosen: str | None, language: str, change: Callable[[Survey], str]
) -> str:
    """What a change says of itself, or why it cannot be made."""
    if chosen is None:
        return note_html(say("Choose a survey first.", language))
    try:
        return note_html(change(library.survey(chosen)))
    except AssistantError as error:
        warn(error, language)
        return error_html(error, language)

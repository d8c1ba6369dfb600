"""Correcting a survey by hand: its details, and which documents describe it."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

import gradio as gr

from assistant.documents.survey import Survey
from assistant.errors import AssistantError
from assistant.library import Library
from assistant.ui.i18n.catalogue import translate
from assistant.ui.i18n.languages import language_of
from assistant.ui.tabs.events import QUICK, Updates
from assistant.ui.views.choices import survey_choices
from assistant.ui.views.markup import error_html, note_html
from assistant.ui.views.notifications import warn


@dataclass(frozen=True)
class SurveyEditor:
    """The fields for the chosen survey and their callbacks.

    ``details`` are its fields by the names of ``Library.edit``; ``others`` are surveys to merge
    into it, ``documents`` those of its own to split off.
    """

    library: Library
    area: gr.Accordion
    details: dict[str, gr.Textbox]
    save: gr.Button
    others: gr.Dropdown
    merge: gr.Button
    documents: gr.CheckboxGroup
    split: gr.Button
    outcome: gr.HTML

    @property
    def outputs(self) -> list[Any]:
        """The components that ``updates`` changes."""
        return [*self.details.values(), self.others, self.documents]

    def wire(self, survey: gr.Dropdown) -> tuple[Any, ...]:
        """Connect the fields; the events after which the library has changed."""
        outcome = [self.outcome]
        changes = (
            self.save.click(self.edit, [survey, *self.details.values()], outcome, **QUICK),
            self.merge.click(self.join, [survey, self.others], outcome, **QUICK),
            self.split.click(self.part, [survey, self.documents], outcome, **QUICK),
        )
        for event in (survey.change, self.area.expand):
            event(self.updates, [survey], self.outputs, **QUICK)
        return tuple(event.then(self.updates, [survey], self.outputs, **QUICK) for event in changes)

    def updates(self, chosen: str | None) -> Updates:
        """The fields as the library is now; empty where no survey is chosen."""
        survey = next((item for item in self.library.surveys() if item.id == chosen), None)
        values = _details(survey) if survey is not None else dict.fromkeys(self.details, "")
        updates: Updates = {self.details[name]: value for name, value in values.items()}
        others = [choice for choice in survey_choices(self.library) if choice[1] != chosen]
        return updates | {
            self.others: gr.update(choices=others if survey else [], value=[]),
            self.documents: gr.update(choices=_documents(survey) if survey else [], value=[]),
        }

    def edit(self, request: gr.Request, chosen: str | None, *values: str) -> str:
        """Keep those details that differ from what was shown."""
        language = language_of(request)

        def change(survey: Survey) -> str:
            old = _details(survey)
            changed = {
                name: _value(name, value)
                for name, value in zip(self.details, values, strict=True)
                if value.strip() != old[name]
            }
            self.library.edit(survey, **changed)
            return translate("Saved." if changed else "Nothing was changed.", language)

        return self._change(chosen, language, change)

    def join(self, chosen: str | None, more: list[str], request: gr.Request) -> str:
        """Merge other surveys into the chosen one."""
        language = language_of(request)

        def change(survey: Survey) -> str:
            merged = self.library.merge([survey, *more])
            text, count = "“{title}” has {count} documents now.", len(merged.documents)
            return translate(text, language, title=merged.title, count=count)

        return self._change(chosen, language, change)

    def part(self, chosen: str | None, away: list[str], request: gr.Request) -> str:
        """Give some documents of the chosen survey a survey of their own."""
        language = language_of(request)

        def change(survey: Survey) -> str:
            new = self.library.split(survey, away)
            return translate("“{title}” is a survey of its own now.", language, title=new.title)

        return self._change(chosen, language, change)

    def _change(self, chosen: str | None, language: str, change: Callable[[Survey], str]) -> str:
        """What a change of the chosen survey says of itself, or why it cannot be made."""
        if chosen is None:
            return note_html(translate("Choose a survey first.", language))
        try:
            return note_html(change(self.library.survey(chosen)))
        except AssistantError as error:
            warn(error, language)
            return error_html(error, language)


def build(library: Library) -> SurveyEditor:
    """Lay out the fields."""
    with gr.Accordion("Correct by hand", open=False, elem_id="sa-by-hand") as area:
        details = {
            "title": gr.Textbox(label="Title", elem_id="sa-edit-title"),
            "authors": gr.Textbox(label="Authors, one a line", lines=2, max_lines=6),
        }
        with gr.Row():
            details["year"] = gr.Textbox(label="Year", min_width=80)
            details["arxiv_id"] = gr.Textbox(label="arXiv id", min_width=120)
            details["doi"] = gr.Textbox(label="DOI", min_width=160)
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
        outcome = gr.HTML()
    return SurveyEditor(library, area, details, save, others, merge, documents, split, outcome)


def _details(survey: Survey) -> dict[str, str]:
    """A survey's details as they stand in the fields."""
    return {
        "title": survey.title,
        "authors": "\n".join(survey.authors),
        "year": str(survey.year or ""),
        "arxiv_id": survey.arxiv_id or "",
        "doi": survey.doi or "",
    }


def _value(name: str, text: str) -> Any:
    """What stands in a field, as ``Library.edit`` takes it; None, where it is empty."""
    if not text.strip():
        return None
    return [line for line in text.splitlines() if line.strip()] if name == "authors" else text


def _documents(survey: Survey) -> list[tuple[str, str]]:
    """A survey's documents as choices: where two have one name, their ids tell them apart."""
    names = [info.name for info in survey.documents]
    return [
        (info.name, info.name if names.count(info.name) == 1 else info.id)
        for info in survey.documents
    ]

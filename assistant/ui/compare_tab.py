"""The Compare tab: surveys by aspects, a cell at a time."""

from __future__ import annotations

import base64
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

import gradio as gr

from assistant.comparison import DEFAULT_ASPECTS, Cell, Comparison
from assistant.errors import AssistantError
from assistant.export import Notes, synthesis_parts, unfilled
from assistant.formats import comparison_file
from assistant.identity import Survey, short_name
from assistant.library import Library
from assistant.picture import categories_svg
from assistant.ui import cell_edit
from assistant.ui.choices import chosen_ids, survey_choices
from assistant.ui.evidence_view import EvidenceView
from assistant.ui.markup import claim_html, escape, note_html
from assistant.ui.study import (
    QUICK,
    Downloads,
    Parts,
    Study,
    buttons,
    download_buttons,
    wire,
)

PREFIX = "compare-"
FILES = {
    "Markdown": "md",
    "HTML": "html",
    "JSON": "json",
    "CSV": "csv",
    "Excel": "xlsx",
    "LaTeX": "tex",
    "BibTeX": "bib",
}
NOTHING = "Each cell of the table has a number; its quote appears here."


@dataclass(frozen=True)
class CompareTab:
    """The part of the tab that changes when the library does."""

    surveys: gr.Dropdown


def build(library: Library, view: EvidenceView, downloads: Downloads) -> CompareTab:
    """Lay out the tab and wire it."""
    with gr.Row(equal_height=False, elem_classes="sa-controls"):
        surveys = gr.Dropdown(
            label="Surveys (all, if none is chosen)",
            multiselect=True,
            choices=[],
            value=[],
            scale=3,
            elem_id="sa-compare-surveys",
        )
        aspects = gr.Dropdown(
            label="Aspects (write your own and press Enter)",
            multiselect=True,
            allow_custom_value=True,
            choices=list(DEFAULT_ASPECTS),
            value=list(DEFAULT_ASPECTS),
            scale=3,
            elem_id="sa-aspects",
        )
        with gr.Column(scale=1, min_width=130):
            start, stop = buttons("Compare", "sa-compare-")
            propose = gr.Button("Propose aspects", size="sm", elem_id="sa-propose")
    with gr.Row(elem_classes="sa-columns"):
        with gr.Column(scale=5, min_width=320):
            body = gr.HTML(note_html("Choose surveys and aspects, then compare."))
            with gr.Row():
                files = download_buttons(tuple(FILES))
            cell_edit.build(library, surveys, aspects)
        with gr.Column(scale=2, min_width=300):
            panel = gr.HTML(view.panel((), PREFIX, NOTHING), elem_classes="sa-side")

    def make(chosen: list[str], wanted: list[str]) -> Iterator[Comparison]:
        ids = chosen_ids(library, chosen) or [survey.id for survey in library.surveys()]
        return library.stream_compare(ids, aspects=wanted)

    def render(comparison: Comparison) -> tuple[str, str]:
        notes = Notes()
        shown = comparison_html(comparison, notes)
        return shown, view.panel(notes.citations, PREFIX, NOTHING)

    def write(comparison: Comparison) -> list[str]:
        return [
            downloads.write("comparison", ending, comparison_file(comparison, ending))
            for ending in FILES.values()
        ]

    def proposed(chosen: list[str]) -> Any:
        ids = chosen_ids(library, chosen) or [survey.id for survey in library.surveys()]
        try:
            names = [f"{a.name} ({a.kind})" for a in library.studies.propose_aspects(ids)]
        except AssistantError as error:
            raise gr.Error(str(error)) from error
        return gr.update(choices=names, value=names)

    propose.click(proposed, [surveys], [aspects], **QUICK)
    study = Study(make, render, write, "Reading the surveys…")
    wire(study, Parts(start, stop, body, panel, files), [surveys, aspects])
    return CompareTab(surveys)


def refreshed(library: Library, chosen: list[str]) -> Any:
    """The choice of surveys, as the library is now."""
    return gr.update(choices=survey_choices(library), value=chosen_ids(library, chosen) or [])


def comparison_html(comparison: Comparison, notes: Notes) -> str:
    """A comparison as a table with its marks."""
    heads = "".join(_head(survey) for survey in comparison.surveys)
    rows = "".join(
        f'<tr><th scope="row">{escape(aspect)}</th>'
        + "".join(
            _cell_html(comparison.cell(survey, aspect), notes) for survey in comparison.surveys
        )
        + "</tr>"
        for aspect in comparison.aspects
    )
    state = "false" if comparison.finished else "true"
    foot = ""
    if comparison.finished:
        line = f"Written by {comparison.model} in {comparison.seconds:.1f} s."
        foot = note_html(line, "foot")
    return (
        f'<div class="sa-table" aria-busy="{state}" tabindex="0" role="region" '
        f'aria-label="Comparison"><table><thead><tr><th scope="col">Aspect</th>{heads}</tr>'
        f"</thead><tbody>{rows}</tbody></table></div>{_synthesis_html(comparison, notes)}{foot}"
    )


def _synthesis_html(comparison: Comparison, notes: Notes) -> str:
    """What stands under the table: agreements, differences, and the categories side by side."""
    parts = "".join(
        f"<h3>{escape(heading)}</h3><ul>"
        + "".join(
            f'<li class="sa-item">{claim_html(claim, notes, PREFIX)}</li>' for claim in claims
        )
        + "</ul>"
        for heading, claims in synthesis_parts(comparison)
    )
    picture = categories_svg(comparison)
    if picture:
        # As an image: nothing in it can run, whatever the headings say.
        data = base64.b64encode(picture.encode()).decode()
        parts += (
            '<h3>Categories side by side</h3><img alt="Categories of the surveys, side by side" '
            f'style="max-width:100%" src="data:image/svg+xml;base64,{data}">'
        )
    return f'<section class="sa-synthesis">{parts}</section>' if parts else ""


def _head(survey: Survey) -> str:
    name, title = escape(short_name(survey)), escape(survey.title)
    return f'<th scope="col">{name}<span class="sa-under">{title}</span></th>'


def _cell_html(cell: Cell | None, notes: Notes) -> str:
    if cell is None:
        return '<td class="sa-cell sa-waiting">…</td>'
    if not cell.stated:
        return '<td class="sa-cell">' + note_html(unfilled(cell)) + "</td>"
    claims = " ".join(claim_html(claim, notes, PREFIX) for claim in cell.claims)
    edited = note_html("edited") if cell.edited else ""
    return f'<td class="sa-cell">{claims}{edited}</td>'

"""The Compare tab: surveys by aspects, a cell at a time."""

from __future__ import annotations

import base64
from collections.abc import Iterator
from dataclasses import dataclass, replace
from typing import Any

import gradio as gr

from assistant.comparisons.comparison import DEFAULT_ASPECTS, Cell, Comparison
from assistant.documents.survey import Survey, short_name
from assistant.errors import AssistantError
from assistant.evidence.claims import Claim
from assistant.export.formats import comparison_file
from assistant.export.markdown import Notes, synthesis_parts, unfilled
from assistant.export.svg import categories_svg
from assistant.library import Library
from assistant.ui.i18n.languages import language_of, say, told
from assistant.ui.state.turns import Line
from assistant.ui.tabs import compare_edit
from assistant.ui.tabs.study import (
    QUICK,
    Downloads,
    Parts,
    Study,
    buttons,
    download_buttons,
    wire,
)
from assistant.ui.views.choices import aspect_choices, chosen_ids, some_of
from assistant.ui.views.evidence import EvidenceView
from assistant.ui.views.markup import claim_html, escape, note_html
from assistant.ui.views.notifications import warn

PREFIX = "compare-"
FILES = {
    "Markdown": "md",
    "HTML": "html",
    "Word": "docx",
    "JSON": "json",
    "CSV": "csv",
    "Excel": "xlsx",
    "LaTeX": "tex",
    "BibTeX": "bib",
    "SVG": "svg",
}
NOTHING = "Each cell of the table has a number; its quote appears here."


@dataclass(frozen=True)
class CompareTab:
    """The parts of the tab that change with the library and the page's language."""

    surveys: gr.Dropdown
    aspects: gr.Dropdown


def build(library: Library, view: EvidenceView, downloads: Downloads, line: Line) -> CompareTab:
    """Lay out the tab and wire it."""
    with gr.Row(equal_height=False, elem_classes="sa-controls"):
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
        with gr.Column(scale=1, min_width=130):
            start, stop = buttons("Compare", "sa-compare-")
            propose = gr.Button("Propose aspects", size="sm", elem_id="sa-propose")
    with gr.Row(elem_classes="sa-columns"):
        with gr.Column(scale=5, min_width=320):
            body = gr.HTML(note_html("Choose surveys and aspects, then compare."))
            with gr.Row():
                files = download_buttons(tuple(FILES))
            compare_edit.build(library, surveys, aspects)
        with gr.Column(scale=2, min_width=300):
            panel = gr.HTML(view.panel((), PREFIX, NOTHING), elem_classes="sa-side")

    def make(chosen: list[str], wanted: list[str]) -> Iterator[Comparison]:
        ids = chosen_ids(library, chosen) or [survey.id for survey in library.surveys()]
        return library.stream_compare(ids, aspects=wanted)

    def render(comparison: Comparison, language: str) -> tuple[str, str]:
        notes = Notes()
        shown = comparison_html(comparison, notes, language)
        return shown, view.panel(notes.citations, PREFIX, NOTHING, language)

    def write(comparison: Comparison) -> list[str]:
        contents = {ending: comparison_file(comparison, ending) for ending in FILES.values()}
        return [
            downloads.write("comparison", ending, content) if content else ""
            for ending, content in contents.items()
        ]

    def proposed(chosen: list[str], request: gr.Request) -> Any:
        language = language_of(request)
        ids = chosen_ids(library, chosen) or [survey.id for survey in library.surveys()]
        try:
            names = [f"{a.name} ({a.kind})" for a in library.studies.propose_aspects(ids)]
        except AssistantError as error:
            warn(error, language)
            return gr.skip()
        return gr.update(choices=aspect_choices(names, language), value=names)

    propose.click(proposed, [surveys], [aspects], **QUICK)
    study = Study(make, render, line, write, "Reading the surveys…")
    wire(study, Parts(start, stop, body, panel, files), [surveys, aspects])
    return CompareTab(surveys, aspects)


def refreshed(library: Library, chosen: list[str]) -> Any:
    """The choice of surveys, as the library is now."""
    return some_of(library, chosen)


def comparison_html(comparison: Comparison, notes: Notes, language: str = "en") -> str:
    """A comparison as a table with its marks."""
    heads = "".join(_head(survey) for survey in comparison.surveys)
    rows = "".join(
        f'<tr><th scope="row">{escape(say(aspect, language))}</th>'
        + "".join(
            _cell_html(comparison.cell(survey, aspect), notes, language)
            for survey in comparison.surveys
        )
        + "</tr>"
        for aspect in comparison.aspects
    )
    state = "false" if comparison.finished else "true"
    foot = ""
    if comparison.finished:
        seconds = f"{comparison.seconds:.1f}"
        written = "Written by {model} in {seconds} s."
        foot = note_html(say(written, language, model=comparison.model, seconds=seconds), "foot")
    return (
        f'<div class="sa-table" aria-busy="{state}" tabindex="0" role="region" '
        f'aria-label="{escape(say("Comparison", language))}"><table><thead><tr>'
        f'<th scope="col">{escape(say("Aspect", language))}</th>{heads}</tr></thead>'
        f"<tbody>{rows}</tbody></table></div>{_synthesis_html(comparison, notes, language)}{foot}"
    )


def _synthesis_html(comparison: Comparison, notes: Notes, language: str) -> str:
    """What stands under the table: agreements, differences, and the categories side by side."""
    parts = "".join(
        f"<h3>{escape(say(heading, language))}</h3><ul>"
        + "".join(
            f'<li class="sa-item">{claim_html(in_words(claim, language), notes, PREFIX, language)}'
            "</li>"
            for claim in claims
        )
        + "</ul>"
        for heading, claims in synthesis_parts(comparison)
    )
    picture = categories_svg(comparison)
    if picture:
        # As an image: nothing in it can run, whatever the headings say.
        data = base64.b64encode(picture.encode()).decode()
        heading = escape(say("Categories side by side", language))
        parts += (
            f'<h3>{heading}</h3><img alt="{heading}" '
            f'style="max-width:100%" src="data:image/svg+xml;base64,{data}">'
        )
    return f'<section class="sa-synthesis">{parts}</section>' if parts else ""


def in_words(claim: Claim, language: str) -> Claim:
    """A line of the synthesis, which the app words itself, in the page's language."""
    return replace(claim, text=told(claim.text, language))


def _head(survey: Survey) -> str:
    name, title = escape(short_name(survey)), escape(survey.title)
    return f'<th scope="col">{name}<span class="sa-under">{title}</span></th>'


def _cell_html(cell: Cell | None, notes: Notes, language: str) -> str:
    if cell is None:
        return '<td class="sa-cell sa-waiting">…</td>'
    if not cell.stated:
        return '<td class="sa-cell">' + note_html(told(unfilled(cell), language)) + "</td>"
    claims = " ".join(claim_html(claim, notes, PREFIX, language) for claim in cell.claims)
    edited = note_html(say("edited", language)) if cell.edited else ""
    return f'<td class="sa-cell">{claims}{edited}</td>'

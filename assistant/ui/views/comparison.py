"""A comparison as the Compare tab shows it: the table, and below it what it comes to."""

from __future__ import annotations

import base64
from dataclasses import replace

from assistant.comparisons.comparison import Cell, Comparison
from assistant.comparisons.csv_table import empty_cell_text
from assistant.documents.survey import Survey, short_name
from assistant.evidence.claims import Claim
from assistant.export.markdown import Notes, synthesis_parts
from assistant.export.svg import categories_svg
from assistant.ui.i18n.catalogue import translate
from assistant.ui.views.markup import claim_html, escape, note_html

PREFIX = "compare-"  # of the ids of its evidence cards


def comparison_html(comparison: Comparison, notes: Notes, language: str = "en") -> str:
    """A comparison as a table with its marks."""
    heads = "".join(_head(survey) for survey in comparison.surveys)
    rows = "".join(
        f'<tr><th scope="row">{escape(translate(aspect, language))}</th>'
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
        foot = note_html(
            translate(written, language, model=comparison.model, seconds=seconds), "foot"
        )
    return (
        f'<div class="sa-table" aria-busy="{state}" tabindex="0" role="region" '
        f'aria-label="{escape(translate("Comparison", language))}"><table><thead><tr>'
        f'<th scope="col">{escape(translate("Aspect", language))}</th>{heads}</tr></thead>'
        f"<tbody>{rows}</tbody></table></div>{_synthesis_html(comparison, notes, language)}{foot}"
    )


def _synthesis_html(comparison: Comparison, notes: Notes, language: str) -> str:
    """What stands under the table: agreements, differences, and the categories side by side."""
    parts = "".join(
        f"<h3>{escape(translate(heading, language))}</h3><ul>"
        + "".join(
            f'<li class="sa-item">{_line_html(claim, notes, language)}</li>' for claim in claims
        )
        + "</ul>"
        for heading, claims in synthesis_parts(comparison)
    )
    parts += _categories_html(comparison, language)
    return f'<section class="sa-synthesis">{parts}</section>' if parts else ""


def _categories_html(comparison: Comparison, language: str) -> str:
    """The surveys' categories side by side, as an image: nothing in one of these can run."""
    picture = categories_svg(comparison)
    if not picture:
        return ""
    data = base64.b64encode(picture.encode()).decode()
    heading = escape(translate("Categories side by side", language))
    return (
        f'<h3>{heading}</h3><img alt="{heading}" '
        f'style="max-width:100%" src="data:image/svg+xml;base64,{data}">'
    )


def _line_html(claim: Claim, notes: Notes, language: str) -> str:
    """A line of the synthesis, which the app words itself, in the page's language."""
    worded = replace(claim, text=translate(claim.text, language))
    return claim_html(worded, notes, PREFIX, language)


def _head(survey: Survey) -> str:
    name, title = escape(short_name(survey)), escape(survey.title)
    return f'<th scope="col">{name}<span class="sa-under">{title}</span></th>'


def _cell_html(cell: Cell | None, notes: Notes, language: str) -> str:
    if cell is None:
        return '<td class="sa-cell sa-waiting">…</td>'
    if not cell.stated:
        return (
            '<td class="sa-cell">' + note_html(translate(empty_cell_text(cell), language)) + "</td>"
        )
    claims = " ".join(claim_html(claim, notes, PREFIX, language) for claim in cell.claims)
    edited = note_html(translate("edited", language)) if cell.edited else ""
    return f'<td class="sa-cell">{claims}{edited}</td>'

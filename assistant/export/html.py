"""Reviews and comparisons as one HTML file each: nothing is fetched, nothing in it can run."""

from __future__ import annotations

import base64
from collections.abc import Sequence
from html import escape

from assistant.comparisons.cells import Cell
from assistant.comparisons.comparison import Comparison
from assistant.comparisons.csv_table import empty_cell_text
from assistant.documents.survey import short_name
from assistant.evidence.claims import Claim, Parts
from assistant.export.emphasis import spaced
from assistant.export.markdown import Notes, coverage, synthesis_parts, visible
from assistant.export.pictures import NO_PICTURES, Picture, Pictures, pictures_below
from assistant.export.svg import categories_svg
from assistant.reviews.review import Review, ReviewField

STYLE = """
body { font: 16px/1.5 system-ui, sans-serif; max-width: 72rem; margin: 2rem auto; padding: 0 1rem;
  color: #222; background: #fff }
h1 { font-size: 1.5rem } h2 { font-size: 1.1rem; margin: 1.5rem 0 .3rem }
table { border-collapse: collapse; width: 100% }
th, td { border: 1px solid #ccc; padding: .4rem .6rem;
  text-align: left; vertical-align: top } thead th { background: #f3f4f6 }
.note, .none { color: #666 } .depth-1 { margin-left: 1.5rem } .depth-2 { margin-left: 3rem }
a { text-decoration: none; font-size: .75em; vertical-align: super } ol { font-size: .9em }
.edited::after { content: " (edited)"; color: #666 } svg, img { max-width: 100%; height: auto }
figure { margin: .5rem 0 1rem }
"""
_PER_INCH = 96  # pixels, in a page of the web
_WIDEST, _HIGHEST = 10.0, 8.0  # inches of a picture


def review_html(review: Review, pictures: Pictures = NO_PICTURES) -> str:
    """A review as one HTML page; a mark shows its quote when the pointer rests on it.

    ``pictures`` are those of the figures whose captions it has.
    """
    notes = Notes()
    survey = review.survey
    facts = [", ".join(survey.authors), str(survey.year or "")]
    facts.append(f"arXiv:{survey.arxiv_id}" if survey.arxiv_id else "")
    body = "".join(_field(review, field, notes, pictures) for field in review.fields)
    head = f"<h1>{_safe(survey.title)}</h1><p>{_safe(' · '.join(filter(None, facts)))}</p>"
    foot = f'<p class="note">{_safe(coverage(review))}</p>'
    return _page(survey.title, head + body + foot + _evidence(notes), review.language)


def comparison_html(comparison: Comparison) -> str:
    """A comparison as one HTML page: table, synthesis, picture and evidence."""
    notes = Notes()
    heads = "".join(
        f"<th>{_safe(short_name(survey))}<br><small>{_safe(survey.title)}</small></th>"
        for survey in comparison.surveys
    )
    rows = "".join(
        f"<tr><th>{_safe(aspect)}</th>"
        + "".join(_cell(comparison.cell(survey, aspect), notes) for survey in comparison.surveys)
        + "</tr>"
        for aspect in comparison.aspects
    )
    parts = "".join(
        f"<h2>{_safe(heading)}</h2><ul>"
        + "".join(f"<li>{_claim(claim, notes)}</li>" for claim in claims)
        + "</ul>"
        for heading, claims in synthesis_parts(comparison)
    )
    picture = categories_svg(comparison)
    shown = f"<h2>Categories side by side</h2>{picture}" if picture else ""
    table = f"<table><thead><tr><th></th>{heads}</tr></thead><tbody>{rows}</tbody></table>"
    return _page("Comparison", f"<h1>Comparison</h1>{table}{parts}{shown}{_evidence(notes)}", "en")


def _field(review: Review, field: ReviewField, notes: Notes, pictures: Pictures) -> str:
    note = f'<p class="note">{_safe(field.note)}</p>' if field.note else ""
    if not field.items:
        shown = f'<p class="none">{_safe(review.nothing)}</p>'
    elif field.is_prose:
        shown = f"<p>{' '.join(_claim(claim, notes) for claim in field.items)}</p>"
    else:
        depths = field.depths or (0,) * len(field.items)
        shown = "<ul>" + "".join(_items(field.items, depths, notes, pictures)) + "</ul>"
    return f"<h2>{_safe(field.heading)}</h2>{note}{shown}"


def _items(
    items: Sequence[Claim], depths: Sequence[int], notes: Notes, pictures: Pictures
) -> list[str]:
    return [
        f'<li class="depth-{depth}">{_claim(claim, notes)}'
        f"{''.join(map(_figure, pictures_below(claim, pictures)))}</li>"
        for claim, depth in zip(items, depths, strict=True)
    ]


def _figure(picture: Picture) -> str:
    """A picture as large as on its page, where there is room for it."""
    width = round(_PER_INCH * picture.width_within(_WIDEST, _HIGHEST))
    data = base64.b64encode(picture.png).decode("ascii")
    return (
        f'<figure><img alt="{_safe(picture.label)}" width="{width}" '
        f'src="data:image/png;base64,{data}"></figure>'
    )


def _claim(claim: Claim, notes: Notes) -> str:
    text = _bold(claim.parts)
    if not claim.supported:
        return f'<s title="{_safe(claim.reason)}">{text}</s>'
    marks = "".join(
        f'<a href="#e{notes.number(citation)}" title="{_safe(citation.place)}: '
        f'{_safe(citation.quote)}">[{notes.number(citation)}]</a>'
        for citation in dict.fromkeys(claim.citations)
    )
    return (f"<q>{text}</q>" if claim.quoted else text) + marks


def _cell(cell: Cell | None, notes: Notes) -> str:
    if cell is None or not cell.stated:
        return f'<td class="none">{_safe(empty_cell_text(cell))}</td>'
    edited = ' class="edited"' if cell.edited else ""
    return f"<td{edited}>{' '.join(_claim(claim, notes) for claim in cell.claims)}</td>"


def _evidence(notes: Notes) -> str:
    if not notes.citations:
        return ""
    items = "".join(
        f'<li id="e{number}">{_safe(c.place)}: <q>{_bold(c.parts)}</q></li>'
        for number, c in enumerate(notes.citations, start=1)
    )
    return f"<h2>Evidence</h2><ol>{items}</ol>"


def _page(title: str, body: str, language: str) -> str:
    return (
        f'<!doctype html>\n<html lang="{language}"><head><meta charset="utf-8">'
        '<meta http-equiv="Content-Security-Policy" content="default-src \'none\'; '
        "style-src 'unsafe-inline'; img-src data:\">"
        f"<title>{_safe(title)}</title><style>{STYLE}</style></head><body>{body}</body></html>\n"
    )


def _bold(parts: Parts) -> str:
    """A text whose words that answer are bold."""
    before, words, after = spaced(parts, _safe)
    return f"{before}<strong>{words}</strong>{after}" if words else before


def _safe(text: str) -> str:
    """A text that HTML shows as it is, on one line, without characters that nobody can see."""
    return escape(visible(text))

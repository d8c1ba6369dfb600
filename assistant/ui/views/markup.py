"""HTML from text that others wrote: everything is shown, nothing is ever executed."""

from __future__ import annotations

from collections.abc import Iterable

from assistant.documents.survey import short_name
from assistant.errors import AssistantError
from assistant.evidence.claims import Citation, Claim, Parts
from assistant.export.markdown import Notes
from assistant.ui.i18n.catalogue import translate


def escape(text: str) -> str:
    """Text as HTML in which no character means anything to HTML, Markdown, LaTeX or a template.

    Every ASCII character but letters, digits and spaces becomes a character reference.

    >>> escape("<b> *x*")
    '&#60;b&#62; &#42;x&#42;'
    """
    return "".join(_safe(character) for character in text)


def _safe(character: str) -> str:
    if character.isalnum() or character == " " or (character > "\x9f" and character.isprintable()):
        return character
    if character.isspace():
        return "&#10;" if character == "\n" else " "
    return f"&#{ord(character)};" if character.isprintable() else ""


def claim_html(claim: Claim, notes: Notes, prefix: str, language: str = "en") -> str:
    """A claim with its marks; struck through, with the reason, where it has no full support.

    A mark leads to the element with the id ``prefix`` and its number, made by ``EvidenceView``.
    """
    text = bold_html(claim.parts)
    if claim.verdict != "supported":
        reason = translate(claim.reason or "no evidence sentence says this", language)
        title = escape(translate("Not shown as fact: {reason}", language, reason=reason))
        spoken = escape(translate("Struck out: {reason}.", language, reason=reason))
        return (
            f'<span class="sa-refuted" title="{title}" tabindex="0">'
            f'<s>{text}</s><span class="sa-sr"> {spoken}</span></span>'
        )
    marks = marks_html(claim.citations, notes, prefix, language)
    if claim.quoted:
        return f'<q class="sa-quoted">{text}</q>{marks}'
    told = escape(translate(claim.reason, language)) if claim.reason else ""
    loosely = f' <span class="sa-loosely">({told})</span>' if told else ""
    return f'<span class="sa-claim">{text}</span>{marks}{loosely}'


def bold_html(parts: Parts) -> str:
    """A text in which the words that answer are bold."""
    before, words, after = map(escape, parts)
    return f'{before}<strong class="sa-words">{words}</strong>{after}' if words else before


def place_html(citation: Citation, language: str, under: str = "") -> str:
    """Where a quote stands; its survey is not named again ``under`` a heading that does."""
    name = short_name(citation.survey)
    place = " · ".join(_place_of(citation, "" if name == under else name, language))
    return f'<cite class="sa-source">{escape(place)}</cite>' if place else ""


def _place_of(citation: Citation, name: str, language: str) -> list[str]:
    """The parts of a place that are known: survey, section, page."""
    page = citation.page
    told = translate("p. {page}", language, page=page) if page is not None else ""
    return [part for part in (name, citation.section, told) if part]


def marks_html(
    citations: Iterable[Citation], notes: Notes, prefix: str, language: str = "en"
) -> str:
    """The numbered links of citations to their evidence."""
    numbers = {notes.number(citation): citation for citation in citations}
    return "".join(
        _mark_html(number, citation, prefix, language) for number, citation in numbers.items()
    )


def _mark_html(number: int, citation: Citation, prefix: str, language: str) -> str:
    place = escape(", ".join(_place_of(citation, short_name(citation.survey), language)))
    name = escape(translate("Evidence {number}", language, number=number))
    return (
        f'<a class="sa-mark" href="#{prefix}{number}" title="{place}" '
        f'aria-label="{name}, {place}">{number}</a>'
    )


def note_html(text: str, kind: str = "note") -> str:
    """A line of the app's own words; ``kind`` is ``note``, ``error``, ``doubt``…"""
    role = ' role="alert"' if kind == "error" else ""
    return f'<p class="sa-{kind}"{role}>{escape(text)}</p>'


def error_html(error: AssistantError, language: str) -> str:
    """What went wrong, in the page's language where it is known there."""
    return note_html(translate(error.message, language), "error")

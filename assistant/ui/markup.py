"""HTML from text that others wrote: everything is shown, nothing is ever executed."""

from __future__ import annotations

from collections.abc import Iterable

from assistant.citations import Citation, Claim
from assistant.export import Notes


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


def claim_html(claim: Claim, notes: Notes, prefix: str) -> str:
    """A claim with its marks; struck through, with the reason, where it has no full support.

    A mark leads to the element with the id ``prefix`` and its number, made by ``EvidenceView``.
    """
    text = escape(claim.text)
    if claim.verdict != "supported":
        reason = escape(claim.reason or "no evidence says this")
        return (
            f'<span class="sa-refuted" title="Not shown as fact: {reason}" tabindex="0">'
            f'<s>{text}</s><span class="sa-sr"> Struck out: {reason}.</span></span>'
        )
    marks = marks_html(claim.citations, notes, prefix)
    if claim.quoted:
        return f'<q class="sa-quoted">{text}</q>{marks}'
    return f'<span class="sa-claim">{text}</span>{marks}'


def marks_html(citations: Iterable[Citation], notes: Notes, prefix: str) -> str:
    """The numbered links of citations to their evidence."""
    numbers = {notes.number(citation): citation for citation in citations}
    return "".join(
        f'<a class="sa-mark" href="#{prefix}{number}" title="{escape(citation.place)}" '
        f'aria-label="Evidence {number}, {escape(citation.place)}">{number}</a>'
        for number, citation in numbers.items()
    )


def note_html(text: str, kind: str = "note") -> str:
    """A line of the app's own words; ``kind`` is ``note``, ``error`` or ``abstained``."""
    role = ' role="alert"' if kind == "error" else ""
    return f'<p class="sa-{kind}"{role}>{escape(text)}</p>'

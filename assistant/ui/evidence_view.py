"""The evidence beside an answer, a review or a comparison: each quote where it stands."""

from __future__ import annotations

import functools
from collections.abc import Sequence

from assistant.citations import Citation
from assistant.document import Document, Sentence
from assistant.errors import AssistantError
from assistant.identity import short_name
from assistant.library import Library
from assistant.ui.markup import escape, note_html

AROUND = 2
LONGEST_AROUND = 280
KEPT_DOCUMENTS = 16


class EvidenceView:
    """Renders citations of a library's documents as HTML."""

    def __init__(self, library: Library) -> None:
        self._document = functools.lru_cache(KEPT_DOCUMENTS)(library.document)

    def cards(self, citations: Sequence[Citation], prefix: str) -> str:
        """One card a citation, numbered from 1; its id is ``prefix`` and the number."""
        return "".join(
            self._card(number, citation, prefix)
            for number, citation in enumerate(citations, start=1)
        )

    def panel(self, citations: Sequence[Citation], prefix: str, empty: str) -> str:
        """The cards under a heading, or a line that says why there are none."""
        body = self.cards(citations, prefix) if citations else note_html(empty)
        return panel_html(body)

    def _card(self, number: int, citation: Citation, prefix: str) -> str:
        parts = [escape(citation.section)] if citation.section else []
        if citation.page is not None:
            parts.append(f"p. {citation.page}")
        place = " · ".join(parts)
        weak = (
            ""
            if citation.supported
            else '<p class="sa-weak">The nearest there is; it does not carry the sentence.</p>'
        )
        return (
            f'<article class="sa-card" id="{prefix}{number}" tabindex="-1" '
            f'aria-label="Evidence {number}"><header><span class="sa-number">{number}</span>'
            f"<strong>{escape(short_name(citation.survey))}</strong>"
            f'<span class="sa-place">{place}</span></header>'
            f'<p class="sa-title">{escape(citation.survey.title)}</p>'
            f"<blockquote>{self._quote(citation)}</blockquote>{weak}"
            f'<footer title="The document that this stands in">{escape(citation.document)}</footer>'
            "</article>"
        )

    def _quote(self, citation: Citation) -> str:
        """The quote between the sentences before and after it in its section."""
        before, after = self._surroundings(citation)
        quote = f"<mark>{escape(citation.quote)}</mark>"
        return f"{_faint(before)} {quote} {_faint(after)}".strip()

    def _surroundings(self, citation: Citation) -> tuple[str, str]:
        try:
            document = self._document(citation.document_id)
        except AssistantError:  # removed since; the quote is still what it was
            return "", ""
        sentences, place = _section_around(document, citation.sentence)
        if place < 0:
            return "", ""
        before = " ".join(s.text for s in sentences[max(0, place - AROUND) : place])
        after = " ".join(s.text for s in sentences[place + 1 : place + 1 + AROUND])
        if len(before) > LONGEST_AROUND:
            before = "… " + before[-LONGEST_AROUND:].split(" ", 1)[-1]
        if len(after) > LONGEST_AROUND:
            after = after[:LONGEST_AROUND].rsplit(" ", 1)[0] + " …"
        return before, after


def panel_html(body: str) -> str:
    """The evidence panel around its cards."""
    return f'<section class="sa-evidence" aria-label="Evidence"><h3>Evidence</h3>{body}</section>'


def _section_around(document: Document, index: int) -> tuple[Sequence[Sentence], int]:
    """The sentences of the section that holds a document's sentence, and its place there or -1."""
    if index >= 0:
        for section in document.sections:
            if index < len(section.sentences):
                return section.sentences, index
            index -= len(section.sentences)
    return (), -1


def _faint(text: str) -> str:
    return f'<span class="sa-around">{escape(text)}</span>' if text else ""

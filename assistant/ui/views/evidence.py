"""The evidence beside an answer, a review or a comparison: each quote where it stands."""

from __future__ import annotations

import functools
from collections.abc import Sequence

from assistant.documents.document import Document, Sentence
from assistant.documents.survey import short_name
from assistant.errors import AssistantError
from assistant.evidence.claims import Citation
from assistant.library import Library
from assistant.ui.i18n.catalogue import translate
from assistant.ui.views.markup import bold_html, escape, note_html

AROUND = 2
LONGEST_AROUND = 280
KEPT_DOCUMENTS = 16
RECOGNISED = "recognised from an image, {share} sure"
OLDER = "Perhaps an older version: {newer} is in the library, too."
WEAK = "The nearest there is; it does not carry the sentence."


class EvidenceView:
    """Renders citations of a library's documents as HTML.

    A card of a PDF has a button that fetches its page's image by the endpoint ``page_image``; that
    of a figure's caption one that fetches the figure by ``figure_image``.
    """

    def __init__(self, library: Library) -> None:
        self._document = functools.lru_cache(KEPT_DOCUMENTS)(library.document)

    def cards(self, citations: Sequence[Citation], prefix: str, language: str = "en") -> str:
        """One card a citation, numbered from 1; its id is ``prefix`` and the number."""
        return "".join(
            self._card(number, citation, prefix, language)
            for number, citation in enumerate(citations, start=1)
        )

    def panel(
        self, citations: Sequence[Citation], prefix: str, empty: str, language: str = "en"
    ) -> str:
        """The cards under a heading, or a line that says why there are none."""
        cards = self.cards(citations, prefix, language)
        return panel_html(cards or note_html(translate(empty, language)), language)

    def _card(self, number: int, citation: Citation, prefix: str, language: str) -> str:
        parts = [escape(citation.section)] if citation.section else []
        if citation.page is not None:
            parts.append(escape(translate("p. {page}", language, page=citation.page)))
        if citation.confidence is not None:
            share = f"{citation.confidence:.0%}"
            parts.append(escape(translate(RECOGNISED, language, share=share)))
        place = " · ".join(parts)
        document = self._document_of(citation)
        weak = (
            ""
            if citation.supported
            else f'<p class="sa-weak">{escape(translate(WEAK, language))}</p>'
        )
        newer = citation.survey.newer
        older = f'<p class="sa-weak">{escape(translate(OLDER, language, newer=newer))}</p>'
        label = escape(translate("Evidence {number}", language, number=number))
        origin = escape(translate("The document that this stands in", language))
        return (
            f'<article class="sa-card" id="{prefix}{number}" tabindex="-1" '
            f'aria-label="{label}"><header><span class="sa-number">{number}</span>'
            f"<strong>{escape(short_name(citation.survey))}</strong>"
            f'<span class="sa-place">{place}</span></header>'
            f'<p class="sa-title">{escape(citation.survey.title)}</p>{older if newer else ""}'
            f"<blockquote>{_quote(citation, document)}</blockquote>{weak}"
            f'<footer title="{origin}">{escape(citation.document)}</footer>'
            f"{_figure_button(citation, document, language)}"
            f"{_page_button(citation, document, language)}</article>"
        )

    def figure(self, citation: Citation, language: str = "en") -> str:
        """The button that shows the figure whose caption is cited; empty for other citations."""
        return _figure_button(citation, self._document_of(citation), language)

    def _document_of(self, citation: Citation) -> Document | None:
        try:
            return self._document(citation.document_id)
        except AssistantError:  # removed since; the quote is still what it was
            return None


def panel_html(body: str, language: str = "en") -> str:
    """The evidence panel around its cards; its button shows where it is a sheet over the page."""
    name = escape(translate("Evidence", language))
    close = escape(translate("Close", language))
    return (
        f'<section class="sa-evidence" aria-label="{name}"><h3>{name}</h3>'
        f'<button type="button" class="sa-tool sa-close" aria-label="{close}">×</button>'
        f"{body}</section>"
    )


def _quote(citation: Citation, document: Document | None) -> str:
    """The quote between the sentences before and after it in its section."""
    before, after = _surroundings(citation, document)
    quote = f"<mark>{bold_html(citation.parts)}</mark>"
    return f"{_context_html(before)} {quote} {_context_html(after)}".strip()


def _surroundings(citation: Citation, document: Document | None) -> tuple[str, str]:
    if document is None:
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


def _page_button(citation: Citation, document: Document | None, language: str) -> str:
    """The button that shows the page of a PDF, and the place for its image."""
    if document is None or document.format != "pdf" or citation.page is None:
        return ""
    boxes = document.boxes(citation.sentence)
    top = next((box.top for box in boxes if box.page == citation.page), 0.0)
    name = escape(
        translate(
            "Page {page} of {document}", language, page=citation.page, document=citation.document
        )
    )
    return (
        f'<div class="sa-page" data-document="{escape(citation.document_id)}" '
        f'data-page="{citation.page}" data-sentence="{citation.sentence}" data-top="{top:.3f}" '
        f'data-name="{name}" data-marked="{escape(translate("the quote marked", language))}" '
        f'data-enlarge="{escape(translate("enlarge", language))}" '
        f'data-close="{escape(translate("Close", language))}">'
        '<button type="button" class="sa-tool" aria-expanded="false">'
        f"{escape(translate('Show page {page}', language, page=citation.page))}</button></div>"
    )


def _figure_button(citation: Citation, document: Document | None, language: str) -> str:
    """The button that shows the figure whose caption is cited, and the place for its picture."""
    if document is None or document.format != "pdf" or document.figure(citation.section) is None:
        return ""
    label = citation.section
    name = escape(
        translate("{label} of {document}", language, label=label, document=citation.document)
    )
    return (
        f'<div class="sa-page sa-figure" data-document="{escape(citation.document_id)}" '
        f'data-figure="{escape(label)}" data-top="0" data-name="{name}" '
        f'data-enlarge="{escape(translate("enlarge", language))}" '
        f'data-close="{escape(translate("Close", language))}">'
        '<button type="button" class="sa-tool" aria-expanded="false">'
        f"{escape(translate('Show {label}', language, label=label))}</button></div>"
    )


def _section_around(document: Document, index: int) -> tuple[Sequence[Sentence], int]:
    """The sentences of the section that holds a document's sentence, and its place there or -1."""
    if index >= 0:
        for section in document.sections:
            if index < len(section.sentences):
                return section.sentences, index
            index -= len(section.sentences)
    return (), -1


def _context_html(text: str) -> str:
    return f'<span class="sa-around">{escape(text)}</span>' if text else ""

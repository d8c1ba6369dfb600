"""A conversation as the Chat tab shows it: messages on the left, their evidence on the right."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import gradio as gr

from assistant.export.markdown import Notes
from assistant.ui.i18n.catalogue import translate
from assistant.ui.state.session import Exchange, Session
from assistant.ui.views.answer import answer_html, claims_on_page
from assistant.ui.views.evidence import EvidenceView, panel_html
from assistant.ui.views.markup import claim_html, escape, note_html

NO_EVIDENCE = "Ask something: the quotes that carry the answer appear here, each where it stands."
LONGEST_HEADING = 90
GO_DEEPER = "\x10deeper"  # no question has this character
# What the page has to know of a message that is HTML; in a callback Gradio makes half of it.
PIECE: Mapping[str, Any] = gr.HTML(render=False).get_config()


def messages(session: Session | None) -> list[Any]:
    """The conversation as Gradio's messages."""
    return [message for message, _ in _messages_with_places(session)]


def exchange_places(session: Session) -> list[int]:
    """For each message of the chatbot the place of its exchange in the session."""
    return [place for _, place in _messages_with_places(session)]


def ratings(session: Session | None) -> list[str | None]:
    """For each message of the assistant's what the reader thinks of it."""
    if session is None:
        return []
    given = [exchange.rating for exchange in session.exchanges]
    return [
        _rating(given[place], session.language)
        for message, place in _messages_with_places(session)
        if message.role == "assistant"
    ]


def _rating(rating: str, language: str) -> str | None:
    # The chatbot knows its two thumbs by their English names.
    return rating if rating in ("Like", "Dislike") else translate(rating, language) or None


def _messages_with_places(session: Session | None) -> list[tuple[gr.ChatMessage, int]]:
    shown: list[tuple[gr.ChatMessage, int]] = []
    exchanges = session.exchanges if session else []
    language = session.language if session else "en"
    for place, exchange in enumerate(exchanges):
        asked = (
            f'<div class="sa-asked">{escape(exchange.question)}{_depth(exchange, language)}</div>'
        )
        body = answer_html(exchange, _prefix(place + 1), language)
        last = place == len(exchanges) - 1 and exchange.settled
        proposed: Any = _proposed(exchange, language) if last else []
        group = [
            gr.ChatMessage(_piece(asked), role="user"),
            gr.ChatMessage(_piece(body), role="assistant", options=proposed),
        ]
        shown += [(message, place) for message in group]
    return shown


def _depth(exchange: Exchange, language: str) -> str:
    """Beside a question for which the whole text is read, that it is."""
    whole = escape(translate("whole text", language))
    return f' <span class="sa-tag">{whole}</span>' if exchange.deeper else ""


def _proposed(exchange: Exchange, language: str) -> list[dict[str, str]]:
    """What to go on with after an answer: going deeper, then questions."""
    answer = exchange.answer
    found = [{"label": question, "value": question} for question in exchange.follow_ups]
    if answer.finished and answer.evidence and not exchange.deeper:
        label = translate("Go deeper: read the whole text", language)
        return [{"label": label, "value": GO_DEEPER}, *found]
    return found


def evidence(session: Session | None, view: EvidenceView, language: str = "en") -> str:
    """The evidence of every answer, the newest one's open."""
    exchanges = session.exchanges if session else []
    language = session.language if session else language
    groups: list[str] = []
    for number, exchange in enumerate(exchanges, start=1):
        notes = Notes()
        for claim in claims_on_page(exchange.answer):
            claim_html(claim, notes, "", language)  # numbers its citations
        last = number == len(exchanges)
        cards = view.cards(notes.citations, _prefix(number), language)
        if last:
            groups.append(cards or note_html(translate(_no_cards(exchange), language)))
        elif cards:
            heading = escape(_shorten(exchange.question))
            groups.append(
                f'<details class="sa-earlier"><summary>{heading}</summary>{cards}</details>'
            )
    body = "".join(reversed(groups)) or note_html(translate(NO_EVIDENCE, language))
    return panel_html(body, language)


def citation_count(exchange: Exchange) -> int:
    """How many citations an exchange has: its evidence changes only when this does."""
    return sum(len(claim.citations) for claim in claims_on_page(exchange.answer))


def _piece(html: str) -> Any:
    """A message's HTML as the chatbot sends it to the page.

    Gradio would make this of a ``gr.HTML`` at 4 ms a message, each time an answer grows, and in
    the same place of the process where pages are built.
    """
    return {
        "type": "component",
        "component": "html",
        "value": html,
        "constructor_args": {"render": False},
        "props": {**PIECE, "value": html},
    }


def _prefix(number: int) -> str:
    return f"chat-{number}-"


def _shorten(text: str) -> str:
    return text if len(text) <= LONGEST_HEADING else text[:LONGEST_HEADING].rstrip() + "…"


def _no_cards(exchange: Exchange) -> str:
    return "This answer cites nothing." if exchange.settled else "Looking for evidence…"

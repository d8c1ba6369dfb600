"""A conversation as the Chat tab shows it: messages on the left, their evidence on the right."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

import gradio as gr

from assistant.answers.answer import Answer
from assistant.documents.survey import short_name
from assistant.evidence.claims import Claim
from assistant.evidence.evidence import Evidence
from assistant.export.markdown import Notes, answer_markdown
from assistant.ui.i18n.catalogue import translate
from assistant.ui.state.session import Exchange, Session
from assistant.ui.views.evidence import EvidenceView, panel_html
from assistant.ui.views.markup import claim_html, escape, note_html

NO_EVIDENCE = "Ask something: the quotes that carry the answer appear here, each where it stands."
LONGEST_HEADING = 90
# What the page has to know of a message that is HTML; in a callback Gradio makes half of it.
PIECE: Mapping[str, Any] = gr.HTML(render=False).get_config()
SENTENCE_ENDS = tuple('.!?。！？…:;"”’)）')


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
        asked = f'<div class="sa-asked">{escape(exchange.question)}</div>'
        body = _exchange_html(exchange, _prefix(place + 1), language)
        last = place == len(exchanges) - 1 and exchange.settled
        follow_ups: Any = [{"label": q, "value": q} for q in exchange.follow_ups if last]
        group = [
            gr.ChatMessage(_piece(asked), role="user"),
            *_steps(exchange, language),
            gr.ChatMessage(_piece(body), role="assistant", options=follow_ups),
        ]
        shown += [(message, place) for message in group]
    return shown


def evidence(session: Session | None, view: EvidenceView, language: str = "en") -> str:
    """The evidence of every answer, the newest one's open."""
    exchanges = session.exchanges if session else []
    language = session.language if session else language
    groups: list[str] = []
    for number, exchange in enumerate(exchanges, start=1):
        notes = Notes()
        for claim in _claims_on_page(exchange.answer):
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
    return sum(len(claim.citations) for claim in _claims_on_page(exchange.answer))


def _claims_on_page(answer: Answer) -> list[Claim]:
    """The claims in the order of the page: what was written, quotes, the quote shown meanwhile."""
    claims = sorted(answer.claims, key=lambda claim: claim.quoted)
    return [*claims, answer.lead] if answer.lead is not None and _shows_lead(answer) else claims


def _shows_lead(answer: Answer) -> bool:
    """Whether the best quote stands there until a written sentence is supported."""
    return answer.lead is not None and not any(claim.supported for claim in answer.claims)


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


def _steps(exchange: Exchange, language: str) -> list[gr.ChatMessage]:
    """What was done for an answer, in one line with times, and inside it what was read and found.

    The steps: searched, read, wrote and checked.
    """
    answer, usage = exchange.answer, exchange.answer.usage
    if not answer.evidence:
        return []
    surveys = {item.survey.id for item in answer.evidence}
    parts = [
        _count("sentence", len(answer.evidence), language),
        _count("survey", len(surveys), language),
        _duration("searched", usage.retrieval_seconds, language),
    ]
    first, at_work = usage.first_token_seconds, not exchange.settled
    if first:
        parts.append(_duration("read", first - usage.retrieval_seconds, language))
    elif at_work:
        parts.append(translate("reading…", language))
    if first and answer.finished:
        parts.append(_duration("wrote and checked", usage.seconds - first, language))
    elif first and at_work:
        parts.append(translate("writing and checking…", language))
    metadata: Any = {
        "title": " · ".join(parts),
        "status": "done" if exchange.settled else "pending",
    }
    body = _verdicts_html(answer, language) + _evidence_html(answer.evidence)
    body = f'<div class="sa-read">{body}</div>'
    return [gr.ChatMessage(_piece(body), role="assistant", metadata=metadata)]


def _count(noun: str, count: int, language: str) -> str:
    return translate(f"{{count}} {noun}{'s' * (count != 1)}", language, count=count)


def _duration(what: str, seconds: float, language: str) -> str:
    return f"{translate(what, language)} {max(0.0, seconds):.1f} s"


def _verdicts_html(answer: Answer, language: str) -> str:
    """Each written sentence with the check's verdict."""
    lines = []
    for claim in answer.claims:
        if claim.quoted:
            continue
        held = (
            translate("supported", language)
            if claim.supported
            else translate(claim.reason, language)
        )
        sign = "✓" if claim.supported else "✗"
        lines.append(f"<p>{sign} {escape(claim.text)} <em>({escape(held)})</em></p>")
    if not lines:
        return ""
    heading = translate("What was written, and what the check says of it", language)
    return f"<p><strong>{escape(heading)}</strong></p>{''.join(lines)}"


def _evidence_html(items: Sequence[Evidence]) -> str:
    parts: list[str] = []
    survey = ""
    for item in items:
        if item.survey.id != survey:
            survey = item.survey.id
            parts.append(f"<p><strong>{escape(short_name(item.survey))}</strong></p>")
        parts.append(f"<p>{escape(item.text)}</p>")
    return "".join(parts)


def _exchange_html(exchange: Exchange, prefix: str, language: str) -> str:
    answer = exchange.answer
    parts: list[str] = []
    if answer.abstained:
        weak = translate("No answer: the evidence is too weak.", language)
        parts.append(f'<p class="sa-label">{escape(weak)}</p>')
        parts.append(note_html(translate(answer.reason, language), "abstained"))
    elif answer.reason and not answer.remark:
        parts.append(note_html(translate(answer.reason, language), "doubt"))
    elif answer.remark:
        parts.append(f"<p>{escape(translate(answer.reason, language))}</p>")
    notes = Notes()
    claims = _claims_html(answer, notes, prefix, language)
    if answer.lead is not None and _shows_lead(answer):
        claims += f'<p class="sa-label">{escape(translate(_lead_in(()), language))}</p>'
        claims += f"<p>{claim_html(answer.lead, notes, prefix, language)}</p>"
    if answer.pending and not exchange.settled:
        claims += f'<p><em class="sa-pending">{escape(answer.pending)}</em></p>'
    parts.append(claims)
    if exchange.error:
        parts.append(note_html(translate(exchange.error, language), "error"))
    elif exchange.stopped:
        parts.append(note_html(translate("Stopped.", language)))
    elif not exchange.settled and not claims:
        parts.append(f'<p class="sa-pending">{escape(_waiting(exchange, language))}</p>')
    elif answer.finished and (answer.claims or answer.abstained):
        parts.append(_foot_html(exchange, language))
    busy = "false" if exchange.settled else "true"
    return f'<div class="sa-answer" aria-live="polite" aria-busy="{busy}">{"".join(parts)}</div>'


def _waiting(exchange: Exchange, language: str) -> str:
    if exchange.ahead:
        return translate("Waiting: {before} before you.", language, before=exchange.ahead)
    reading = "Reading the evidence…" if exchange.answer.evidence else "Searching the library…"
    return translate(reading, language)


def _claims_html(answer: Answer, notes: Notes, prefix: str, language: str) -> str:
    """The claims as running text, or as a list where they are no whole sentences."""
    written = [claim for claim in answer.claims if not claim.quoted]
    quotes = [claim for claim in answer.claims if claim.quoted]
    shown = [claim_html(claim, notes, prefix, language) for claim in written]
    open_ended = sum(not claim.text.rstrip().endswith(SENTENCE_ENDS) for claim in written)
    if len(written) > 1 and 2 * open_ended >= len(written):
        html = "<ul>" + "".join(f"<li>{claim}</li>" for claim in shown) + "</ul>"
    else:
        html = f"<p>{' '.join(shown)}</p>" if shown else ""
    if quotes:
        html += f'<p class="sa-label">{escape(translate(_lead_in(written), language))}</p>'
        html += "".join(f"<p>{claim_html(claim, notes, prefix, language)}</p>" for claim in quotes)
    return html


def _lead_in(written: Sequence[Claim]) -> str:
    """What stands before the quotes, by what became of the sentences that the model wrote."""
    if any(claim.supported for claim in written):
        return "In the survey's own words:"
    if written:
        return "The evidence supports none of this. In the survey's own words:"
    return "The best that the surveys say on it:"


def _written_count(answer: Answer) -> int:
    return sum(not claim.quoted for claim in answer.claims)


def _foot_html(exchange: Exchange, language: str) -> str:
    """What was checked, and a button that copies the answer with its citations."""
    answer = exchange.answer
    parts = []
    if answer.claims:
        held = sum(claim.supported and not claim.quoted for claim in answer.claims)
        if written := _written_count(answer):
            supported = "{held} of {written} sentences supported"
            parts.append(translate(supported, language, held=held, written=written))
        first, done = answer.usage.first_token_seconds, answer.usage.seconds
        times = "first word after {first} s, checked and done in {done} s"
        times = times if first else "done in {done} s"
        parts.append(translate(times, language, first=f"{first:.1f}", done=f"{done:.1f}"))
    copied = escape(answer_markdown(answer))
    return (
        f'<p class="sa-foot">{escape(" · ".join(parts))} '
        f'<button type="button" class="sa-tool" data-copy="{copied}" '
        f'data-done="{escape(translate("Copied", language))}">'
        f"{escape(translate('Copy with citations', language))}</button></p>"
    )

"""A conversation as the Chat tab shows it: messages on the left, their evidence on the right."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field

import gradio as gr

from assistant.answer import Answer
from assistant.citations import Claim
from assistant.conversation import Conversation
from assistant.evidence import Evidence
from assistant.export import Notes
from assistant.identity import short_name
from assistant.ui.evidence_view import EvidenceView, panel_html
from assistant.ui.markup import claim_html, escape, note_html

NO_EVIDENCE = "Ask something: the quotes that carry the answer appear here, each where it stands."
LONGEST_HEADING = 90
SENTENCE_ENDS = tuple('.!?。！？…:;"”’)）')


@dataclass
class Exchange:
    """A question with what came of it so far; ``stopped`` by the user, ``error`` for them."""

    question: str
    answer: Answer
    error: str = ""
    stopped: bool = False

    @property
    def settled(self) -> bool:
        """Whether nothing will change any more."""
        return self.answer.finished or self.stopped or bool(self.error)


@dataclass
class Session:
    """One browser's conversation; ``number`` counts up so that no two marks are the same."""

    conversation: Conversation
    exchanges: list[Exchange] = field(default_factory=list)

    def begin(self, question: str) -> Exchange:
        """A new exchange at the end."""
        exchange = Exchange(question, Answer(question))
        self.exchanges.append(exchange)
        return exchange

    def settle(self) -> None:
        """Mark the last exchange as stopped if it did not end by itself."""
        if self.exchanges and not self.exchanges[-1].settled:
            self.exchanges[-1].stopped = True


def messages(session: Session | None) -> list[gr.ChatMessage]:
    """The conversation as Gradio's messages."""
    shown: list[gr.ChatMessage] = []
    for number, exchange in enumerate(session.exchanges if session else (), start=1):
        asked = f'<div class="sa-asked">{escape(exchange.question)}</div>'
        shown.append(gr.ChatMessage(gr.HTML(asked), role="user"))
        if exchange.answer.evidence:
            shown.append(_search_step(exchange.answer))
        body = _exchange_html(exchange, _prefix(number))
        shown.append(gr.ChatMessage(gr.HTML(body), role="assistant"))
    return shown


def evidence(session: Session | None, view: EvidenceView) -> str:
    """The evidence of every answer, the newest one's open."""
    exchanges = session.exchanges if session else []
    groups: list[str] = []
    for number, exchange in enumerate(exchanges, start=1):
        notes = Notes()
        _claims_html(exchange.answer, notes, "")
        last = number == len(exchanges)
        cards = view.cards(notes.citations, _prefix(number))
        if last:
            groups.append(cards or note_html(_no_cards(exchange)))
        elif cards:
            heading = escape(_cut(exchange.question))
            groups.append(
                f'<details class="sa-earlier"><summary>{heading}</summary>{cards}</details>'
            )
    return panel_html("".join(reversed(groups)) or note_html(NO_EVIDENCE))


def cited(exchange: Exchange) -> int:
    """How many citations an exchange has: its evidence changes only when this does."""
    return sum(len(claim.citations) for claim in exchange.answer.claims)


def _prefix(number: int) -> str:
    return f"chat-{number}-"


def _cut(text: str) -> str:
    return text if len(text) <= LONGEST_HEADING else text[:LONGEST_HEADING].rstrip() + "…"


def _no_cards(exchange: Exchange) -> str:
    return "This answer cites nothing." if exchange.settled else "Looking for evidence…"


def _search_step(answer: Answer) -> gr.ChatMessage:
    """The collapsed step that says what the model was given to read."""
    surveys = {item.survey.id for item in answer.evidence}
    read = f"{len(answer.evidence)} sentence{'s' * (len(answer.evidence) != 1)}"
    of = f"{len(surveys)} survey{'s' * (len(surveys) != 1)}"
    body = f'<div class="sa-read">{_grouped(answer.evidence)}</div>'
    return gr.ChatMessage(
        gr.HTML(body),
        role="assistant",
        metadata={
            "title": f"Searched the library, read {read} of {of}",
            "duration": answer.usage.retrieval_seconds,
            "status": "done",
        },
    )


def _grouped(items: Sequence[Evidence]) -> str:
    parts: list[str] = []
    survey = ""
    for item in items:
        if item.survey.id != survey:
            survey = item.survey.id
            parts.append(f"<p><strong>{escape(short_name(item.survey))}</strong></p>")
        parts.append(f"<p>{escape(item.text)}</p>")
    return "".join(parts)


def _exchange_html(exchange: Exchange, prefix: str) -> str:
    answer = exchange.answer
    parts: list[str] = []
    if answer.abstained:
        parts.append('<p class="sa-label">No answer: the evidence is too weak.</p>')
        parts.append(note_html(answer.reason, "abstained"))
    elif answer.remark:
        parts.append(f"<p>{escape(answer.reason)}</p>")
    claims = _claims_html(answer, Notes(), prefix)
    if answer.lead is not None and not any(claim.supported for claim in answer.claims):
        claims += f'<p class="sa-label">{_lead(())}</p>'
        claims += f"<p>{claim_html(answer.lead, Notes(), prefix)}</p>"
    if answer.pending and not exchange.settled:
        claims += f'<p><em class="sa-pending">{escape(answer.pending)}</em></p>'
    parts.append(claims)
    if exchange.error:
        parts.append(note_html(exchange.error, "error"))
    elif exchange.stopped:
        parts.append(note_html("Stopped."))
    elif not exchange.settled and not claims:
        waiting = "Reading the evidence…" if answer.evidence else "Searching the library…"
        parts.append(f'<p class="sa-pending">{waiting}</p>')
    elif answer.finished and answer.claims:
        parts.append(f'<p class="sa-foot">{_foot(answer)}</p>')
    busy = "false" if exchange.settled else "true"
    return f'<div class="sa-answer" aria-live="polite" aria-busy="{busy}">{"".join(parts)}</div>'


def _claims_html(answer: Answer, notes: Notes, prefix: str) -> str:
    """The claims as running text, or as a list where they are no whole sentences."""
    written = [claim for claim in answer.claims if not claim.quoted]
    quotes = [claim for claim in answer.claims if claim.quoted]
    shown = [claim_html(claim, notes, prefix) for claim in written]
    open_ended = sum(not claim.text.rstrip().endswith(SENTENCE_ENDS) for claim in written)
    if len(written) > 1 and 2 * open_ended >= len(written):
        html = "<ul>" + "".join(f"<li>{claim}</li>" for claim in shown) + "</ul>"
    else:
        html = f"<p>{' '.join(shown)}</p>" if shown else ""
    if quotes:
        html += f'<p class="sa-label">{_lead(written)}</p>'
        html += "".join(f"<p>{claim_html(claim, notes, prefix)}</p>" for claim in quotes)
    return html


def _lead(written: Sequence[Claim]) -> str:
    """What stands before the quotes, by what became of the sentences that the model wrote."""
    if any(claim.supported for claim in written):
        return "In the survey's own words:"
    if written:
        return "Nothing of that is held by the evidence. In the survey's own words:"
    return "The best that the surveys say on it:"


def _foot(answer: Answer) -> str:
    held = sum(claim.supported and not claim.quoted for claim in answer.claims)
    written = sum(not claim.quoted for claim in answer.claims)
    checked = f"{held} of {written} sentences supported · " if written else ""
    usage = answer.usage
    return (
        f"{checked}first word after {usage.first_token_seconds:.1f} s, "
        f"checked and done in {usage.seconds:.1f} s"
    )

"""An answer on the page: what is said first, and closed beneath it how it came about."""

from __future__ import annotations

from collections.abc import Sequence

from assistant.answers.answer import Answer
from assistant.answers.arrangement import Arrangement, Part, arrange
from assistant.documents.survey import short_name
from assistant.evidence.claims import Claim
from assistant.evidence.evidence import Evidence
from assistant.export.markdown import Notes, answer_markdown
from assistant.ui.i18n.catalogue import translate
from assistant.ui.state.session import Exchange
from assistant.ui.views.markup import claim_html, escape, note_html, place_html

SENTENCE_ENDS = tuple('.!?。！？…:;"”’)）')
LONGEST_TAIL = 110  # characters of the sentence in work, which have to fit into one line
BEST = "The best that the surveys say on it:"
EACH = "What the surveys say:"
ELSEWHERE = "Elsewhere in the library, not asked:"


def answer_html(exchange: Exchange, prefix: str, language: str) -> str:
    """An exchange's answer; its marks lead to the elements whose ids begin with ``prefix``."""
    answer, notes = exchange.answer, Notes()
    said = _said_html(answer, notes, prefix, language)
    parts = [_reason_html(answer, language), said, _state_html(exchange, language)]
    if exchange.settled:
        if answer.elsewhere:
            parts.append(_label(ELSEWHERE, language))
            parts.append(_quotes_html(answer.elsewhere, notes, prefix, language))
        parts.append(_foot_html(exchange, language))
    busy = "false" if exchange.settled else "true"
    return f'<div class="sa-answer" aria-live="polite" aria-busy="{busy}">{"".join(parts)}</div>'


def claims_on_page(answer: Answer) -> list[Claim]:
    """The claims that are shown, in the order of the page: citations are numbered by it."""
    lead = [answer.lead] if answer.lead is not None else []
    return [*lead, *arrange(answer).shown, *answer.elsewhere]


def _reason_html(answer: Answer, language: str) -> str:
    """Why there is no answer, or why it is doubtful, or what there is to say about the library."""
    reason = translate(answer.reason, language)
    if answer.abstained:
        weak = translate("No answer: the evidence is too weak.", language)
        return f'<p class="sa-label">{escape(weak)}</p>{note_html(reason, "abstained")}'
    if answer.remark:
        return f"<p>{escape(reason)}</p>"
    return note_html(reason, "doubt") if reason else ""


def _said_html(answer: Answer, notes: Notes, prefix: str, language: str) -> str:
    """What is said: while it is written the best quote stays above it, in its place."""
    found = arrange(answer)
    if answer.lead is None:
        return _arranged_html(found, notes, prefix, language)
    lead = _quotes_html([answer.lead], notes, prefix, language)
    coming = [claim for claim in found.shown if claim.text != answer.lead.text]
    return _label(BEST, language) + lead + _written_html(coming, notes, prefix, language)


def _arranged_html(found: Arrangement, notes: Notes, prefix: str, language: str) -> str:
    written = [claim for claim in found.claims if not claim.quoted]
    quotes = [claim for claim in found.claims if claim.quoted]
    html = ""
    if quotes:
        html += _label(BEST, language) + _quotes_html(quotes, notes, prefix, language)
    html += _written_html(written, notes, prefix, language)
    if found.surveys:
        parts = (_part_html(part, notes, prefix, language) for part in found.surveys)
        html += f'{_label(EACH, language)}<div class="sa-parts">{"".join(parts)}</div>'
    if found.things:
        parts = (_part_html(part, notes, prefix, language) for part in found.things)
        html += f'{_label(EACH, language)}<div class="sa-beside">{"".join(parts)}</div>'
    return html + _written_html(found.further, notes, prefix, language)


def _part_html(part: Part, notes: Notes, prefix: str, language: str) -> str:
    written = [claim for claim in part.claims if not claim.quoted]
    quotes = [claim for claim in part.claims if claim.quoted]
    return (
        f'<section class="sa-part"><h4>{escape(part.name)}</h4>'
        f"{_written_html(written, notes, prefix, language)}"
        f"{_quotes_html(quotes, notes, prefix, language, part.name)}</section>"
    )


def _written_html(claims: Sequence[Claim], notes: Notes, prefix: str, language: str) -> str:
    """Claims as running text, or as a list where they are no whole sentences."""
    if not claims:
        return ""
    shown = [claim_html(claim, notes, prefix, language) for claim in claims]
    open_ended = sum(not claim.text.rstrip().endswith(SENTENCE_ENDS) for claim in claims)
    if len(claims) > 1 and 2 * open_ended >= len(claims):
        return "<ul>" + "".join(f"<li>{claim}</li>" for claim in shown) + "</ul>"
    return f'<p class="sa-text">{" ".join(shown)}</p>'


def _quotes_html(
    quotes: Sequence[Claim], notes: Notes, prefix: str, language: str, under: str = ""
) -> str:
    """Each quote as a block of its own with its place; ``under`` is the heading above it."""
    return "".join(
        f'<blockquote class="sa-said">{claim_html(claim, notes, prefix, language)}'
        f"{place_html(claim.citations[0], language, under)}</blockquote>"
        for claim in quotes
    )


def _label(text: str, language: str) -> str:
    return f'<p class="sa-label">{escape(translate(text, language))}</p>'


def _state_html(exchange: Exchange, language: str) -> str:
    """One line that says what is being done, or what ended it; nothing below an answer."""
    if exchange.error:
        return note_html(translate(exchange.error, language), "error")
    if exchange.stopped:
        return note_html(translate("Stopped.", language))
    if exchange.settled:
        return ""
    coming = " sa-coming" if exchange.answer.pending else ""
    return f'<p class="sa-pending{coming}">{escape(_activity(exchange, language))}</p>'


def _activity(exchange: Exchange, language: str) -> str:
    answer = exchange.answer
    if exchange.ahead:
        return translate("Waiting: {before} before you.", language, before=exchange.ahead)
    if not answer.evidence:
        return translate("Searching the library…", language)
    if answer.pending:
        tail = answer.pending[-LONGEST_TAIL:]
        return tail if tail == answer.pending else f"…{tail.split(' ', 1)[-1]}"
    reading = not answer.usage.first_token_seconds
    return translate("Reading the evidence…" if reading else "Writing and checking…", language)


def _foot_html(exchange: Exchange, language: str) -> str:
    """What was left out, what was read, and a button that copies the answer: all of it closed."""
    answer = exchange.answer
    parts = [_left_out_html(arrange(answer).left_out, language), _steps_html(answer, language)]
    if answer.finished and (answer.claims or answer.abstained):
        copied = escape(answer_markdown(answer))
        parts.append(
            f'<button type="button" class="sa-tool" data-copy="{copied}" '
            f'data-done="{escape(translate("Copied", language))}">'
            f"{escape(translate('Copy with citations', language))}</button>"
        )
    shown = "".join(parts)
    return f'<div class="sa-foot">{shown}</div>' if shown else ""


def _left_out_html(claims: Sequence[Claim], language: str) -> str:
    """How many sentences did not pass the check; inside, which and why."""
    if not claims:
        return ""
    items = []
    for claim in claims:
        reason = translate(claim.reason or "no evidence sentence says this", language)
        items.append(f"<li>{escape(claim.text)} <em>({escape(reason)})</em></li>")
    why = translate("They did not pass the check, and are no part of the answer:", language)
    return (
        f'<details class="sa-left"><summary>{escape(left_out_line(len(claims), language))}'
        f"</summary><p>{escape(why)}</p><ul>{''.join(items)}</ul></details>"
    )


def left_out_line(count: int, language: str) -> str:
    """How many sentences were left out, in a language of the interface."""
    text = "{count} sentence left out" if count == 1 else "{count} sentences left out"
    return translate(text, language, count=count)


def _steps_html(answer: Answer, language: str) -> str:
    """How much was read and how long it took; inside, each step and every sentence."""
    if not answer.evidence:
        return ""
    usage = answer.usage
    line = _reading_line(answer, language)
    steps = [_duration("searched", usage.retrieval_seconds, language)]
    if first := usage.first_token_seconds:
        steps.append(_duration("read", first - usage.retrieval_seconds, language))
        if answer.finished:
            steps.append(_duration("wrote and checked", usage.seconds - first, language))
    return (
        f'<details class="sa-steps"><summary>{escape(line)}</summary>'
        f'<div class="sa-read"><p>{escape(" · ".join(steps))}</p>'
        f"{_evidence_html(answer.evidence)}</div></details>"
    )


def _reading_line(answer: Answer, language: str) -> str:
    """How much was read, and how long the answer took."""
    done = f"{answer.usage.seconds or answer.usage.retrieval_seconds:.1f}"
    if read := answer.read:
        text = "Whole text read: {sentences} sentences in {sections} sections · {done} s"
        sentences, sections = read.sentences, read.sections
        return translate(text, language, sentences=sentences, sections=sections, done=done)
    count = len(answer.evidence)
    text = "{count} sentence read · {done} s" if count == 1 else "{count} sentences read · {done} s"
    return translate(text, language, count=count, done=done)


def _evidence_html(items: Sequence[Evidence]) -> str:
    parts: list[str] = []
    survey = ""
    for item in items:
        if item.survey.id != survey:
            survey = item.survey.id
            parts.append(f"<h5>{escape(short_name(item.survey))}</h5>")
        parts.append(f"<p>{escape(item.text)}</p>")
    return "".join(parts)


def _duration(what: str, seconds: float, language: str) -> str:
    return f"{translate(what, language)} {max(0.0, seconds):.1f} s"

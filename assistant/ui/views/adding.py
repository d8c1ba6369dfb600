"""The list of what is being added: each with how far it is, and why it was refused if it was."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from assistant.ingest.progress import Added, Progress, clock_time
from assistant.ui.i18n.catalogue import translate
from assistant.ui.state.adding import AddingQueue, Item
from assistant.ui.views.choices import survey_label
from assistant.ui.views.markup import escape
from assistant.ui.views.survey import alarms

STAGES = {
    "fetch": "fetching",
    "read": "reading",
    "split": "splitting into passages",
    "embed": "making it searchable",
    "known": "was there already",
    "refused": "not added",
}
JOINED = (
    "Put into one survey with {documents}, since these agree: {details}. Below the list this can "
    "be undone."
)
PROPOSED = "Perhaps one work in two versions: {titles}. Under “Correct by hand” they can be merged."
DETAILS = {
    "title": "Title",
    "authors": "Authors",
    "year": "Year",
    "arxiv_id": "arXiv id",
    "doi": "DOI",
    "abstract": "Abstract",
}
# A longer list shows what is in work and what was refused, and folds the rest.
LONGEST_LIST = 12


def list_html(queue: AddingQueue, language: str = "en") -> str:
    """What is being added, as a list."""
    items = queue.items()
    done = [item for item in items if item.added is not None]
    refused = [item for item in done if item.added and item.added.error]
    head = [translate("{done} of {all} done", language, done=len(done), all=len(items))]
    if refused:
        head.append(translate("{count} not added", language, count=len(refused)))
    if (left := queue.seconds_left()) is not None:
        head.append(translate("about {time} left", language, time=clock_time(left)))
    shown = items if len(items) <= LONGEST_LIST else _notable(items)
    lines = "".join(f"<li>{_line(item, language)}</li>" for item in shown)
    return (
        f'<section class="sa-adding" aria-label="{escape(translate("Adding files", language))}" '
        f'aria-live="polite"><p class="sa-label">{escape(" · ".join(head))}</p><ul>{lines}</ul>'
        f"{_rest_html(items, shown, language)}</section>"
    )


def _notable(items: Sequence[Item]) -> list[Item]:
    """Those in work, then those refused."""
    work = [item for item in items if item.added is None and item.progress is not None]
    return work + [item for item in items if item.added and item.added.error]


def _rest_html(items: Sequence[Item], shown: Sequence[Item], language: str) -> str:
    """The rest of a long list: how many wait, and those that are in."""
    known = {id(item) for item in shown}
    rest = [item for item in items if id(item) not in known]
    ended = [f"<li>{_line(item, language)}</li>" for item in rest if item.added is not None]
    html = ""
    if waiting := len(rest) - len(ended):
        text = translate("{count} waiting", language, count=waiting)
        html = f'<p class="sa-label">{escape(text)}</p>'
    if ended:
        text = translate("{count} in the library", language, count=len(ended))
        lines = "".join(ended)
        html += f"<details><summary>{escape(text)}</summary><ul>{lines}</ul></details>"
    return html


def _line(item: Item, language: str) -> str:
    name = f"<strong>{escape(item.name)}</strong>"
    if item.added is not None:
        return f"{name} {_outcome(item.added, language, parted=item.parted)}"
    progress = item.progress
    if progress is None:
        return f'{name} <span class="sa-label">{escape(translate("waiting", language))}</span>'
    if progress.stage == "refused":
        return f"{name} {_refusal(progress.reason, language)}"
    stage = translate(STAGES[progress.stage], language)
    amount = f'max="{progress.total}" value="{progress.done}"' if progress.total else ""
    bar = f'<progress {amount} aria-label="{escape(stage)}"></progress>'
    label = escape(" · ".join([stage, *_facts(progress, language)]))
    return f'{name} {bar} <span class="sa-label">{label}</span>'


def _facts(progress: Progress, language: str) -> list[str]:
    """How much is done, how fast it goes and the time left."""
    facts = []
    unit = translate(progress.unit, language)
    if progress.unit == "bytes":
        if progress.done:
            whole = f" / {progress.total / 1e6:.1f}" if progress.total else ""
            facts.append(f"{progress.done / 1e6:.1f}{whole} MB")
    elif progress.total:
        facts.append(f"{progress.done} / {progress.total} {unit}")
        if progress.rate:
            facts.append(f"{progress.rate:.0f} {unit}/s")
    if progress.seconds_left:
        facts.append(
            translate("about {time} left", language, time=clock_time(progress.seconds_left))
        )
    return facts


def _outcome(added: Added, language: str, *, parted: bool) -> str:
    if added.error is not None:
        return _refusal(added.error.message, language)
    what = translate("was there already" if added.already_there else "added", language)
    title = escape(survey_label(added.survey)) if added.survey else ""
    notes = _notes(replace(added, joined=None) if parted else added, language)
    below = [f'<br><span class="sa-label">{escape(note)}</span>' for note in notes]
    below += [
        f'<br><span class="sa-loud">{escape(line)}</span>' for line in _alarms(added, language)
    ]
    return (
        f'<span class="sa-done">{escape(what)}</span> <span class="sa-label">{title}</span>'
        f"{''.join(below)}"
    )


def _alarms(added: Added, language: str) -> list[str]:
    """What is wrong with a document of which too little could be read."""
    documents = added.survey.documents if added.survey is not None else ()
    return [
        line
        for info in documents
        if info.id == added.document_id and not info.mostly_read
        for line in alarms(info, language)
    ]


def _notes(added: Added, language: str) -> list[str]:
    """With which documents it was put together and why, and which surveys may be the same."""
    notes = []
    if added.joined is not None:
        documents, details = ", ".join(added.joined.documents), added.joined.details
        agreeing = _detail_names(details, language)
        notes.append(translate(JOINED, language, documents=documents, details=agreeing))
    for proposal in added.proposals:
        titles = [
            f"{identity.title or identity.name} ({identity.year or '?'})"
            for identity in proposal.identities
        ]
        text = translate(PROPOSED, language, titles=" · ".join(titles))
        notes.append(f"{text} ({_detail_names(proposal.agree, language)})")
    return notes


def _detail_names(details: Sequence[str], language: str) -> str:
    return ", ".join(translate(DETAILS[name], language) for name in details)


def _refusal(reason: str, language: str) -> str:
    text = f"{translate('not added', language)}: {translate(reason, language)}"
    return f'<span class="sa-error">{escape(text)}</span>'

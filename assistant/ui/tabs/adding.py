"""The list of what is being added: each with how far it is, and why it was refused if it was."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import gradio as gr

from assistant.errors import AssistantError
from assistant.ingest.fetch import is_address
from assistant.ingest.progress import Added, Progress, clock_time
from assistant.ui.i18n.languages import language_of, say, told
from assistant.ui.state.adding import AddingQueue, Item
from assistant.ui.tabs.study import QUICK
from assistant.ui.views.choices import survey_label
from assistant.ui.views.markup import error_html, escape, note_html
from assistant.ui.views.notifications import warn

STAGES = {
    "fetch": "fetching",
    "read": "reading",
    "split": "splitting into passages",
    "embed": "making it searchable",
    "known": "was there already",
    "refused": "not added",
}
# A longer list shows what is in work and what was refused, and folds the rest.
LONGEST_LIST = 12
TICK, IDLE_TICK = 0.7, 4.0
ADDRESS_WANTED = (
    "That is no web address and no arXiv id. Give one such as arxiv:2309.15025 or "
    "https://example.org/survey.pdf."
)


@dataclass(frozen=True)
class AddingView:
    """A page's eye on the queue: a timer, what the page has seen, and how much is done."""

    queue: AddingQueue
    timer: gr.Timer
    seen: gr.State
    done: gr.Textbox
    refused: gr.State

    @classmethod
    def build(cls, queue: AddingQueue) -> AddingView:
        """The invisible parts; ``wire`` joins them with what shows the list."""
        # A hidden box and not a State: the page itself notices that its text has changed.
        done = gr.Textbox("", visible="hidden", elem_id="sa-done")
        return cls(queue, gr.Timer(TICK), gr.State(-1), done, gr.State(0))

    def wire(self, lists: Sequence[gr.HTML], locks: Sequence[gr.Row]) -> None:
        """Show the list in all of ``lists``, and each of ``locks`` while a password is wanted."""

        def tick(seen: int, request: gr.Request) -> tuple[Any, ...]:
            version = self.queue.version
            if version == seen:
                return (gr.skip(),) * (3 + len(lists) + len(locks))
            items = self.queue.items()
            shown = list_html(self.queue, language_of(request)) if items else gr.skip()
            timer = gr.update(value=TICK if self.queue.busy else IDLE_TICK)
            lock = gr.update(visible=self.queue.locked)
            state = _mark(self.queue) if items else gr.skip()
            return (timer, version, state, *(shown for _ in lists), *(lock for _ in locks))

        def tell(before: int, request: gr.Request) -> int:
            language = language_of(request)
            refused = [i.added for i in self.queue.items() if i.added and i.added.error]
            for added in refused[before:][:3]:
                warn(str(added.error), language, "not added")
            return len(refused)

        self.timer.tick(
            tick, [self.seen], [self.timer, self.seen, self.done, *lists, *locks], **QUICK
        )
        self.done.change(
            tell, [self.refused], [self.refused], show_progress="hidden", api_visibility="private"
        )


def address_box(label: str, elem_id: str) -> gr.Textbox:
    """The box for web addresses and arXiv ids; what it takes goes to ``submitted_address``."""
    return gr.Textbox(
        label=label,
        placeholder="arxiv:2309.15025",
        submit_btn="Add",
        lines=1,
        max_lines=1,
        max_length=20_000,
        elem_id=elem_id,
    )


def submitted(
    queue: AddingQueue, paths: Sequence[str | Any] | None, language: str = "en"
) -> tuple[Any, ...]:
    """Hand files over; the list, the emptied drop area and the quicker timer."""
    if not paths:
        return gr.skip(), gr.skip(), gr.skip()
    queue.submit(paths)
    return list_html(queue, language), None, gr.update(value=TICK)


def submitted_address(queue: AddingQueue, text: str, language: str = "en") -> tuple[Any, ...]:
    """Hand addresses and arXiv ids over, one a line or between blanks; the list, the box."""
    addresses = text.split()
    if not addresses:
        return gr.skip(), gr.skip(), gr.skip()
    try:
        wrong = [address for address in addresses if not is_address(address)]
    except AssistantError as error:
        return error_html(error, language), gr.skip(), gr.skip()
    if wrong:
        wanted = f"{wrong[0]}: {say(ADDRESS_WANTED, language)}"
        return note_html(wanted, "error"), gr.skip(), gr.skip()
    queue.submit(addresses)
    return list_html(queue, language), "", gr.update(value=TICK)


def list_html(queue: AddingQueue, language: str = "en") -> str:
    """What is being added, as a list."""
    items = queue.items()
    done = [item for item in items if item.added is not None]
    refused = [item for item in done if item.added and item.added.error]
    head = [say("{done} of {all} done", language, done=len(done), all=len(items))]
    if refused:
        head.append(say("{count} not added", language, count=len(refused)))
    if (left := queue.seconds_left()) is not None:
        head.append(say("about {time} left", language, time=clock_time(left)))
    shown = items if len(items) <= LONGEST_LIST else _telling(items)
    lines = "".join(f"<li>{_line(item, language)}</li>" for item in shown)
    return (
        f'<section class="sa-adding" aria-label="{escape(say("Adding files", language))}" '
        f'aria-live="polite"><p class="sa-label">{escape(" · ".join(head))}</p><ul>{lines}</ul>'
        f"{_folded(items, shown, language)}</section>"
    )


def _mark(queue: AddingQueue) -> str:
    """Changes when pages should look at the library again: at each of a few, at each tenth."""
    done = sum(item.added is not None for item in queue.items())
    return f"{queue.runs} {done if done < 10 else done // 10 * 10} {queue.busy}"


def _telling(items: Sequence[Item]) -> list[Item]:
    """Those in work, then those refused."""
    work = [item for item in items if item.added is None and item.progress is not None]
    return work + [item for item in items if item.added and item.added.error]


def _folded(items: Sequence[Item], shown: Sequence[Item], language: str) -> str:
    """The rest of a long list: how many wait, and those that are in."""
    known = {id(item) for item in shown}
    rest = [item for item in items if id(item) not in known]
    ended = [f"<li>{_line(item, language)}</li>" for item in rest if item.added is not None]
    told = ""
    if waiting := len(rest) - len(ended):
        text = say("{count} waiting", language, count=waiting)
        told = f'<p class="sa-label">{escape(text)}</p>'
    if ended:
        text = say("{count} in the library", language, count=len(ended))
        lines = "".join(ended)
        told += f"<details><summary>{escape(text)}</summary><ul>{lines}</ul></details>"
    return told


def _line(item: Item, language: str) -> str:
    name = f"<strong>{escape(item.name)}</strong>"
    if item.added is not None:
        return f"{name} {_outcome(item.added, language)}"
    progress = item.progress
    if progress is None:
        return f'{name} <span class="sa-label">{escape(say("waiting", language))}</span>'
    if progress.stage == "refused":
        return f"{name} {_refusal(progress.reason, language)}"
    stage = say(STAGES[progress.stage], language)
    amount = f'max="{progress.total}" value="{progress.done}"' if progress.total else ""
    bar = f'<progress {amount} aria-label="{escape(stage)}"></progress>'
    label = escape(" · ".join([stage, *_facts(progress, language)]))
    return f'{name} {bar} <span class="sa-label">{label}</span>'


def _facts(progress: Progress, language: str) -> list[str]:
    """How much is done, how fast it goes and the time left."""
    facts = []
    unit = say(progress.unit, language)
    if progress.unit == "bytes":
        if progress.done:
            whole = f" / {progress.total / 1e6:.1f}" if progress.total else ""
            facts.append(f"{progress.done / 1e6:.1f}{whole} MB")
    elif progress.total:
        facts.append(f"{progress.done} / {progress.total} {unit}")
        if progress.rate:
            facts.append(f"{progress.rate:.0f} {unit}/s")
    if progress.seconds_left:
        facts.append(say("about {time} left", language, time=clock_time(progress.seconds_left)))
    return facts


def _outcome(added: Added, language: str) -> str:
    if added.error is not None:
        return _refusal(str(added.error), language)
    what = say("was there already" if added.already_there else "added", language)
    title = escape(survey_label(added.survey)) if added.survey else ""
    return f'<span class="sa-done">{escape(what)}</span> <span class="sa-label">{title}</span>'


def _refusal(reason: str, language: str) -> str:
    text = f"{say('not added', language)}: {told(reason, language)}"
    return f'<span class="sa-error">{escape(text)}</span>'

"""The list of what is being added: each with how far it is, and why it was refused if it was."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import gradio as gr

from assistant.errors import AssistantError
from assistant.fetching import is_address
from assistant.progress import Progress
from assistant.ui.adding_queue import AddingQueue, Item
from assistant.ui.choices import survey_label
from assistant.ui.markup import escape, note_html
from assistant.ui.study import QUICK

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

        def tick(seen: int) -> tuple[Any, ...]:
            version = self.queue.version
            if version == seen:
                return (gr.skip(),) * (3 + len(lists) + len(locks))
            items = self.queue.items()
            shown = list_html(self.queue) if items else gr.skip()
            timer = gr.Timer(TICK if self.queue.busy else IDLE_TICK)
            lock = gr.Row(visible=self.queue.locked)
            state = _mark(self.queue) if items else gr.skip()
            return (timer, version, state, *(shown for _ in lists), *(lock for _ in locks))

        def warn(told: int) -> int:
            refused = [i.added for i in self.queue.items() if i.added and i.added.error]
            for added in refused[told:][:3]:
                gr.Warning(escape(str(added.error)), title="Not added")
            return len(refused)

        self.timer.tick(
            tick, [self.seen], [self.timer, self.seen, self.done, *lists, *locks], **QUICK
        )
        self.done.change(
            warn, [self.refused], [self.refused], show_progress="hidden", api_visibility="private"
        )


def submitted(queue: AddingQueue, paths: Sequence[str | Any] | None) -> tuple[Any, ...]:
    """Hand files over; the list, the emptied drop area and the quicker timer."""
    if not paths:
        return gr.skip(), gr.skip(), gr.skip()
    queue.submit(paths)
    return list_html(queue), None, gr.Timer(TICK)


def submitted_address(queue: AddingQueue, text: str) -> tuple[Any, ...]:
    """Hand addresses and arXiv ids over, one a line or between blanks; the list, the box."""
    addresses = text.split()
    if not addresses:
        return gr.skip(), gr.skip(), gr.skip()
    try:
        wrong = [address for address in addresses if not is_address(address)]
    except AssistantError as error:
        return note_html(str(error), "error"), gr.skip(), gr.skip()
    if wrong:
        return note_html(f"{wrong[0]}: {ADDRESS_WANTED}", "error"), gr.skip(), gr.skip()
    queue.submit(addresses)
    return list_html(queue), "", gr.Timer(TICK)


def list_html(queue: AddingQueue) -> str:
    """What is being added, as a list."""
    items = queue.items()
    done = [item for item in items if item.added is not None]
    refused = [item for item in done if item.added and item.added.error]
    head = [f"{len(done)} of {len(items)} done"]
    if refused:
        head.append(f"{len(refused)} not added")
    if (left := queue.seconds_left()) is not None:
        head.append(f"about {_time(left)} left")
    shown = items if len(items) <= LONGEST_LIST else _telling(items)
    lines = "".join(f"<li>{_line(item)}</li>" for item in shown)
    return (
        f'<section class="sa-adding" aria-label="Adding files" aria-live="polite">'
        f'<p class="sa-label">{" · ".join(head)}</p><ul>{lines}</ul>'
        f"{_folded(items, shown)}</section>"
    )


def _mark(queue: AddingQueue) -> str:
    """Changes when pages should look at the library again: at each of a few, at each tenth."""
    done = sum(item.added is not None for item in queue.items())
    return f"{queue.runs} {done if done < 10 else done // 10 * 10} {queue.busy}"


def _telling(items: Sequence[Item]) -> list[Item]:
    """Those in work, then those refused."""
    work = [item for item in items if item.added is None and item.progress is not None]
    return work + [item for item in items if item.added and item.added.error]


def _folded(items: Sequence[Item], shown: Sequence[Item]) -> str:
    """The rest of a long list: how many wait, and those that are in."""
    known = {id(item) for item in shown}
    rest = [item for item in items if id(item) not in known]
    waiting = sum(item.added is None for item in rest)
    ended = "".join(f"<li>{_line(item)}</li>" for item in rest if item.added is not None)
    count = len(rest) - waiting
    told = f'<p class="sa-label">{waiting} waiting</p>' if waiting else ""
    if count:
        told += f"<details><summary>{count} in the library</summary><ul>{ended}</ul></details>"
    return told


def _line(item: Item) -> str:
    name = f"<strong>{escape(item.name)}</strong>"
    if item.added is not None:
        return f"{name} {_outcome(item)}"
    progress = item.progress
    if progress is None:
        return f'{name} <span class="sa-label">waiting</span>'
    if progress.stage == "refused":
        return f'{name} <span class="sa-error">not added: {escape(progress.reason)}</span>'
    bar = "<progress></progress>"
    if progress.total:
        bar = f'<progress max="{progress.total}" value="{progress.done}"></progress>'
    label = " · ".join([STAGES[progress.stage], *_facts(progress)])
    return f'{name} {bar} <span class="sa-label">{label}</span>'


def _facts(progress: Progress) -> list[str]:
    """How much is done, how fast it goes and the time left."""
    facts = []
    if progress.unit == "bytes":
        if progress.done:
            whole = f" of {progress.total / 1e6:.1f}" if progress.total else ""
            facts.append(f"{progress.done / 1e6:.1f}{whole} MB")
    elif progress.total:
        facts.append(f"{progress.done} of {progress.total} {progress.unit}")
        if progress.rate:
            facts.append(f"{progress.rate:.0f} {progress.unit}/s")
    if progress.seconds_left:
        facts.append(f"{_time(progress.seconds_left)} left")
    return facts


def _time(seconds: float) -> str:
    return f"{seconds:.0f} s" if seconds < 100 else f"{seconds / 60:.0f} min"


def _outcome(item: Item) -> str:
    added = item.added
    assert added is not None
    if added.error is not None:
        return f'<span class="sa-error">not added: {escape(str(added.error))}</span>'
    what = "was there already" if added.already_there else "added"
    title = escape(survey_label(added.survey)) if added.survey else ""
    return f'<span class="sa-done">{what}</span> <span class="sa-label">{title}</span>'

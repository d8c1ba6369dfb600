"""Adding sources: the boxes that take them, and a page's view of the queue that adds them."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import gradio as gr

from assistant.errors import AssistantError, UnknownName
from assistant.ingest.fetch import is_address
from assistant.ui.i18n.catalogue import translate
from assistant.ui.i18n.languages import language_of
from assistant.ui.state.adding import AddingQueue
from assistant.ui.tabs.events import QUICK, Updates, no_change
from assistant.ui.views.adding import list_html
from assistant.ui.views.markup import error_html, note_html
from assistant.ui.views.notifications import warn

TICK, IDLE_TICK = 0.7, 4.0  # seconds between looks at the queue, while it works and otherwise
MOST_WARNINGS = 3  # at a time; the list has all
ADDRESS_WANTED = (
    "That is no web address and no arXiv id. Give one such as arxiv:2309.15025 or "
    "https://example.org/survey.pdf."
)


@dataclass(frozen=True)
class UndoJoining:
    """Where a document that was put into one survey with others is given its own again."""

    queue: AddingQueue
    area: gr.Column
    document: gr.Dropdown
    button: gr.Button
    outcome: gr.HTML

    @classmethod
    def build(cls, queue: AddingQueue) -> UndoJoining:
        """Lay out the choice of a document, hidden until there is one."""
        with gr.Column(visible=False, elem_id="sa-joined") as area:
            document = gr.Dropdown(
                label="Put into one survey with others", choices=[], elem_id="sa-joined-document"
            )
            button = gr.Button("Undo: a survey of its own", size="sm", elem_id="sa-part")
        return cls(queue, area, document, button, gr.HTML())

    @property
    def outputs(self) -> list[Any]:
        """The components that ``updates`` changes."""
        return [self.area, self.document]

    def updates(self) -> Updates:
        """The documents that were put with others, as the list is now."""
        joined = [
            (item.name, item.added.document_id)
            for item in self.queue.items()
            if item.added is not None and item.joined
        ]
        value = joined[0][1] if joined else None
        return {
            self.area: gr.update(visible=bool(joined)),
            self.document: gr.update(choices=joined, value=value),
        }

    def wire(self) -> Any:
        """Connect the button; the event after which the library has changed."""
        outputs = [*self.outputs, self.outcome]
        return self.button.click(self.part, [self.document], outputs, **QUICK)

    def part(self, document_id: str | None, request: gr.Request) -> Updates:
        """Give the chosen document a survey of its own."""
        language = language_of(request)
        try:
            if document_id is None:
                raise UnknownName("Choose a document first.")
            survey = self.queue.part(document_id)
        except AssistantError as error:
            return self.updates() | {self.outcome: error_html(error, language)}
        text = translate("“{title}” is a survey of its own now.", language, title=survey.title)
        return self.updates() | {self.outcome: note_html(text)}


@dataclass(frozen=True)
class AddingView:
    """A page's view of the queue: a timer, the version that it has seen, how much is done.

    ``refused`` counts the refusals that the page has warned of.
    """

    queue: AddingQueue
    timer: gr.Timer
    seen: gr.State
    done: gr.Textbox
    refused: gr.State

    @classmethod
    def build(cls, queue: AddingQueue) -> AddingView:
        """Lay out the invisible parts; ``wire`` joins them with what shows the list."""
        # A hidden box and not a State: the page itself notices that its text has changed.
        done = gr.Textbox("", visible="hidden", elem_id="sa-done")
        return cls(queue, gr.Timer(TICK), gr.State(-1), done, gr.State(0))

    def wire(self, lists: Sequence[gr.HTML], lock: gr.Row, undo: UndoJoining) -> None:
        """Show the list in all of ``lists``, ``lock`` while a password is wanted, and ``undo``."""

        def tick(seen: int, request: gr.Request) -> Updates:
            version = self.queue.version  # before the list: what comes later is seen next time
            if version == seen:
                return no_change()
            updates: Updates = {
                self.timer: gr.update(value=TICK if self.queue.busy else IDLE_TICK),
                self.seen: version,
                lock: gr.update(visible=self.queue.locked),
                **undo.updates(),
            }
            if self.queue.items():
                shown = list_html(self.queue, language_of(request))
                updates |= dict.fromkeys(lists, shown) | {self.done: self._mark()}
            return updates

        outputs = [self.timer, self.seen, self.done, *lists, lock, *undo.outputs]
        self.timer.tick(tick, [self.seen], outputs, **QUICK)
        self.done.change(
            self.warn_of_refusals,
            [self.refused],
            [self.refused],
            show_progress="hidden",
            api_visibility="private",
        )

    def _mark(self) -> str:
        """Changes when pages should look at the library again: at each of a few, at each tenth."""
        done = sum(item.added is not None for item in self.queue.items())
        return f"{self.queue.runs} {done if done < 10 else done // 10 * 10} {self.queue.busy}"

    def refusals(self) -> list[AssistantError]:
        """Why sources of the list were refused."""
        errors = [item.added.error for item in self.queue.items() if item.added]
        return [error for error in errors if error is not None]

    def warn_of_refusals(self, before: int, request: gr.Request) -> int:
        """Warn of refusals since ``before`` of them, and count them all."""
        errors = self.refusals()
        for error in errors[before:][:MOST_WARNINGS]:
            warn(error, language_of(request), "not added")
        return len(errors)


@dataclass(frozen=True)
class SourceInputs:
    """Where files are dropped, where addresses are written, and the list of what came of them."""

    files: gr.File
    address: gr.Textbox
    progress: gr.HTML

    def wire(self, adding: AddingView) -> None:
        """Hand what is dropped and written to the queue."""

        def add_files(paths: list[str] | None, request: gr.Request) -> Updates:
            if not paths:
                return no_change()
            return self.submit(adding, paths, language_of(request)) | {self.files: None}

        def add_addresses(text: str, request: gr.Request) -> Updates:
            language = language_of(request)
            if not (addresses := text.split()):
                return no_change()
            if problem := address_problem(addresses, language):
                return {self.progress: problem}
            return self.submit(adding, addresses, language) | {self.address: ""}

        files = [self.progress, self.files, adding.timer]
        self.files.upload(add_files, [self.files], files, **QUICK)
        addresses = [self.progress, self.address, adding.timer]
        self.address.submit(add_addresses, [self.address], addresses, **QUICK)

    def submit(self, adding: AddingView, sources: Sequence[Any], language: str) -> Updates:
        """Hand sources to the queue; show the list, and look at it more often."""
        adding.queue.submit(sources)
        shown = list_html(adding.queue, language)
        return {self.progress: shown, adding.timer: gr.update(value=TICK)}


def address_box(label: str, elem_id: str) -> gr.Textbox:
    """The box for web addresses and arXiv ids."""
    return gr.Textbox(
        label=label,
        placeholder="arxiv:2309.15025",
        submit_btn="Add",
        lines=1,
        max_lines=1,
        max_length=20_000,
        elem_id=elem_id,
    )


def address_problem(addresses: Sequence[str], language: str = "en") -> str:
    """What is wrong with the first that is no address and no arXiv id, as HTML; empty if none."""
    try:
        wrong = [address for address in addresses if not is_address(address)]
    except AssistantError as error:
        return error_html(error, language)
    if not wrong:
        return ""
    return note_html(f"{wrong[0]}: {translate(ADDRESS_WANTED, language)}", "error")

"""What the Review and Compare tabs share: starting, stopping, showing and downloading a result."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from typing import Any, Generic, TypeVar

import gradio as gr

from assistant.errors import AssistantError
from assistant.scheduling import FairQueue, Ticket
from assistant.ui.i18n.catalogue import translate
from assistant.ui.i18n.languages import language_of
from assistant.ui.state.streaming import HEARTBEAT, newest_values
from assistant.ui.tabs.events import GENERATING, QUICK, Updates
from assistant.ui.views.markup import error_html, note_html

Value = TypeVar("Value")


@dataclass(frozen=True)
class Generation(Generic[Value]):
    """How one kind of result is generated, shown and written to files.

    ``stream`` gives the result as it grows; ``render`` its body and its evidence as HTML, in a
    language of the interface; ``files`` one path for each download button, empty where there is
    nothing to hand out. Whoever wants a result waits in ``queue``; ``waiting`` is shown until its
    first part is there.
    """

    stream: Callable[..., Iterator[Value]]
    render: Callable[[Value, str], tuple[str, str]]
    files: Callable[[Value], Sequence[str]]
    queue: FairQueue
    waiting: str


@dataclass(frozen=True)
class Controls:
    """The components of a result; ``downloads`` are in the order of ``Generation.files``."""

    start: gr.Button
    stop: gr.Button
    body: gr.HTML
    panel: gr.HTML
    downloads: Sequence[gr.DownloadButton]


def start_and_stop(label: str, prefix: str) -> tuple[gr.Button, gr.Button]:
    """The button that starts and, hidden, the one that stops."""
    start = gr.Button(label, variant="primary", elem_id=f"{prefix}start")
    stop = gr.Button("Stop", variant="stop", visible=False, elem_id=f"{prefix}stop")
    return start, stop


def download_buttons(labels: Sequence[str]) -> list[gr.DownloadButton]:
    """Buttons that have nothing to hand out yet."""
    return [
        gr.DownloadButton(label, size="sm", interactive=False, scale=0, min_width=90)
        for label in labels
    ]


def wire(generation: Generation[Value], controls: Controls, inputs: Sequence[Any]) -> None:
    """Connect Start, Stop and the downloads; ``inputs`` are what ``stream`` is called with."""
    result = gr.State(None)
    buttons = [controls.start, controls.stop, *controls.downloads]

    def run(request: gr.Request, *values: Any) -> Iterator[Updates]:
        shown = {"body": controls.body, "panel": controls.panel, "result": result}
        for part in grow(generation, lambda: generation.stream(*values), language_of(request)):
            yield {shown[name]: value for name, value in part.items()} or gr.skip()

    def settle(value: Value | None) -> Updates:
        return _idle(controls) | _downloads(generation, controls, value)

    def halt(request: gr.Request, value: Value | None) -> Updates:
        language = language_of(request)
        body = generation.render(value, language)[0] if value is not None else ""
        stopped = note_html(translate("Stopped.", language))
        return {controls.body: body + stopped} | settle(value)

    begun = controls.start.click(lambda: _busy(controls), None, buttons, **QUICK)
    running = begun.then(run, inputs, [controls.body, controls.panel, result], **GENERATING)
    running.then(settle, [result], buttons, **QUICK)
    stopped = controls.stop.click(None, None, None, cancels=[running], **QUICK)
    stopped.then(halt, [result], [controls.body, *buttons], **QUICK)


def grow(
    generation: Generation[Value], stream: Callable[[], Iterator[Value]], language: str
) -> Iterator[dict[str, Any]]:
    """What changes while a result grows: its ``body``, its ``panel``, the ``result`` itself.

    An empty part says only that nothing has changed yet. An error ends it, below what there is.
    """
    value: Value | None = None
    panel = ""
    try:
        with generation.queue.ticket() as ticket:
            yield from _wait(ticket, language)
            yield _pending(translate(generation.waiting, language))
            for new in newest_values(stream):
                if new is None:
                    yield {}
                    continue
                value, before = new, panel
                body, panel = generation.render(new, language)
                part = {"body": body, "result": value}
                yield part if panel == before else part | {"panel": panel}
    except AssistantError as error:
        body = generation.render(value, language)[0] if value is not None else ""
        yield {"body": body + error_html(error, language), "result": value}


def _wait(ticket: Ticket, language: str) -> Iterator[dict[str, Any]]:
    """Say how many are served first, until nobody is."""
    shown = 0
    while ahead := ticket.ahead:
        text = translate("Waiting: {before} before you.", language, before=ahead)
        yield _pending(text) if ahead != shown else {}
        shown = ahead
        ticket.wait(HEARTBEAT)


def _pending(text: str) -> dict[str, Any]:
    return {"body": note_html(text, "pending"), "panel": "", "result": None}


def _busy(controls: Controls) -> Updates:
    off: Updates = {button: gr.update(interactive=False) for button in controls.downloads}
    return off | {controls.start: gr.update(visible=False), controls.stop: gr.update(visible=True)}


def _idle(controls: Controls) -> Updates:
    return {controls.start: gr.update(visible=True), controls.stop: gr.update(visible=False)}


def _downloads(generation: Generation[Value], controls: Controls, value: Value | None) -> Updates:
    if value is None:
        return {}
    return {
        button: gr.update(value=path or None, interactive=bool(path))
        for button, path in zip(controls.downloads, generation.files(value), strict=True)
    }

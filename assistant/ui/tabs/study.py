"""What the Review and Compare tabs share: starting, stopping, showing and downloading."""

from __future__ import annotations

import re
import shutil
import tempfile
import weakref
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Generic, TypeVar

import gradio as gr

from assistant.errors import AssistantError
from assistant.ui.i18n.languages import language_of, say
from assistant.ui.state.streaming import HEARTBEAT, newest
from assistant.ui.state.turns import Line
from assistant.ui.views.markup import error_html, note_html

Value = TypeVar("Value")
QUICK: dict[str, Any] = {"queue": False, "show_progress": "hidden", "api_visibility": "private"}
# One study is made at a time, by the app's own line; Gradio only has to let people join it.
MODEL: dict[str, Any] = {
    "concurrency_id": "model",
    "concurrency_limit": 100,
    "show_progress": "hidden",
    "api_visibility": "private",
}


class Downloads:
    """Files for the download buttons, in a folder that goes when the app does."""

    def __init__(self) -> None:
        self._folder = Path(tempfile.mkdtemp(prefix="survey-assistant-"))
        weakref.finalize(self, shutil.rmtree, self._folder, ignore_errors=True)

    def write(self, stem: str, suffix: str, content: str | bytes) -> str:
        """The path of a new file with this content, named after ``stem``."""
        name = re.sub(r"[^\w-]+", "-", stem.lower()).strip("-")[:80] or "download"
        path = Path(tempfile.mkdtemp(dir=self._folder)) / f"{name}.{suffix}"
        path.write_bytes(content.encode("utf-8") if isinstance(content, str) else content)
        return str(path)


@dataclass(frozen=True)
class Study(Generic[Value]):
    """How one kind of result is made, shown and written to files.

    ``render`` gives the body and the evidence as HTML, in a language of the interface; ``files``
    one path for each button, empty where there is nothing to hand out. ``line``
    is where those stand who want one.
    """

    make: Callable[..., Iterator[Value]]
    render: Callable[[Value, str], tuple[str, str]]
    line: Line
    files: Callable[[Value], Sequence[str]]
    waiting: str


@dataclass(frozen=True)
class Parts:
    """The components of a tab; ``downloads`` are its buttons in the order of ``Study.files``."""

    start: gr.Button
    stop: gr.Button
    body: gr.HTML
    panel: gr.HTML
    downloads: Sequence[gr.DownloadButton]


def wire(study: Study[Value], parts: Parts, inputs: Sequence[Any]) -> None:
    """Start, Stop and the downloads."""
    state = gr.State(None)
    buttons = [parts.start, parts.stop]

    def run(request: gr.Request, *values: Any) -> Iterator[tuple[Any, ...]]:
        yield from _grow(study, lambda: study.make(*values), language_of(request))

    def settle(value: Value | None) -> tuple[Any, ...]:
        return (*_idle(), *_downloads(study, parts, value))

    def halt(request: gr.Request, value: Value | None) -> tuple[Any, ...]:
        language = language_of(request)
        body = study.render(value, language)[0] if value is not None else ""
        return (body + note_html(say("Stopped.", language)), *settle(value))

    begun = parts.start.click(lambda: _busy(parts), None, [*buttons, *parts.downloads], **QUICK)
    running = begun.then(run, inputs, [parts.body, parts.panel, state], **MODEL)
    running.then(settle, [state], [*buttons, *parts.downloads], **QUICK)
    stopped = parts.stop.click(None, None, None, cancels=[running], **QUICK)
    stopped.then(halt, [state], [parts.body, *buttons, *parts.downloads], **QUICK)


def buttons(label: str, prefix: str) -> tuple[gr.Button, gr.Button]:
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


def _grow(
    study: Study[Value], make: Callable[[], Iterator[Value]], language: str
) -> Iterator[tuple[Any, ...]]:
    value: Value | None = None
    panel = ""
    try:
        with study.line.place() as place:
            shown = 0
            while before := place.before:
                text = say("Waiting: {before} before you.", language, before=before)
                yield note_html(text, "pending") if before != shown else gr.skip(), "", None
                shown = before
                place.wait(HEARTBEAT)
            yield note_html(say(study.waiting, language), "pending"), "", None
            for new in newest(make):
                if new is None:
                    yield gr.skip(), gr.skip(), gr.skip()
                    continue
                value, old = new, panel
                body, panel = study.render(new, language)
                yield body, panel if panel != old else gr.skip(), value
    except AssistantError as error:
        body = study.render(value, language)[0] if value is not None else ""
        yield body + error_html(error, language), gr.skip(), value


def _busy(parts: Parts) -> tuple[Any, ...]:
    off = [gr.update(interactive=False) for _ in parts.downloads]
    return gr.update(visible=False), gr.update(visible=True), *off


def _idle() -> tuple[Any, ...]:
    return gr.update(visible=True), gr.update(visible=False)


def _downloads(study: Study[Value], parts: Parts, value: Value | None) -> list[Any]:
    if value is None:
        return [gr.skip() for _ in parts.downloads]
    paths = study.files(value)
    return [gr.update(value=path or None, interactive=bool(path)) for path in paths]

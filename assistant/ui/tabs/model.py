"""The Model tab: which model answers, what it costs here, and pulling and choosing another."""

from __future__ import annotations

import json
import queue
import threading
from collections.abc import Iterator
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import gradio as gr
import psutil

from assistant.errors import AssistantError, ModelError
from assistant.library import Library
from assistant.models.chat import LlamaChatModel
from assistant.models.files.resolve import (
    CATALOGUE,
    CHAT_FILE,
    EMBEDDING_FILE,
    CatalogueModel,
    check_gguf,
    find,
    pull,
)
from assistant.models.llama.speed import measure
from assistant.ui.i18n.languages import language_of, say, told
from assistant.ui.state.streaming import HEARTBEAT
from assistant.ui.tabs.study import QUICK
from assistant.ui.views.header import parameters_text
from assistant.ui.views.markup import error_html, escape, note_html

CHOSEN = "setting: chat model of the web app"
HEADERS = ["Name", "Parameters", "Download", "Memory", "Languages", "Licence", "Here", "Note"]
WIDTHS = ["15%", "13%", "11%", "10%", "16%", "11%", "7%", "17%"]
MEANING = (
    "A bigger model says more in words of its own and follows questions better; it also takes more "
    "memory and time. As a rule of thumb, time grows with the number of parameters. Whatever it "
    "writes is checked in the same way, so a small model is not less true, only less able: where "
    "it fails, the survey's own sentences stand."
)
SPEED = (
    "Reads {prompt} and writes {generation} tokens a second: an answer of 60 tokens takes about "
    "{seconds} s."
)
WORKING: dict[str, Any] = {
    "concurrency_id": "model-files",
    "concurrency_limit": 1,
    "show_progress": "hidden",
    "api_visibility": "private",
}


@dataclass(frozen=True)
class ModelTab:
    """The parts that say what is here, and the event after which another model answers."""

    facts: gr.HTML
    table: gr.Dataframe
    model: gr.Dropdown
    changed: Any


def build(library: Library, hub: str | None = None) -> ModelTab:
    """Lay out the tab and wire it; ``hub`` is another address for the Hugging Face hub."""
    with gr.Row(equal_height=False):
        with gr.Column(scale=3, min_width=300):
            facts = gr.HTML()
            measured = gr.Button("Measure its speed here", size="sm", elem_id="sa-measure")
            speed = gr.HTML()
        with gr.Column(scale=3, min_width=300):
            model = gr.Dropdown(
                label="Another model: a name from the table, or owner/repo/file.gguf",
                choices=[],
                value=None,
                allow_custom_value=True,
                elem_id="sa-model",
            )
            with gr.Row():
                pulled = gr.Button("Pull it", size="sm", min_width=80, elem_id="sa-pull")
                stop = gr.Button(
                    "Stop",
                    variant="stop",
                    size="sm",
                    min_width=80,
                    visible=False,
                    elem_id="sa-pull-stop",
                )
                used = gr.Button(
                    "Use it", variant="primary", size="sm", min_width=80, elem_id="sa-use"
                )
            progress = gr.HTML(note_html(MEANING))
    table = gr.Dataframe(
        headers=HEADERS,
        datatype="str",
        column_widths=WIDTHS,  # type: ignore[arg-type]
        label="Models",
        show_label=False,
        interactive=False,
        wrap=True,
        latex_delimiters=[],
        buttons=[],
        elem_id="sa-models",
    )

    def test(request: gr.Request) -> Iterator[str]:
        yield from _measured(library, language_of(request))

    def fetch(name: str | None, request: gr.Request) -> Iterator[str]:
        yield from _fetched(library, (name or "").strip(), language_of(request), hub)

    def use(name: str | None, request: gr.Request) -> Iterator[str]:
        yield from _used(library, (name or "").strip(), language_of(request))

    def pick(event: gr.SelectData) -> str:
        return str(event.row_value[0])

    def again(name: str | None, request: gr.Request) -> tuple[Any, ...]:
        return refreshed(library, name, language_of(request))

    def halted(request: gr.Request) -> tuple[Any, str]:
        stopped = "Stopped. Pull it again to go on from there."
        return gr.update(visible=False), note_html(say(stopped, language_of(request)))

    table.select(pick, None, [model], **QUICK)
    measured.click(test, None, [speed], **WORKING)
    begun = pulled.click(lambda: gr.update(visible=True), None, [stop], **QUICK)
    fetching = begun.then(fetch, [model], [progress], **WORKING)
    fetching.then(lambda: gr.update(visible=False), None, [stop], **QUICK)
    fetching.then(again, [model], [facts, table, model], **QUICK)
    stop.click(halted, None, [stop, progress], cancels=[fetching], **QUICK)
    using = used.click(use, [model], [progress], **WORKING)
    return ModelTab(facts, table, model, using)


def refreshed(library: Library, name: str | None, language: str = "en") -> tuple[Any, Any, Any]:
    """The model that answers, the catalogue, and the choice of another."""
    folder = library.settings.models_folder
    known = {entry.file for entry in CATALOGUE} | {CHAT_FILE, EMBEDDING_FILE}
    others = sorted(path.name for path in folder.glob("*.gguf") if path.name not in known)
    choices = ["default", *(entry.name for entry in CATALOGUE), *others]
    table = gr.update(
        value=_rows(folder, language), headers=[say(head, language) for head in HEADERS]
    )
    return _facts(library, language), table, gr.update(choices=choices, value=name)


def choose_kept(library: Library) -> None:
    """Answer with the model that was chosen here before, unless the start names one."""
    settings = library.settings
    with suppress(AssistantError):
        kept = library.kept(CHOSEN)
        if kept is None or settings.model or settings.base_url:
            return
        model = library.chat_model
        if isinstance(model, LlamaChatModel) and model.process is library.process:
            path = find(json.loads(kept)["name"], settings)
            if path != model.process.chat_model:
                model.process.chat_model = check_gguf(path).path


def _rows(folder: Path, language: str) -> list[list[str]]:
    def here(file: str) -> str:
        return "✓" if (folder / file).is_file() else ""

    def row(entry: CatalogueModel) -> list[str]:
        return [
            entry.name, entry.parameters, _size(entry.size_bytes), _size(entry.memory_bytes),
            told(entry.languages, language), entry.licence, here(entry.file),
            told(entry.note, language),
        ]  # fmt: skip

    first = [
        "default", "135M", "0.1 GB", "0.5 GB", told("English", language), "Apache-2.0",
        here(CHAT_FILE), f"SmolLM2-135M-Instruct: {say('small and fast.', language)}",
    ]  # fmt: skip
    return [first, *(row(entry) for entry in CATALOGUE)]


def _facts(library: Library, language: str) -> str:
    try:
        model = library.chat_model
        lines = [("Model", library.model_name)]
        if isinstance(model, LlamaChatModel) and model.process.chat_model is not None:
            info = check_gguf(model.process.chat_model)
            context = library.settings.context_tokens
            size = parameters_text(info.parameters, language) if info.parameters else "?"
            lines += [
                ("Parameters", size),
                ("File", f"{_size(info.size_bytes)}, {info.quantization}"),
                ("Context", say("{count} tokens", language, count=context)),
                ("Memory in use", _memory(model.process.process_id, language)),
            ]
        lines.append(("Memory free", _size(psutil.virtual_memory().available)))
    except AssistantError as error:
        return error_html(error, language)
    rows = "".join(
        f'<tr><th scope="row">{escape(say(name, language))}</th><td>{escape(value)}</td></tr>'
        for name, value in lines
    )
    label = escape(say("The model that answers", language))
    return f'<table class="sa-facts" aria-label="{label}">{rows}</table>'


def _memory(process_id: int | None, language: str) -> str:
    if process_id is None:
        return say("not loaded yet", language)
    try:
        size = _size(psutil.Process(process_id).memory_info().rss)
    except psutil.Error:
        return say("not loaded yet", language)
    return say("{size} (with the embedder)", language, size=size)


def _measured(library: Library, language: str) -> Iterator[str]:
    yield note_html(say("Reading 500 tokens and writing 50…", language), "pending")
    try:
        model = library.chat_model
        if not isinstance(model, LlamaChatModel):
            outside = "The model runs outside this app: its speed is not this machine's."
            yield note_html(say(outside, language))
            return
        speed = measure(model.process)
    except AssistantError as error:
        yield error_html(error, language)
        return
    answer = library.settings.evidence_tokens / speed.prompt + 60 / speed.generation
    text = say(
        SPEED,
        language,
        prompt=f"{speed.prompt:.0f}",
        generation=f"{speed.generation:.0f}",
        seconds=f"{answer:.1f}",
    )
    yield note_html(text)


def _fetched(library: Library, name: str, language: str, hub: str | None) -> Iterator[str]:
    """The progress of a download; closing this stops it, and what has come is kept."""
    if not name:
        yield note_html(say("Choose a model first.", language), "error")
        return

    lines: queue.SimpleQueue[str | BaseException | None] = queue.SimpleQueue()
    stopped = threading.Event()

    def report(line: str) -> None:
        if stopped.is_set():
            raise _Stopped
        lines.put(line)

    def work() -> None:
        end: BaseException | None = None
        try:
            pull(name, library.settings, report, endpoint=hub)
        except _Stopped:
            pass
        except BaseException as error:
            end = error
        lines.put(end)

    threading.Thread(target=work, daemon=True).start()
    try:
        while isinstance(line := _next(lines), str):
            yield note_html(told(line, language), "pending") if line else gr.skip()
        if isinstance(line, AssistantError):
            yield error_html(line, language)
        elif line is not None:
            raise line
        else:
            yield note_html(say("{name} is here. Now it can be used.", language, name=name))
    finally:
        stopped.set()


class _Stopped(BaseException):
    """The download is not wanted any more; what has come of it is kept."""


def _next(lines: queue.SimpleQueue[str | BaseException | None]) -> str | BaseException | None:
    try:
        return lines.get(timeout=HEARTBEAT)
    except queue.Empty:
        return ""


def _used(library: Library, name: str, language: str) -> Iterator[str]:
    if not name:
        yield note_html(say("Choose a model first.", language), "error")
        return
    yield note_html(say("Loading {name}…", language, name=name), "pending")
    try:
        model = library.chat_model
        if not isinstance(model, LlamaChatModel):
            raise ModelError(
                f"Answers come from {library.model_name}, outside this app. Start the app without "
                "--base-url to use a model of this machine."
            )
        path = check_gguf(find(name, library.settings)).path
        model.process.use_chat_model(path)
        library.keep(CHOSEN, "setting", json.dumps({"name": name}))
    except AssistantError as error:
        yield error_html(error, language)
        return
    yield note_html(say("{name} answers from now on.", language, name=library.model_name))


def _size(count: float) -> str:
    return f"{count / 1e9:.1f} GB"

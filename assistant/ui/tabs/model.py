"""The Model tab: which model answers, what it costs here, and pulling and choosing another."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

import gradio as gr

from assistant.errors import AssistantError
from assistant.library import Library
from assistant.models.capabilities import capabilities
from assistant.models.cost import note_speed
from assistant.models.files.resolve import CATALOGUE, MODEL_FILES, catalogue_files
from assistant.models.files.weights import original_path
from assistant.models.llama.speed import measure
from assistant.ui.i18n.catalogue import translate
from assistant.ui.i18n.languages import language_of
from assistant.ui.state.chosen_model import use_model
from assistant.ui.state.pulling import pull_progress
from assistant.ui.tabs.events import QUICK, Updates, queue_options
from assistant.ui.views.markup import error_html, note_html
from assistant.ui.views.model import HEADERS, WIDTHS, catalogue_rows, facts_html, speed_text

MEANING = (
    "A bigger model says more in words of its own and follows questions better; it also takes more "
    "memory and time. As a rule of thumb, time grows with the number of parameters. Whatever it "
    "writes is checked in the same way, so a small model is not less true, only less able: where "
    "it fails, the survey's own sentences stand."
)
OUTSIDE = "The model runs outside this app: its speed is not this machine's."
CHOOSE = "Choose a model first."
WORKING = queue_options("model-files", 1)


@dataclass(frozen=True)
class ModelTab:
    """The Model tab's components and callbacks; ``hub`` is where models are pulled from."""

    library: Library
    hub: str | None
    facts: gr.HTML
    measure: gr.Button
    speed: gr.HTML
    model: gr.Dropdown
    pull: gr.Button
    stop: gr.Button
    use: gr.Button
    progress: gr.HTML
    table: gr.Dataframe

    @property
    def outputs(self) -> list[Any]:
        """The components that ``updates`` changes."""
        return [self.facts, self.table, self.model]

    def updates(self, chosen: str | None, request: gr.Request) -> Updates:
        """The model that answers, the catalogue, and the choice of another."""
        language, folder = language_of(request), self.library.settings.models_folder
        known = {*MODEL_FILES, *catalogue_files(folder)}
        others = sorted(
            path.name
            for path in folder.glob("*.gguf")
            if path.name not in known and path == original_path(path)
        )
        choices = ["default", *(entry.name for entry in CATALOGUE), *others]
        headers = [translate(head, language) for head in HEADERS]
        return {
            self.facts: facts_html(self.library, language),
            self.table: gr.update(value=catalogue_rows(folder, language), headers=headers),
            self.model: gr.update(choices=choices, value=chosen),
        }

    def wire(self) -> Any:
        """Connect the events of the tab; the event after which another model answers."""
        self.table.select(_row_name, None, [self.model], **QUICK)
        told = self.measure.click(self.measure_speed, None, [self.speed], **WORKING)
        told.then(self.updates, [self.model], self.outputs, **QUICK)
        begun = self.pull.click(lambda: gr.update(visible=True), None, [self.stop], **QUICK)
        pulling = begun.then(self.pull_model, [self.model], [self.progress], **WORKING)
        pulling.then(lambda: gr.update(visible=False), None, [self.stop], **QUICK)
        pulling.then(self.updates, [self.model], self.outputs, **QUICK)
        self.stop.click(
            self.say_stopped, None, [self.stop, self.progress], cancels=[pulling], **QUICK
        )
        return self.use.click(self.use_chosen, [self.model], [self.progress], **WORKING)

    def measure_speed(self, request: gr.Request) -> Iterator[str]:
        """Measure how fast the model reads and writes on this machine."""
        language = language_of(request)
        yield note_html(translate("Reading 500 tokens and writing 50…", language), "pending")
        try:
            can = capabilities(self.library.chat_model)
            if can.process is None or can.file is None:
                yield note_html(translate(OUTSIDE, language))
                return
            speed = measure(can.process)
            note_speed(self.library.settings.models_folder, can.file, speed)
        except AssistantError as error:
            yield error_html(error, language)
            return
        yield note_html(speed_text(speed, self.library.settings.evidence_tokens, language))

    def pull_model(self, chosen: str | None, request: gr.Request) -> Iterator[Any]:
        """Pull a model file, and show how far it is; closing this stops it."""
        language, name = language_of(request), (chosen or "").strip()
        if not name:
            yield note_html(translate(CHOOSE, language), "error")
            return
        try:
            for line in pull_progress(name, self.library.settings, self.hub):
                yield note_html(translate(line, language), "pending") if line else gr.skip()
        except AssistantError as error:
            yield error_html(error, language)
            return
        yield note_html(translate("{name} is here. Now it can be used.", language, name=name))

    def say_stopped(self, request: gr.Request) -> Updates:
        """What stands there after a download was stopped."""
        stopped = translate("Stopped. Pull it again to go on from there.", language_of(request))
        return {self.stop: gr.update(visible=False), self.progress: note_html(stopped)}

    def use_chosen(self, chosen: str | None, request: gr.Request) -> Iterator[str]:
        """Answer with the chosen model from now on."""
        language, name = language_of(request), (chosen or "").strip()
        if not name:
            yield note_html(translate(CHOOSE, language), "error")
            return
        yield note_html(translate("Loading {name}…", language, name=name), "pending")
        try:
            use_model(self.library, name)
        except AssistantError as error:
            yield error_html(error, language)
            return
        model = self.library.model_name
        yield note_html(translate("{name} answers from now on.", language, name=model))


def build(library: Library, hub: str | None = None) -> ModelTab:
    """Lay out the tab; ``hub`` is another address for the Hugging Face hub."""
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
                pull, stop, use = _buttons()
            progress = gr.HTML(note_html(MEANING))
    table = _table()
    return ModelTab(library, hub, facts, measured, speed, model, pull, stop, use, progress, table)


def _buttons() -> tuple[gr.Button, gr.Button, gr.Button]:
    """Pull it, Stop (hidden), Use it."""
    pull = gr.Button("Pull it", size="sm", min_width=80, elem_id="sa-pull")
    stop = gr.Button(
        "Stop", variant="stop", size="sm", min_width=80, visible=False, elem_id="sa-pull-stop"
    )
    use = gr.Button("Use it", variant="primary", size="sm", min_width=80, elem_id="sa-use")
    return pull, stop, use


def _table() -> gr.Dataframe:
    return gr.Dataframe(
        headers=list(HEADERS),
        datatype="str",
        column_widths=list(WIDTHS),
        label="Models",
        show_label=False,
        interactive=False,
        wrap=True,
        latex_delimiters=[],
        buttons=[],
        elem_id="sa-models",
    )


def _row_name(event: gr.SelectData) -> str:
    return str(event.row_value[0])

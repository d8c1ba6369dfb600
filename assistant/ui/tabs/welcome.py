"""What an empty library shows: three ways in."""

from __future__ import annotations

from dataclasses import dataclass

import gradio as gr

from assistant.demo import demo_sources
from assistant.library import Library
from assistant.ui.i18n.languages import language_of
from assistant.ui.tabs.adding import AddingView, SourceInputs, address_box
from assistant.ui.tabs.events import QUICK, Updates
from assistant.ui.views.markup import escape

INTRODUCTION = "<div class='sa-welcome'><h2>The library is empty. Three ways in:</h2></div>"
DEMO = (
    "<div class='sa-way'><h3>1. Look around</h3><p>Add three short digests of surveys on aligning "
    "language models. It takes a few seconds.</p></div>"
)
FILES = (
    "<div class='sa-way'><h3>2. Your own papers</h3><p>PDF, Word, PowerPoint, OpenDocument, EPUB, "
    "LaTeX, JATS, HTML, Markdown, text, ZIP. They stay on this machine.</p></div>"
)
ADDRESSES = (
    "<div class='sa-way'><h3>3. From arXiv or the web</h3><p>An arXiv id or a web address. Only "
    "that page is fetched.</p></div>"
)
TERMINAL = "<p class='sa-label'>From a terminal, whole folders too: <code>{command}</code></p>"


@dataclass(frozen=True)
class Welcome:
    """The area, its button that adds the demo surveys, and where other sources are added."""

    area: gr.Column
    demo: gr.Button
    sources: SourceInputs

    def wire(self, adding: AddingView) -> None:
        """Connect the three ways in."""

        def add_demo(request: gr.Request) -> Updates:
            return self.sources.submit(adding, demo_sources(), language_of(request))

        self.demo.click(add_demo, None, [self.sources.progress, adding.timer], **QUICK)
        self.sources.wire(adding)


def build(library: Library, adding: AddingView) -> Welcome:
    """Lay out the area, hidden until the library is known to be empty, and wire it."""
    command = escape(f"survey-assistant --library {library.folder} add FILE …")
    with gr.Column(visible=False, elem_classes="sa-welcome-area") as area:
        gr.HTML(INTRODUCTION)
        with gr.Row(equal_height=False):
            with gr.Column(min_width=260):
                gr.HTML(DEMO)
                demo = gr.Button("Add the demo surveys", variant="primary", elem_id="sa-demo")
            with gr.Column(min_width=260):
                gr.HTML(FILES)
                files = gr.File(
                    file_count="multiple", label="Drop files here", height=120, elem_id="sa-first"
                )
            with gr.Column(min_width=260):
                gr.HTML(ADDRESSES)
                address = address_box("arXiv id or web address", "sa-first-address")
        gr.HTML(TERMINAL.format(command=command))
        progress = gr.HTML()
    welcome = Welcome(area, demo, SourceInputs(files, address, progress))
    welcome.wire(adding)
    return welcome

"""What an empty library shows: three ways in."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import gradio as gr

from assistant.demo import demo_sources
from assistant.library import Library
from assistant.ui.i18n.languages import language_of
from assistant.ui.tabs.adding import AddingView, address_box, submitted, submitted_address
from assistant.ui.tabs.study import QUICK
from assistant.ui.views.markup import escape

INTRODUCTION = "<div class='sa-welcome'><h2>The library is empty. Three ways in:</h2></div>"


@dataclass(frozen=True)
class Welcome:
    """The area, and the list in it of what is being added."""

    area: gr.Column
    progress: gr.HTML


def build(library: Library, adding: AddingView) -> Welcome:
    """Lay out the area, hidden until the library is known to be empty."""
    command = escape(f"survey-assistant --library {library.folder} add FILE …")
    with gr.Column(visible=False, elem_classes="sa-welcome-area") as area:
        gr.HTML(INTRODUCTION)
        with gr.Row(equal_height=False):
            with gr.Column(min_width=260):
                gr.HTML(
                    "<div class='sa-way'><h3>1. Look around</h3><p>Add three short digests of "
                    "surveys on aligning language models. It takes a few seconds.</p></div>"
                )
                demo = gr.Button("Add the demo surveys", variant="primary", elem_id="sa-demo")
            with gr.Column(min_width=260):
                gr.HTML(
                    "<div class='sa-way'><h3>2. Your own papers</h3><p>PDF, HTML, Markdown or "
                    "plain text. They stay on this machine.</p></div>"
                )
                files = gr.File(
                    file_count="multiple", label="Drop files here", height=120, elem_id="sa-first"
                )
            with gr.Column(min_width=260):
                gr.HTML(
                    "<div class='sa-way'><h3>3. From arXiv or the web</h3><p>An arXiv id or a web "
                    "address. Only that page is fetched.</p></div>"
                )
                address = address_box("arXiv id or web address", "sa-first-address")
        gr.HTML(
            f"<p class='sa-label'>From a terminal, whole folders too: <code>{command}</code></p>"
        )
        progress = gr.HTML()

    def add_demo(request: gr.Request) -> Any:
        return submitted(adding.queue, demo_sources(), language_of(request))

    def add(paths: list[str] | None, request: gr.Request) -> Any:
        return submitted(adding.queue, paths, language_of(request))

    def add_address(text: str, request: gr.Request) -> Any:
        return submitted_address(adding.queue, text, language_of(request))

    outputs = [progress, files, adding.timer]
    demo.click(add_demo, None, outputs, **QUICK)
    files.upload(add, [files], outputs, **QUICK)
    address.submit(add_address, [address], [progress, address, adding.timer], **QUICK)
    return Welcome(area, progress)

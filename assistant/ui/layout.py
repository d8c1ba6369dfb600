"""What the page consists of: its header and its tabs, and the app that they are made into."""

from __future__ import annotations

import gradio as gr

from assistant.library import Library
from assistant.ui import api
from assistant.ui.page import Page
from assistant.ui.state.adding import AddingQueue
from assistant.ui.state.downloads import DownloadFolder
from assistant.ui.state.lanes import model_queue
from assistant.ui.tabs import chat, chat_sidebar, compare, model, review, welcome
from assistant.ui.tabs import library as library_tab
from assistant.ui.tabs.adding import AddingView
from assistant.ui.tabs.chat_context import ChatContext
from assistant.ui.theme import TITLE
from assistant.ui.views.evidence import EvidenceView

AT_ONCE = 4  # events that are served at the same time and have no limit of their own


def build(library: Library, hub: str | None = None, *, shared: bool = False) -> gr.Blocks:
    """The app over a library, not yet served.

    ``hub`` is where models are pulled from; with ``shared`` all see all conversations.
    """
    app: gr.Blocks
    with gr.Blocks(title=TITLE, analytics_enabled=False, fill_width=True) as app:
        api.build(library)  # first, so that its names are not taken by the page's own events
        lay_out(library, hub, shared=shared).wire(app)
    app.queue(default_concurrency_limit=AT_ONCE)
    return app


def lay_out(library: Library, hub: str | None, *, shared: bool) -> Page:
    """Lay out the header and the tabs."""
    view, downloads, generating = EvidenceView(library), DownloadFolder(), model_queue(library)
    context = ChatContext(library, view, downloads, model_queue(library), shared)
    adding = AddingView.build(AddingQueue(library))
    sidebar = chat_sidebar.build(context)
    wide = gr.Checkbox(visible=False)
    header = gr.HTML()
    with gr.Tabs() as tabs:
        with gr.Tab("Chat", id="chat", elem_id="sa-tab-chat"):
            welcoming = welcome.build(library, adding)
            chatting = chat.build(context, sidebar)
        with gr.Tab("Library", id="library") as library_shown:
            surveys = library_tab.build(library, adding)
        with gr.Tab("Review", id="review") as review_shown:
            reviewing = review.build(library, view, downloads, generating)
        with gr.Tab("Compare", id="compare") as compare_shown:
            comparing = compare.build(library, view, downloads, generating)
        with gr.Tab("Model", id="model") as model_shown:
            modelling = model.build(library, hub)
    others = {str(tab.id): tab for tab in (library_shown, review_shown, compare_shown, model_shown)}
    return Page(
        library, adding, wide, header, tabs, others, welcoming, chatting, surveys, reviewing,
        comparing, modelling,
    )  # fmt: skip

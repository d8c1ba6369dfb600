"""The page: its header and its tabs, and the events by which one part changes others."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import gradio as gr

from assistant.comparisons.comparison import DEFAULT_ASPECTS
from assistant.library import Library
from assistant.ui import api
from assistant.ui.i18n.languages import language_of
from assistant.ui.state.adding import AddingQueue
from assistant.ui.state.downloads import DownloadFolder
from assistant.ui.state.lanes import model_queue
from assistant.ui.tabs import chat, chat_sidebar, compare, model, review, welcome
from assistant.ui.tabs import library as library_tab
from assistant.ui.tabs.adding import AddingView
from assistant.ui.tabs.chat import ChatTab
from assistant.ui.tabs.chat_context import ChatContext
from assistant.ui.tabs.compare import CompareTab
from assistant.ui.tabs.events import QUICK, Updates, unchanged
from assistant.ui.tabs.library import LibraryTab
from assistant.ui.tabs.model import ModelTab
from assistant.ui.tabs.review import ReviewTab
from assistant.ui.tabs.welcome import Welcome
from assistant.ui.theme import TITLE
from assistant.ui.views.choices import aspect_choices
from assistant.ui.views.evidence import EvidenceView
from assistant.ui.views.header import header_html

AT_ONCE = 4  # events that are served at the same time and have no limit of their own
REFRESHING: dict[str, Any] = {"show_progress": "hidden", "api_visibility": "private"}
# Whether there is room for the sidebar. On a phone, a focus would scroll and open the keyboard.
ON_ARRIVAL = """() => {
  const wide = window.innerWidth >= 1100;
  const focus = (tries) => {
    const box = document.querySelector("#sa-question textarea");
    if (box && box.checkVisibility()) return box.focus();
    if (tries) setTimeout(() => focus(tries - 1), 100);
  };
  if (wide) focus(30);
  return wide;
}"""


@dataclass(frozen=True)
class Page:
    """The parts of the page; ``wide`` tells the app whether the window has room for a sidebar."""

    library: Library
    adding: AddingView
    wide: gr.Checkbox
    header: gr.HTML
    tabs: gr.Tabs
    library_shown: gr.Tab
    model_shown: gr.Tab
    welcome: Welcome
    chat: ChatTab
    surveys: LibraryTab
    review: ReviewTab
    compare: CompareTab
    model: ModelTab

    def wire(self, app: gr.Blocks) -> None:
        """Connect the events that concern more than one part."""
        app.load(
            self.arrive,
            [self.wide],
            [
                self.chat.sidebar.area,
                self.review.language,
                self.compare.aspects,
                self.adding.refused,
            ],
            js=ON_ARRIVAL,
            **REFRESHING,
        )
        self._refresh_after(app.load).then(
            self.chat.restore, [self.chat.layout.opened], self.chat.outputs, **REFRESHING
        )
        changes = self.surveys.wire()
        lists = [self.surveys.sources.progress, self.welcome.sources.progress]
        self.adding.wire(lists, self.surveys.lock.area, self.surveys.undo)
        choice = self.surveys.choice
        for event in (
            self.library_shown.select,
            self.adding.done.change,
            *(change.then for change in changes),
        ):
            refreshed = self._refresh_after(event)
            refreshed.then(
                self.surveys.details_html, [choice.survey], [self.surveys.details], **QUICK
            )
        self._wire_model()
        choice.ask.click(
            self.ask_it, [choice.survey], [self.tabs, self.chat.layout.surveys], **QUICK
        )
        choice.review.click(
            self.review_it, [choice.survey], [self.tabs, self.review.survey], **QUICK
        )

    def _refresh_after(self, event: Any) -> Any:
        """Show what the library holds after an event."""
        inputs = [
            self.chat.layout.surveys,
            self.surveys.choice.survey,
            self.review.survey,
            self.compare.surveys,
        ]
        outputs = [
            *inputs,
            *self.surveys.table.outputs,
            self.header,
            self.welcome.area,
            self.chat.layout.area,
            self.chat.layout.chatbot,
        ]
        return event(self.refresh, [*inputs, *self.surveys.table.inputs], outputs, **REFRESHING)

    def _wire_model(self) -> None:
        inputs, outputs = [self.model.model], [self.header, *self.model.outputs]
        self.model_shown.select(self.refresh_model, inputs, outputs, **REFRESHING)
        changed = self.model.wire()
        changed.then(self.refresh_model, inputs, outputs, **REFRESHING)

    def arrive(self, wide: bool, request: gr.Request) -> Updates:
        """What depends on the window and on the browser's language."""
        language = language_of(request)
        aspects = aspect_choices(DEFAULT_ASPECTS, language)
        return {
            self.chat.sidebar.area: gr.update(open=wide),
            self.review.language: language,
            self.compare.aspects: gr.update(choices=aspects),
            # Whoever comes later is not warned of what was refused before; the list has it.
            self.adding.refused: len(self.adding.refusals()),
        }

    def refresh(
        self,
        asked: list[str],
        shown: str | None,
        reviewed: str | None,
        compared: list[str],
        words: str,
        number: float,
        request: gr.Request,
    ) -> Updates:
        """Everything that changes with the library.

        The arguments are what each tab has chosen, then the words and the page of the table.
        """
        language, empty = language_of(request), not self.library.surveys()
        return {
            self.header: header_html(self.library, language),
            self.welcome.area: gr.update(visible=empty),
            self.chat.layout.area: gr.update(visible=not empty),
            **self.chat.library_updates(asked, language),
            **self.surveys.library_updates(shown, words, number, language),
            **self.review.library_updates(reviewed),
            **self.compare.library_updates(compared),
        }

    def refresh_model(self, chosen: str | None, request: gr.Request) -> Updates:
        """Everything that changes with the model."""
        header = header_html(self.library, language_of(request))
        return {self.header: header} | self.model.updates(chosen, request)

    def ask_it(self, chosen: str | None) -> Updates:
        """Open the Chat tab with the survey chosen in the Library tab."""
        if not chosen:
            return unchanged()
        return {self.tabs: gr.update(selected="chat"), self.chat.layout.surveys: [chosen]}

    def review_it(self, chosen: str | None) -> Updates:
        """Open the Review tab with the survey chosen in the Library tab."""
        if not chosen:
            return unchanged()
        return {self.tabs: gr.update(selected="review"), self.review.survey: chosen}


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
        with gr.Tab("Review", id="review"):
            reviewing = review.build(library, view, downloads, generating)
        with gr.Tab("Compare", id="compare"):
            comparing = compare.build(library, view, downloads, generating)
        with gr.Tab("Model", id="model") as model_shown:
            modelling = model.build(library, hub)
    return Page(
        library, adding, wide, header, tabs, library_shown, model_shown, welcoming, chatting,
        surveys, reviewing, comparing, modelling,
    )  # fmt: skip

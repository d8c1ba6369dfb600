"""The page: what it shows as it comes, and the events by which one part changes others."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

import gradio as gr

from assistant.comparisons.comparison import DEFAULT_ASPECTS
from assistant.library import Library
from assistant.ui.i18n.languages import language_of
from assistant.ui.tabs.adding import AddingView
from assistant.ui.tabs.chat import ChatTab
from assistant.ui.tabs.compare import CompareTab
from assistant.ui.tabs.events import QUICK, Updates, no_change
from assistant.ui.tabs.library import LibraryTab
from assistant.ui.tabs.model import ModelTab
from assistant.ui.tabs.review import ReviewTab
from assistant.ui.tabs.welcome import Welcome
from assistant.ui.views.choices import aspect_choices
from assistant.ui.views.header import header_html

REFRESHING: dict[str, Any] = {"show_progress": "hidden", "api_visibility": "private"}
# Whether there is room for the sidebar. On a phone, a focus would scroll and open the keyboard.
ON_ARRIVAL = """(_, opened) => {
  const wide = window.innerWidth >= 1100;
  const focus = (tries) => {
    const box = document.querySelector("#sa-question textarea");
    if (box && box.checkVisibility()) return box.focus();
    if (tries) setTimeout(() => focus(tries - 1), 100);
  };
  if (wide) focus(30);
  return [wide, opened];
}"""


@dataclass(frozen=True)
class Page:
    """The parts of the page; ``wide`` tells the app whether the window has room for a sidebar.

    ``others`` are the tabs beside Chat by their ids. A page that comes asks once, for Chat; what
    those show of the library is asked for when they are opened.
    """

    library: Library
    adding: AddingView
    wide: gr.Checkbox
    header: gr.HTML
    tabs: gr.Tabs
    others: Mapping[str, gr.Tab]
    welcome: Welcome
    chat: ChatTab
    surveys: LibraryTab
    review: ReviewTab
    compare: CompareTab
    model: ModelTab

    def wire(self, app: gr.Blocks) -> None:
        """Connect the events that concern more than one part."""
        chat_parts = [self.header, *self.chat_outputs]
        app.load(
            self.arrive,
            [self.wide, self.chat.layout.opened],
            [
                *dict.fromkeys([*chat_parts, *self.chat.outputs]),
                self.chat.sidebar.area,
                self.review.language,
                self.compare.aspects,
                self.adding.refused,
            ],
            js=ON_ARRIVAL,
            **QUICK,
        )
        self._wire_tabs()
        changes = self.surveys.wire()
        lists = [self.surveys.sources.progress, self.welcome.sources.progress]
        self.adding.wire(lists, self.surveys.lock.area, self.surveys.undo)
        choice = self.surveys.choice
        for event in (
            self.others["library"].select,
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

    @property
    def chat_outputs(self) -> list[Any]:
        """What of the Chat tab changes with the library."""
        layout = self.chat.layout
        return [self.welcome.area, layout.area, layout.surveys, layout.chatbot]

    def _wire_tabs(self) -> None:
        """Show what the library holds now in a tab that is opened."""
        for name, dropdown, updates in (
            ("review", self.review.survey, self.review.library_updates),
            ("compare", self.compare.surveys, self.compare.library_updates),
        ):
            self.others[name].select(updates, [dropdown], [dropdown], **QUICK)

    def _refresh_after(self, event: Any) -> Any:
        """Show what the library holds after an event."""
        inputs = [
            self.chat.layout.surveys,
            self.surveys.choice.survey,
            self.review.survey,
            self.compare.surveys,
        ]
        outputs = [
            self.header,
            *self.chat_outputs,
            *inputs[1:],
            *self.surveys.table.outputs,
        ]
        return event(self.refresh, [*inputs, *self.surveys.table.inputs], outputs, **REFRESHING)

    def _wire_model(self) -> None:
        inputs, outputs = [self.model.model], [self.header, *self.model.outputs]
        self.others["model"].select(self.refresh_model, inputs, outputs, **REFRESHING)
        changed = self.model.wire()
        changed.then(self.refresh_model, inputs, outputs, **REFRESHING)

    def arrive(self, wide: bool, opened: Any, request: gr.Request) -> Updates:
        """What a page that comes shows: the Chat tab, with the conversation that it had open.

        The rest depends on the window and on the browser's language.
        """
        language = language_of(request)
        aspects = aspect_choices(DEFAULT_ASPECTS, language)
        shown, restored = self.open_chat([], request), self.chat.restore(opened, request)
        chatbot = self.chat.layout.chatbot
        return {
            **shown,
            **restored,
            chatbot: {**shown[chatbot], **restored[chatbot]},
            self.chat.sidebar.area: gr.update(open=wide),
            self.review.language: language,
            self.compare.aspects: gr.update(choices=aspects),
            # Whoever comes later is not warned of what was refused before; the list has it.
            self.adding.refused: len(self.adding.refusals()),
        }

    def open_chat(self, asked: list[str], request: gr.Request) -> Updates:
        """The header and the Chat tab as the library is now: the ways in where it is empty."""
        language, empty = language_of(request), not self.library.surveys()
        return {
            self.header: header_html(self.library, language),
            self.welcome.area: gr.update(visible=empty),
            self.chat.layout.area: gr.update(visible=not empty),
            **self.chat.library_updates(asked, language),
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
        language = language_of(request)
        return {
            **self.open_chat(asked, request),
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
            return no_change()
        return {self.tabs: gr.update(selected="chat"), self.chat.layout.surveys: [chosen]}

    def review_it(self, chosen: str | None) -> Updates:
        """Open the Review tab with the survey chosen in the Library tab."""
        if not chosen:
            return no_change()
        survey = {**self.review.library_updates(chosen)[self.review.survey], "value": chosen}
        return {self.tabs: gr.update(selected="review"), self.review.survey: survey}

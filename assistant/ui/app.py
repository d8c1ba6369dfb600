"""The web app: its tabs, its start and its end."""

from __future__ import annotations

import threading
from collections.abc import Callable
from contextlib import suppress
from dataclasses import dataclass
from typing import Any

import gradio as gr
from starlette.middleware import Middleware

from assistant.comparisons.comparison import DEFAULT_ASPECTS
from assistant.errors import AssistantError, ServeError
from assistant.library import Library
from assistant.server.port import check_port
from assistant.server.security import protection
from assistant.ui import api
from assistant.ui.assets import Assets
from assistant.ui.i18n.languages import language_of
from assistant.ui.i18n.translation import translated
from assistant.ui.state.adding import AddingQueue
from assistant.ui.state.turns import Line
from assistant.ui.state.visitors import FrontDoor
from assistant.ui.tabs import chat, chat_list
from assistant.ui.tabs import compare as compare_tab
from assistant.ui.tabs import library as library_tab
from assistant.ui.tabs import model as model_tab
from assistant.ui.tabs import review as review_tab
from assistant.ui.tabs import welcome as welcome_area
from assistant.ui.tabs.adding import AddingView
from assistant.ui.tabs.study import QUICK, Downloads
from assistant.ui.theme import STYLE, TITLE, early, head, theme
from assistant.ui.views.choices import aspect_choices
from assistant.ui.views.evidence import EvidenceView
from assistant.ui.views.header import header_html

LARGEST_FILE = "500mb"
# Whether there is room for the sidebar. On a phone, a focus would scroll and open the keyboard.
ARRIVED = """() => {
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
class Running:
    """A served app; ``close`` ends the serving and leaves the library open."""

    app: gr.Blocks
    url: str

    def close(self) -> None:
        """Stop serving."""
        self.app.close(verbose=False)


def build(library: Library, hub: str | None = None, *, shared: bool = False) -> gr.Blocks:
    """The app over a library, not yet served.

    ``hub`` is where models are pulled from; with ``shared`` all see all conversations.
    """
    view = EvidenceView(library)
    downloads, studies = Downloads(), Line()
    chatting_with = chat.Chat(library, view, downloads, Line(), shared)
    quiet: dict[str, Any] = {"show_progress": "hidden", "api_visibility": "private"}
    with gr.Blocks(title=TITLE, analytics_enabled=False, fill_width=True) as app:
        api.build(library)  # first, so that its names are not taken by the page's own events
        adding = AddingView.build(AddingQueue(library))
        conversations = chat_list.build()
        wide = gr.Checkbox(visible=False)
        header = gr.HTML()
        with gr.Tabs() as tabs:
            with gr.Tab("Chat", id="chat", elem_id="sa-tab-chat"):
                welcome = welcome_area.build(library, adding)
                chatting = chat.build(chatting_with, conversations)
            with gr.Tab("Library", id="library") as library_shown:
                shelf = library_tab.build(library, adding)
            with gr.Tab("Review", id="review"):
                reviewing = review_tab.build(library, view, downloads, studies)
            with gr.Tab("Compare", id="compare"):
                comparing = compare_tab.build(library, view, downloads, studies)
            with gr.Tab("Model", id="model") as model_shown:
                modelling = model_tab.build(library, hub)

        def refresh(
            asked: list[str],
            shelved: str | None,
            reviewed: str | None,
            compared: list[str],
            request: gr.Request,
        ) -> tuple[Any, ...]:
            empty = not library.surveys()
            language = language_of(request)
            return (
                header_html(library, language),
                gr.update(visible=empty),
                gr.update(visible=not empty),
                *chat.refreshed(library, asked, language),
                *library_tab.refreshed(library, shelved, language),
                review_tab.refreshed(library, reviewed),
                compare_tab.refreshed(library, compared),
            )

        def describe(chosen: str | None, request: gr.Request) -> str:
            return library_tab.described(library, chosen, language_of(request))

        def begin(is_wide: bool, request: gr.Request) -> tuple[Any, ...]:
            language = language_of(request)
            aspects = aspect_choices(DEFAULT_ASPECTS, language)
            return gr.update(open=is_wide), language, gr.update(choices=aspects)

        def restore(opened: Any, request: gr.Request) -> tuple[Any, ...]:
            return chat.restored(chatting_with, opened, request)

        def models(name: str | None, request: gr.Request) -> tuple[Any, ...]:
            language = language_of(request)
            return header_html(library, language), *model_tab.refreshed(library, name, language)

        inputs = [chatting.surveys, shelf.survey, reviewing.survey, comparing.surveys]
        outputs = [
            header,
            welcome.area,
            chatting.area,
            chatting.surveys,
            chatting.chatbot,
            shelf.table,
            shelf.survey,
            reviewing.survey,
            comparing.surveys,
        ]
        app.load(
            begin, [wide], [conversations.sidebar, reviewing.language, comparing.aspects],
            js=ARRIVED, **quiet,
        )  # fmt: skip
        app.load(refresh, inputs, outputs, **quiet).then(
            restore, [chatting.opened], chatting.page, **quiet
        )
        _open_elsewhere(tabs, shelf, chatting.surveys, reviewing.survey)
        adding.wire([shelf.progress, welcome.progress], [shelf.lock])
        changed = (event.then for event in shelf.changed)
        for event in (library_shown.select, adding.done.change, *changed):
            event(refresh, inputs, outputs, **quiet).then(
                describe, [shelf.survey], [shelf.details], **QUICK
            )
        of_models = [header, modelling.facts, modelling.table, modelling.model]
        model_shown.select(models, [modelling.model], of_models, **quiet)
        modelling.changed.then(models, [modelling.model], of_models, **quiet)
    return app.queue(default_concurrency_limit=4)


def _open_elsewhere(
    tabs: gr.Tabs, shelf: library_tab.LibraryTab, asked: gr.Dropdown, reviewed: gr.Dropdown
) -> None:
    """From a survey's page to the tabs that ask and review it."""

    def ask(chosen: str | None) -> tuple[Any, Any]:
        return (gr.update(selected="chat"), [chosen]) if chosen else (gr.skip(), gr.skip())

    def review(chosen: str | None) -> tuple[Any, Any]:
        return (gr.update(selected="review"), chosen) if chosen else (gr.skip(), gr.skip())

    shelf.ask.click(ask, [shelf.survey], [tabs, asked], **QUICK)
    shelf.review.click(review, [shelf.survey], [tabs, reviewed], **QUICK)


def start(
    library: Library,
    host: str = "127.0.0.1",
    port: int = 7860,
    *,
    hub: str | None = None,
    without_password: bool = False,
    share_conversations: bool = False,
) -> Running:
    """Serve the app without blocking; ServeError when that cannot be done.

    An address that other machines reach needs a password that is set, or ``without_password``.
    A browser sees its own conversations, with ``share_conversations`` all that the library keeps.
    The models are loaded meanwhile, so that the first answer does not wait for them.
    """
    guard = protection(host, library.settings.home, without_password=without_password)
    check_port(host, port)
    model_tab.choose_kept(library)
    app = build(library, hub, shared=share_conversations)
    i18n = translated(app)
    try:
        _, url, _ = app.launch(
            server_name=host,
            server_port=port,
            theme=theme(),
            i18n=i18n,
            css_paths=[STYLE],
            head=head(),
            footer_links=["api", "settings", "gradio"],
            max_file_size=LARGEST_FILE,
            run_history=False,
            share=False,
            ssr_mode=False,
            enable_monitoring=False,
            prevent_thread_lock=True,
            quiet=True,
            app_kwargs={
                "middleware": [guard, Middleware(Assets), Middleware(FrontDoor, script=early())]
            },
        )
    except OSError as error:
        raise ServeError(f"The web app cannot start on {host}:{port}: {error}") from error
    threading.Thread(target=_warm_up, args=(library,), daemon=True).start()
    return Running(app, url)


def serve(
    library: Library,
    *,
    host: str = "127.0.0.1",
    port: int = 7860,
    open_browser: bool = False,
    without_password: bool = False,
    share_conversations: bool = False,
    report: Callable[[str], None] = lambda line: None,
) -> None:
    """Serve the app until Ctrl-C, then close the library; ``report`` is told the address."""
    try:
        running = start(
            library,
            host,
            port,
            without_password=without_password,
            share_conversations=share_conversations,
        )
        report(f"survey-assistant is at {running.url} (Ctrl-C stops it)")
        try:
            if open_browser:
                import webbrowser

                webbrowser.open(running.url)
            with suppress(KeyboardInterrupt):
                threading.Event().wait()
        finally:
            running.close()
    finally:
        library.close()


def _warm_up(library: Library) -> None:
    with suppress(AssistantError):  # the first question says it again, where it can be read
        library.warm_up()

"""The web app: its tabs, its start and its end."""

from __future__ import annotations

import socket
import threading
from collections.abc import Callable
from contextlib import suppress
from dataclasses import dataclass
from typing import Any

import gradio as gr

from assistant.errors import AssistantError, ServeError
from assistant.library import Library
from assistant.ui import api, chat, chat_list, compare_tab, library_tab, model_tab, review_tab
from assistant.ui import welcome as welcome_area
from assistant.ui.adding_queue import AddingQueue
from assistant.ui.adding_view import AddingView
from assistant.ui.evidence_view import EvidenceView
from assistant.ui.gatekeeper import protection
from assistant.ui.header import header_html
from assistant.ui.languages import language_of, translated
from assistant.ui.line import Line
from assistant.ui.look import STYLE, TITLE, head, theme
from assistant.ui.study import Downloads

LARGEST_FILE = "500mb"


@dataclass(frozen=True)
class Running:
    """A served app; ``close`` ends the serving and leaves the library open."""

    app: gr.Blocks
    url: str

    def close(self) -> None:
        """Stop serving."""
        self.app.close(verbose=False)


def build(library: Library, hub: str | None = None) -> gr.Blocks:
    """The app over a library, not yet served; ``hub`` is where models are pulled from."""
    view = EvidenceView(library)
    downloads = Downloads()
    chatting_with = chat.Chat(library, view, downloads, Line())
    quiet: dict[str, Any] = {"show_progress": "hidden", "api_visibility": "private"}
    with gr.Blocks(title=TITLE, analytics_enabled=False, fill_width=True) as app:
        api.build(library)  # first, so that its names are not taken by the page's own events
        adding = AddingView.build(AddingQueue(library))
        conversations = chat_list.build()
        wide = gr.Checkbox(visible=False)
        header = gr.HTML()
        with gr.Tabs():
            with gr.Tab("Chat", id="chat"):
                welcome = welcome_area.build(library, adding)
                chatting = chat.build(chatting_with, conversations)
            with gr.Tab("Library", id="library") as library_shown:
                shelf = library_tab.build(library, adding)
            with gr.Tab("Review", id="review"):
                reviewing = review_tab.build(library, view, downloads)
            with gr.Tab("Compare", id="compare"):
                comparing = compare_tab.build(library, view, downloads)
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
                gr.Column(visible=empty),
                gr.Row(visible=not empty),
                *chat.refreshed(library, asked, language),
                *library_tab.refreshed(library, shelved),
                review_tab.refreshed(library, reviewed),
                compare_tab.refreshed(library, compared),
            )

        def restore(opened: Any, request: gr.Request) -> tuple[Any, ...]:
            return chat.restored(chatting_with, opened, request)

        def models(name: str | None, request: gr.Request) -> tuple[Any, ...]:
            return (
                header_html(library, language_of(request)),
                *model_tab.refreshed(library, name),
            )

        inputs = [chatting.surveys, shelf.survey, reviewing.survey, comparing.surveys]
        outputs = [
            header,
            welcome.area,
            chatting.area,
            chatting.surveys,
            chatting.chatbot,
            shelf.table,
            shelf.survey,
            shelf.details,
            reviewing.survey,
            comparing.surveys,
        ]
        app.load(
            lambda is_wide: gr.Sidebar(open=is_wide), [wide], [conversations.sidebar],
            js="() => window.innerWidth >= 1100", **quiet,
        )  # fmt: skip
        app.load(refresh, inputs, outputs, **quiet).then(
            restore, [chatting.opened], chatting.page, **quiet
        )
        library_shown.select(refresh, inputs, outputs, **quiet)
        adding.wire([shelf.progress, welcome.progress], [shelf.lock])
        adding.done.change(refresh, inputs, outputs, **quiet)
        for event in shelf.changed:
            event.then(refresh, inputs, outputs, **quiet)
        of_models = [header, modelling.facts, modelling.table, modelling.model]
        model_shown.select(models, [modelling.model], of_models, **quiet)
        modelling.changed.then(models, [modelling.model], of_models, **quiet)
    return app.queue(default_concurrency_limit=4)


def start(
    library: Library,
    host: str = "127.0.0.1",
    port: int = 7860,
    *,
    hub: str | None = None,
    without_password: bool = False,
) -> Running:
    """Serve the app without blocking; ServeError when that cannot be done.

    An address that other machines reach needs a password that is set, or ``without_password``.
    The models are loaded meanwhile, so that the first answer does not wait for them.
    """
    guard = protection(host, library.settings.home, without_password=without_password)
    _check_port(host, port)
    model_tab.choose_kept(library)
    app = build(library, hub)
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
            app_kwargs={"middleware": [guard]},
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
    report: Callable[[str], None] = lambda line: None,
) -> None:
    """Serve the app until Ctrl-C, then close the library; ``report`` is told the address."""
    try:
        running = start(library, host, port, without_password=without_password)
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


def _check_port(host: str, port: int) -> None:
    family = socket.AF_INET6 if ":" in host else socket.AF_INET
    with socket.socket(family, socket.SOCK_STREAM) as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind((host, port))
        except socket.gaierror as error:
            raise ServeError(
                f"{host} is no address of this machine. Use --host 127.0.0.1."
            ) from error
        except OSError as error:
            raise ServeError(_refused(host, port, error)) from error


def _refused(host: str, port: int, error: OSError) -> str:
    import errno

    if error.errno == errno.EADDRINUSE:
        return f"Port {port} is in use. Stop what uses it, or choose another with --port."
    if error.errno == errno.EACCES:
        return (
            f"Port {port} needs more rights than this user has. Choose one above 1023 with --port."
        )
    if error.errno == errno.EADDRNOTAVAIL:
        return f"{host} is no address of this machine. Use --host 127.0.0.1."
    return f"The web app cannot listen on {host}:{port}: {error.strerror}."


def _warm_up(library: Library) -> None:
    with suppress(AssistantError):  # the first question says it again, where it can be read
        library.warm_up()

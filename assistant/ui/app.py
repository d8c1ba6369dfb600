"""The web app: how it is served, its start and its end."""

from __future__ import annotations

import threading
from collections.abc import Callable
from contextlib import suppress
from dataclasses import dataclass

import gradio as gr
from starlette.middleware import Middleware

from assistant.errors import AssistantError, ServeError
from assistant.library import Library
from assistant.server.port import check_port
from assistant.server.security import protection
from assistant.ui.assets import Assets, FirstAssets
from assistant.ui.i18n.labels import translate_labels
from assistant.ui.layout import build
from assistant.ui.state.chosen_model import restore_model
from assistant.ui.state.visitors import VisitorCookies
from assistant.ui.theme import STYLE, early, head, theme

LARGEST_FILE = "500mb"


@dataclass(frozen=True)
class Serving:
    """Where and for whom the app is served.

    An address that other machines reach needs a password that is set, or ``without_password``.
    A browser sees its own conversations, with ``share_conversations`` all that the library keeps.
    ``hub`` is where models are pulled from, instead of the Hugging Face hub.
    """

    host: str = "127.0.0.1"
    port: int = 7860
    without_password: bool = False
    share_conversations: bool = False
    hub: str | None = None


@dataclass(frozen=True)
class Running:
    """A served app; ``close`` ends the serving and leaves the library open."""

    app: gr.Blocks
    url: str

    def close(self) -> None:
        """Stop serving."""
        self.app.close(verbose=False)


def start(library: Library, serving: Serving | None = None) -> Running:
    """Serve the app without blocking; ServeError when that cannot be done.

    The models are loaded meanwhile, so that the first answer does not wait for them.
    """
    serving = serving or Serving()
    guard = protection(
        serving.host, library.settings.home, without_password=serving.without_password
    )
    check_port(serving.host, serving.port)
    restore_model(library)
    app = build(library, serving.hub, shared=serving.share_conversations)
    running = Running(app, _launch(app, serving, guard))
    threading.Thread(target=_warm_up, args=(library,), daemon=True).start()
    return running


def serve(
    library: Library,
    serving: Serving | None = None,
    *,
    open_browser: bool = False,
    report: Callable[[str], None] = lambda line: None,
) -> None:
    """Serve the app until Ctrl-C, then close the library; ``report`` is told the address."""
    try:
        running = start(library, serving)
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


def _launch(app: gr.Blocks, serving: Serving, guard: Middleware) -> str:
    """Have Gradio serve the app; its address."""
    first = FirstAssets()
    assets = Middleware(Assets, first=first)
    cookies = Middleware(VisitorCookies, script=early(), links=first.links)
    try:
        _, url, _ = app.launch(
            server_name=serving.host,
            server_port=serving.port,
            theme=theme(),
            i18n=translate_labels(app),
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
            app_kwargs={"middleware": [guard, assets, cookies]},
        )
    except OSError as error:
        where = f"{serving.host}:{serving.port}"
        raise ServeError(
            "The web app cannot start on {address}: {error}", address=where, error=str(error)
        ) from error
    return str(url)


def _warm_up(library: Library) -> None:
    with suppress(AssistantError):  # the first question says it again, where it can be read
        library.warm_up()

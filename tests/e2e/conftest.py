"""One served app over the demo surveys and the real default model, and a browser to use it with."""

from __future__ import annotations

import shutil
import socket
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest
from langchain_core.language_models import FakeListChatModel

from assistant.demo import demo_sources
from assistant.library import Library
from assistant.settings import Settings
from tests.readers.pdf_writer import Page as PdfPage
from tests.readers.pdf_writer import pdf

if TYPE_CHECKING:
    from langchain_core.language_models import BaseChatModel
    from playwright.sync_api import Browser, Page

CHROMIUM = ("chromium", "chromium-browser", "google-chrome")
ARGUMENTS = [
    "--no-sandbox",
    "--disable-gpu",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
    "--no-first-run",
]
TIMEOUT = 120_000
# Gradio's queue uses two things of pandas that the newest pandas deprecates.
GRADIO_WARNINGS = (
    pytest.mark.filterwarnings("ignore:'future.no_silent_downcasting' is deprecated"),
    pytest.mark.filterwarnings("ignore:The copy keyword is deprecated"),
)
# What every test of a page over a real library is marked with; the model is the embedder's.
ON_A_PAGE = [
    pytest.mark.browser,
    pytest.mark.model,
    pytest.mark.timeout(300),
    *GRADIO_WARNINGS,
]
# What the quick model always says: a sentence of a demo digest.
SAID = (
    "The Shen survey divides outer alignment into non-recursive oversight and scalable oversight."
)


def free_port() -> int:
    """A port that nothing listens on."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


Serve = Callable[..., "Served"]
MOST_CLICKS = 100


def open_tab(page: Page, name: str) -> None:
    """Click on a tab until it is open: a page that is still being drawn loses a click."""
    tab = page.get_by_role("tab", name=name, exact=True)
    for _ in range(MOST_CLICKS):
        tab.click()
        page.wait_for_timeout(50)
        if tab.get_attribute("aria-selected") == "true":
            return
    raise AssertionError(f"The tab {name!r} does not open.")


@dataclass
class Served:
    """An app with its library, and what its pages asked for and complained of."""

    library: Library
    url: str
    page: Page
    elsewhere: list[str] = field(default_factory=list)
    complaints: list[str] = field(default_factory=list)

    def tab(self, name: str) -> None:
        """Open a tab."""
        open_tab(self.page, name)

    def visitor(self) -> Served:
        """The same app in a browser of somebody else's, with its page open."""
        browser = self.page.context.browser
        assert browser is not None
        context = browser.new_context(viewport={"width": 1280, "height": 800})
        context.set_default_timeout(TIMEOUT)
        other = Served(self.library, self.url, context.new_page())
        other.watch(other.page)
        other.page.goto(self.url)
        return other

    def watch(self, page: Page) -> None:
        """Note every request to another host, every dialog and every script error."""
        page.on("request", lambda request: self._asked(request.url))
        page.on("pageerror", lambda error: self.complaints.append(str(error)))
        page.on("dialog", self._dialog)

    def _asked(self, url: str) -> None:
        if not url.startswith((self.url, "data:", "blob:")):
            self.elsewhere.append(url)

    def _dialog(self, dialog: Any) -> None:
        self.complaints.append(f"dialog: {dialog.message}")
        dialog.dismiss()


@pytest.fixture(scope="session")
def browser() -> Iterator[Browser]:
    sync_api = pytest.importorskip("playwright.sync_api", reason="playwright is not installed")
    path = next(filter(None, map(shutil.which, CHROMIUM)), None)
    if path is None:
        pytest.skip("no Chromium here: install Debian's package chromium to run these tests")
    with sync_api.sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=path, args=ARGUMENTS)
        yield browser
        browser.close()


@pytest.fixture(scope="session")
def serve(
    browser: Browser, tmp_path_factory: pytest.TempPathFactory, real_settings: Settings
) -> Iterator[Serve]:
    """Serves a new library with these files in it; all are closed at the end."""
    ends: list[Callable[[], None]] = []

    settings = replace(real_settings, lock_timeout=3.0)  # seconds that a test waits for another

    def serve_files(
        files: Sequence[Path],
        chat_model: BaseChatModel | None = None,
        home: Path | None = None,
        hub: str | None = None,
    ) -> Served:
        library = Library.open(
            tmp_path_factory.mktemp("library"),
            settings=replace(settings, home=home or settings.home),
            chat_model=chat_model,
        )
        ends.append(library.close)
        for file in files:
            library.add(file)
        running = started(library, hub)
        ends.append(running.close)
        context = browser.new_context(viewport={"width": 1280, "height": 800})
        context.set_default_timeout(TIMEOUT)
        ends.append(context.close)
        served = Served(library, running.url, context.new_page())
        served.watch(served.page)
        return served

    yield serve_files
    for end in reversed(ends):
        end()


@pytest.fixture(scope="session")
def demo(serve: Serve) -> Served:
    """The app over the demo surveys, with its page open."""
    served = serve(demo_sources())
    served.page.goto(served.url)
    return served


@pytest.fixture(scope="session")
def quick(serve: Serve, tmp_path_factory: pytest.TempPathFactory) -> Served:
    """The app over the demo surveys and a PDF, with a chat model that says ``SAID`` in 2 s."""
    page = PdfPage()
    page.text(50, 60, "A Survey of Tides", size=20)
    page.text(50, 110, "1 Introduction", size=14, font="F2")
    page.lines(50, 140, [f"Fact {n} is that tides follow the moon in place {n}." for n in range(9)])
    path = tmp_path_factory.mktemp("pdf") / "tides.pdf"
    path.write_bytes(pdf([page]))
    model = FakeListChatModel(responses=[SAID], sleep=0.02)
    served = serve((*demo_sources(), path), model)
    served.page.goto(served.url)
    return served


def started(library: Library, hub: str | None = None) -> Any:
    """A running app; ``hub`` is where it pulls models from."""
    from assistant.ui.app import Serving, start

    return start(library, Serving(port=free_port(), hub=hub))

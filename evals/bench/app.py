"""``python -m evals.bench.app``: what the web app adds to the Python API, in a real browser.

The page's load; from the click on Ask to the first quote and to the first word that the model
writes on the page, less the times after which the library itself had them (of the same answer, so
that load and caches cancel out); and many browsers that ask at the same time. Each figure is
printed, and written with ``--json``, as soon as there is one; ``--only`` measures one part. It
needs playwright and Chromium.
"""

from __future__ import annotations

import argparse
import json
import shutil
import socket
import statistics
import sys
import tempfile
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

from rich.console import Console

from assistant import Library
from assistant.demo import demo_sources
from assistant.errors import AssistantError
from assistant.settings import Settings
from assistant.ui.app import Serving, start
from evals.task import EvalError

if TYPE_CHECKING:
    from playwright.sync_api import Browser, Page

Say = Callable[[str], None]
CHROMIUM = ("chromium", "chromium-browser", "google-chrome")
# The browser's own window asks for a hundred scripts, too, where it has pop-ups made of pages.
POPUPS = "--disable-features=WebUIOmniboxPopup,WebUIOmniboxAimPopup"
ARGUMENTS = ["--no-sandbox", "--disable-gpu", "--disable-background-networking", POPUPS]
LOADS = 5
PARTS = ("load", "first_word", "at_once")
MOST_ADDED_MS, MOST_LOAD_S = 150.0, 1.0
PATIENCE_MS = 600_000
QUESTIONS = (
    "How does the Shen survey divide outer alignment?",
    "Which levels of alignment goals does the Yao survey distinguish?",
    "What does inner alignment mean?",
    "Which kinds of attack on aligned models are there?",
    "How is alignment evaluated?",
)
# Written in the page, so that no message to the browser's driver is timed.
ASK = """async (question) => {
  const box = document.querySelector('#sa-question textarea');
  box.focus();
  Object.getOwnPropertyDescriptor(HTMLTextAreaElement.prototype, 'value').set.call(box, question);
  box.dispatchEvent(new Event('input', { bubbles: true }));
  await new Promise((done) => setTimeout(done, 300));
  const buttons = [...document.querySelectorAll('#sa-question button')];
  const ask = buttons.find((button) => button.checkVisibility());
  return await new Promise((done) => {
    const times = {};
    let began = 0;
    const watch = new MutationObserver(() => {
      const now = performance.now() - began;
      const there = (selector) => document.querySelector(selector);
      if (!('shown' in times) && there('.sa-answer')) times.shown = now;
      if (!('quote' in times) && there('.sa-answer q')) times.quote = now;
      if (there('.sa-answer .sa-coming, .sa-answer .sa-claim')) times.word = now;
      const ended = there('.sa-answer[aria-busy="false"]');
      if ('word' in times || ended) { watch.disconnect(); done(times); }
    });
    watch.observe(document.body, { childList: true, subtree: true, characterData: true });
    began = performance.now();
    ask.click();
  });
}"""


@dataclass(frozen=True)
class App:
    """A served app, and a browser to use it with."""

    library: Library
    url: str
    browser: Browser

    def visitor(self) -> tuple[Page, float]:
        """A page in a browser of its own, and the seconds until it can be used."""
        page = self.browser.new_context(viewport={"width": 1280, "height": 800}).new_page()
        page.set_default_timeout(PATIENCE_MS)
        began = time.monotonic()
        page.goto(self.url)
        page.locator("#sa-question textarea").wait_for(state="visible")
        return page, time.monotonic() - began


def page_loads(app: App, say: Say) -> dict[str, Any]:
    """Seconds until a page can be used, each time in a new browser."""
    seconds = []
    for _ in range(LOADS):
        page, took = app.visitor()
        seconds.append(took)
        page.context.close()
    median = statistics.median(seconds)
    say(f"page load: median {median:.2f} s, longest {max(seconds):.2f} s (at most {MOST_LOAD_S} s)")
    return {"median_s": round(median, 3), "longest_s": round(max(seconds), 3)}


def first_words(app: App, say: Say) -> dict[str, Any]:
    """Milliseconds that the app and the page add before the first quote and the first word."""
    shown: list[float] = []
    quotes: list[float] = []
    words: list[float] = []
    for question in QUESTIONS:
        page, _ = app.visitor()
        times: dict[str, float] = page.evaluate(ASK, question)
        page.locator('.sa-answer[aria-busy="false"]').wait_for()
        page.locator("#sa-kept label").first.wait_for()
        page.context.close()
        usage = _kept(app.library, question).usage
        shown.append(times["shown"])
        if "quote" in times:
            quotes.append(times["quote"] - 1000 * usage.retrieval_seconds)
        if "word" in times and usage.first_token_seconds:
            words.append(times["word"] - 1000 * usage.first_token_seconds)
    if not words:
        raise EvalError("No question was answered in words: nothing can be timed.")
    median = statistics.median(words)
    say(
        f"the question is on the page after {statistics.median(shown):.0f} ms; the app adds "
        f"{statistics.median(quotes):.0f} ms before the first quote, {median:.0f} ms before the "
        f"first word (medians of {len(words)}, longest {max(words):.0f} ms; at most "
        f"{MOST_ADDED_MS:.0f} ms)"
    )
    return {
        "question_shown_ms": [round(value) for value in shown],
        "quote_added_ms": [round(value) for value in quotes],
        "word_added_ms": [round(value) for value in words],
        "median_added_ms": round(median),
    }


def at_once(app: App, count: int, say: Say) -> dict[str, Any]:
    """Many browsers ask in the same second: how many are answered, and how long it takes."""
    pages = [app.visitor()[0] for _ in range(count)]
    began = time.monotonic()
    for number, page in enumerate(pages):
        box = page.locator("#sa-question textarea")
        box.fill(f"{QUESTIONS[number % len(QUESTIONS)]} ({number + 1})")
        box.press("Enter")
    asked = time.monotonic() - began
    answered = errors = 0
    for page in pages:
        page.locator('.sa-answer[aria-busy="false"]').wait_for()
        answered += page.locator(".sa-answer .sa-foot").count()
        errors += page.locator(".sa-error, .toast-body.error").count()
    seconds = time.monotonic() - began
    for page in pages:
        page.context.close()
    say(
        f"{count} browsers at once: asked within {asked:.1f} s, {answered} answered, "
        f"{errors} errors, all done after {seconds:.0f} s"
    )
    return {"browsers": count, "answered": answered, "errors": errors, "seconds": round(seconds, 1)}


def _kept(library: Library, question: str) -> Any:
    for kept in library.conversations.listed():
        for turn in library.conversations.turns(kept.id):
            if turn.turn.question == question:
                return turn.turn.answer
    raise EvalError(f"The library keeps no answer to {question!r}.")


@contextmanager
def served() -> Iterator[App]:
    """The app over the demo library and the default model, in a browser."""
    with (
        tempfile.TemporaryDirectory() as folder,
        Library.open(Path(folder), settings=Settings.from_environment()) as library,
    ):
        for added in library.add_all(demo_sources()):
            if added.error is not None:
                raise added.error
        library.warm_up()
        with in_browser(library) as app:
            yield app


@contextmanager
def in_browser(library: Library) -> Iterator[App]:
    """The app over a library, and a browser to use it with."""
    try:
        from playwright.sync_api import sync_playwright
    except ImportError as error:
        raise EvalError("playwright is not installed: pip install playwright.") from error
    chromium = next(filter(None, map(shutil.which, CHROMIUM)), None)
    if chromium is None:
        raise EvalError("There is no Chromium here. Install Debian's package chromium.")
    with sync_playwright() as playwright:
        with socket.socket() as probe:
            probe.bind(("127.0.0.1", 0))
            port = int(probe.getsockname()[1])
        running = start(library, Serving(port=port))
        browser = playwright.chromium.launch(executable_path=chromium, args=ARGUMENTS)
        try:
            yield App(library, running.url, browser)
        finally:
            browser.close()
            running.close()


def main() -> int:
    """Measure and print; 1 where a limit is passed or something cannot be measured."""
    parser = argparse.ArgumentParser(prog="python -m evals.bench.app", description=__doc__)
    parser.add_argument("--browsers", type=int, default=20, help="how many ask at once; 0: none")
    parser.add_argument("--only", choices=PARTS, action="append", help="measure this part only")
    parser.add_argument("--json", type=Path, help="write the figures there too")
    options = parser.parse_args()
    console = Console(highlight=False)
    wanted = [part for part in PARTS if part in (options.only or PARTS)]
    result: dict[str, Any] = {}
    try:
        with served() as app:
            for part in wanted:
                if part == "load":
                    result[part] = page_loads(app, console.print)
                elif part == "first_word":
                    result[part] = first_words(app, console.print)
                elif options.browsers:
                    result[part] = at_once(app, options.browsers, console.print)
                if options.json:
                    text = json.dumps(result, indent=1) + "\n"
                    options.json.write_text(text, encoding="utf-8")
    except (AssistantError, EvalError) as error:
        console.print(str(error))
        return 1
    return 0 if _held(result) else 1


def _held(result: dict[str, Any]) -> bool:
    """Whether every figure that was measured keeps its limit."""
    load, words = result.get("load"), result.get("first_word")
    crowd = result.get("at_once", {"browsers": 0, "answered": 0, "errors": 0})
    return (
        (load is None or load["median_s"] <= MOST_LOAD_S)
        and (words is None or words["median_added_ms"] <= MOST_ADDED_MS)
        and crowd["answered"] == crowd["browsers"]
        and not crowd["errors"]
    )


if __name__ == "__main__":
    sys.exit(main())

"""``python -m evals.bench.many_surveys``: what a person waits for in a library of 1,000 surveys.

The surveys are the demo digests with other titles, their words in other orders and half of the
long ones in the place of made-up ones, so that no two are alike; the vectors are made up too, so
that what is seen is the program's own cost.
"""

from __future__ import annotations

import argparse
import json
import random
import statistics
import sys
import tempfile
import time
from collections.abc import Callable, Iterator, Sequence
from dataclasses import replace
from functools import partial
from itertools import chain
from pathlib import Path
from typing import TYPE_CHECKING, Any

from langchain_core.embeddings import DeterministicFakeEmbedding
from langchain_core.language_models import FakeListChatModel
from rich.console import Console

from assistant import Library
from assistant.demo import demo_sources
from assistant.documents.document import Document
from assistant.documents.passages import split
from assistant.readers import read
from assistant.storage.database import LibraryDatabase, LibraryIndex
from assistant.storage.surveys import Store
from assistant.ui.tabs.survey_table import ROWS
from assistant.ui.views.choices import survey_choices
from assistant.ui.views.survey import survey_row
from evals.bench.app import in_browser
from evals.bench.targets import target

if TYPE_CHECKING:
    from playwright.sync_api import Locator

ROOT = Path(__file__).parents[2]
SURVEYS, REPEATS, SEED = 1000, 5, 19
# Of the words that are longer than four letters, how many are made up.
STRANGE = 0.5
# A row of the table of surveys in the page.
ROW = "#sa-surveys [role=gridcell] >> visible=true"
LOCK_SECONDS = 30.0
ASPECTS = ("scope", "taxonomy")
COMPARED = 40
MANY_ASPECTS = (
    *("scope", "taxonomy", "evaluation", "open problems", "methods", "datasets", "benchmarks"),
    *("metrics", "applications", "limitations", "future work", "definitions", "attacks", "safety"),
    *("human feedback", "interpretability", "training data", "models covered", "time span"),
    "contributions",
)
QUESTION = "What does inner alignment mean?"


def measure(folder: Path, count: int) -> Iterator[tuple[str, float]]:
    """Seconds of filling a library, of opening it, of the Library tab's rows, and the like."""
    yield "fill_seconds", _seconds(partial(fill, folder, count))

    def open_once() -> None:
        with _opened(folder) as library:
            library.surveys()

    yield "open_seconds", _median(open_once)
    with _opened(folder) as library:
        yield "surveys", float(len(library.surveys()))
        yield "library_tab_seconds", _median(partial(_rows, library))
        yield "choices_seconds", _median(partial(survey_choices, library))
        yield "list_seconds", _median(partial(_listed, library))
        yield "embed_seconds", _seconds(partial(library.search, "alignment"))
        first, *others = library.surveys()
        related = partial(library.reviews.related, first)
        yield "related_first_seconds", _seconds(related)
        yield "related_seconds", _median(related)
        compare = partial(library.compare, [first, *others[:9]], aspects=list(ASPECTS))
        yield "compare_ten_seconds", _seconds(compare)
        yield "ask_seconds", _median(partial(library.ask, QUESTION, surveys=None))


def measure_page(folder: Path) -> Iterator[tuple[str, float]]:
    """Seconds until the page of a filled library can be used, and until its Library tab is full."""
    with _opened(folder) as library, in_browser(library) as app:
        loads, tabs, turns = [], [], []
        for _ in range(REPEATS):
            page, took = app.visitor()
            loads.append(took)
            tab = page.get_by_role("tab", name="Library", exact=True)
            tabs.append(_click_seconds(tab, page.locator(ROW).first))
            second = page.locator("#sa-survey-pages").get_by_text(f"{ROWS + 1} to")
            turns.append(_click_seconds(page.locator("#sa-page-after"), second))
            page.context.close()
        yield "page_load_seconds", statistics.median(loads)
        yield "page_library_tab_seconds", statistics.median(tabs)
        yield "page_turn_seconds", statistics.median(turns)


def measure_comparison(folder: Path) -> Iterator[tuple[str, float]]:
    """Seconds of a table of 40 surveys by 20 aspects with the real models, and of it again."""
    fill(folder, COMPARED)
    with Library.open(folder) as library:
        yield "compare_embed_seconds", _seconds(partial(library.search, "alignment"))
        compare = partial(library.compare, library.surveys(), aspects=list(MANY_ASPECTS))
        yield "compare_40_by_20_seconds", _seconds(compare)
        yield "compare_again_seconds", _seconds(compare)
        yield "compare_filled_cells", float(sum(bool(cell.claims) for cell in compare().cells))


def fill(folder: Path, count: int) -> None:
    """Write so many surveys into a new library; their passages wait to be embedded."""
    chance, digests = random.Random(SEED), [read(path) for path in demo_sources()]
    folder.mkdir(parents=True)
    database = LibraryDatabase(folder / "library.sqlite3", LOCK_SECONDS)
    store = Store(database)
    index = LibraryIndex(database, folder / "chroma", lambda: DeterministicFakeEmbedding(size=384))
    for number in range(count):
        document = _another(digests[number % len(digests)], number, chance)
        store.add(document)
        index.add(split(document))
    index.close()
    database.close()


def _opened(folder: Path) -> Library:
    return Library.open(
        folder,
        chat_model=FakeListChatModel(responses=["Nothing."]),
        embeddings=DeterministicFakeEmbedding(size=384),
    )


def _another(document: Document, number: int, chance: random.Random) -> Document:
    """A survey of this one's shape in other words, so that nothing takes it for the same."""

    def mixed(text: str) -> str:
        words = text.split()
        shuffled = chance.sample(words, len(words))
        return " ".join(
            _word(chance) if len(word) > 4 and chance.random() < STRANGE else word
            for word in shuffled
        )

    sections = [
        replace(part, sentences=tuple(replace(s, text=mixed(s.text)) for s in part.sentences))
        for part in document.sections
    ]
    chance.shuffle(sections)
    return replace(
        document,
        id=f"document-{number}",
        title=f"Topic {number}: {mixed(document.title)}",
        authors=tuple(f"{_word(chance)} {_word(chance)[:4]}" for _ in document.authors),
        abstract=mixed(document.abstract),
        arxiv_id=None,
        doi=None,
        sections=tuple(sections),
    )


def _word(chance: random.Random) -> str:
    """A word of three syllables, one of some 60,000."""
    return "".join(chance.choice("bdgklmnt") + chance.choice("aeiou") for _ in range(3))


def _listed(library: Library) -> None:
    """What ``survey-assistant list`` asks for."""
    library.surveys()
    library.merge_proposals()


def _rows(library: Library) -> list[list[Any]]:
    surveys = enumerate(library.surveys(), start=1)
    return [survey_row(number, survey, "en") for number, survey in surveys if number <= ROWS]


def _click_seconds(button: Locator, wanted: Locator) -> float:
    """From a click to what it brings."""
    started = time.monotonic()
    button.click()
    wanted.wait_for()
    return time.monotonic() - started


def _seconds(work: Callable[[], object]) -> float:
    started = time.monotonic()
    work()
    return time.monotonic() - started


def _median(work: Callable[[], object]) -> float:
    return statistics.median(_seconds(work) for _ in range(REPEATS))


def main(arguments: Sequence[str] | None = None) -> int:
    """Measure, print, write ``build/bench-many-surveys.json``."""
    parser = argparse.ArgumentParser(prog="python -m evals.bench.many_surveys", description=__doc__)
    parser.add_argument("--surveys", type=int, default=SURVEYS, help="how many there are")
    parser.add_argument("--page", action="store_true", help="measure the page in Chromium, too")
    parser.add_argument("--compare", action="store_true", help="40 surveys by 20 aspects, too")
    options, console = parser.parse_args(arguments), Console()
    with tempfile.TemporaryDirectory(prefix="survey-assistant-bench-") as folder:
        values = {}
        place = Path(folder) / "library"
        pages = measure_page(place) if options.page else iter(())
        tables = measure_comparison(Path(folder) / "compared") if options.compare else iter(())
        for name, value in chain(measure(place, options.surveys), pages, tables):
            values[name] = value
            console.print(f"{name:28} {value:10.3f} {target(name, value)}", highlight=False)
    file = ROOT / "build" / "bench-many-surveys.json"
    file.parent.mkdir(exist_ok=True)
    file.write_text(json.dumps(values, indent=1) + "\n", encoding="utf-8")
    return 0


if __name__ == "__main__":
    sys.exit(main())

"""``python -m evals.bench.many_surveys``: what a person waits for in a library of 1,000 surveys.

The surveys are the demo digests with other titles and their words in other orders; the vectors
are made up, so that what is seen is the program's own cost.
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
from pathlib import Path
from typing import Any

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
from assistant.ui.views.choices import survey_choices
from assistant.ui.views.survey import survey_row

ROOT = Path(__file__).parents[2]
SURVEYS, REPEATS, SEED = 1000, 5, 19
LOCK_SECONDS = 30.0
ASPECTS = ("scope", "taxonomy")


def measure(folder: Path, count: int) -> Iterator[tuple[str, float]]:
    """Seconds of filling a library, of opening it, of the Library tab's rows, and the like."""
    yield "fill_seconds", _seconds(partial(fill, folder, count))

    def opened() -> Library:
        return Library.open(
            folder,
            chat_model=FakeListChatModel(responses=["Nothing."]),
            embeddings=DeterministicFakeEmbedding(size=384),
        )

    def open_once() -> None:
        with opened() as library:
            library.surveys()

    yield "open_seconds", _median(open_once)
    with opened() as library:
        yield "surveys", float(len(library.surveys()))
        yield "library_tab_seconds", _median(partial(_rows, library))
        yield "choices_seconds", _median(partial(survey_choices, library))
        yield "embed_seconds", _seconds(partial(library.search, "alignment"))
        first, *others = library.surveys()
        related = partial(library.reviews.related, first)
        yield "related_first_seconds", _seconds(related)
        yield "related_seconds", _median(related)
        compare = partial(library.compare, [first, *others[:9]], aspects=list(ASPECTS))
        yield "compare_ten_seconds", _seconds(compare)


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


def _another(document: Document, number: int, chance: random.Random) -> Document:
    """A survey with this one's words in other orders, so that nothing takes it for the same."""

    def mixed(text: str) -> str:
        words = text.split()
        return " ".join(chance.sample(words, len(words)))

    sections = [
        replace(part, sentences=tuple(replace(s, text=mixed(s.text)) for s in part.sentences))
        for part in document.sections
    ]
    chance.shuffle(sections)
    return replace(
        document,
        id=f"document-{number}",
        title=f"Topic {number}: {mixed(document.title)}",
        abstract=mixed(document.abstract),
        arxiv_id=None,
        doi=None,
        sections=tuple(sections),
    )


def _rows(library: Library) -> list[list[Any]]:
    return [survey_row(n, survey, "en") for n, survey in enumerate(library.surveys(), start=1)]


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
    options, console = parser.parse_args(arguments), Console()
    with tempfile.TemporaryDirectory(prefix="survey-assistant-bench-") as folder:
        values = {}
        for name, value in measure(Path(folder) / "library", options.surveys):
            values[name] = value
            console.print(f"{name:28} {value:10.3f}", highlight=False)
    file = ROOT / "build" / "bench-many-surveys.json"
    file.parent.mkdir(exist_ok=True)
    file.write_text(json.dumps(values, indent=1) + "\n", encoding="utf-8")
    return 0


if __name__ == "__main__":
    sys.exit(main())

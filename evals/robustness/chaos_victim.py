"""What is killed in the chaos test: a process that adds, asks, reviews, compares and removes."""

from __future__ import annotations

import json
import os
import random
import time
from collections.abc import Callable
from pathlib import Path

from langchain_core.embeddings import DeterministicFakeEmbedding
from langchain_core.language_models import FakeListChatModel

from assistant import Library
from assistant.errors import AssistantError
from assistant.settings import Settings
from evals.bench.pdf_writer import pdf

SIZES = (3, 12, 40, 150, 400)
PLACES = "rivers lakes seas springs deltas glaciers marshes canals wells ponds floods rains".split()
ANSWER = "The water of each place flows downhill past {number} mills."


class SlowEmbedding(DeterministicFakeEmbedding):
    """A fake embedder that takes its time, so that kills come in the middle of embedding."""

    def embed_documents(self, texts: list[str]) -> list[list[float]]:
        """A vector for each text, after a while."""
        time.sleep(0.0005 * len(texts))
        return super().embed_documents(texts)


def write_documents(folder: Path, rng: random.Random, count: int) -> list[Path]:
    """Small surveys in all four formats, no two of them the same."""
    folder.mkdir(parents=True, exist_ok=True)
    made = []
    for number in range(count):
        title = f"A Survey of {PLACES[number % len(PLACES)].title()} in Region {number}"
        sentences = [
            f"The water of place {n} in region {number} flows past {rng.randrange(900)} mills."
            for n in range(SIZES[number % len(SIZES)])
        ]
        made.append(_written(folder, number, title, sentences))
    return made


def _written(folder: Path, number: int, title: str, sentences: list[str]) -> Path:
    body = " ".join(sentences)
    kind = ("md", "html", "txt", "pdf")[number % 4]
    path = folder / f"survey-{number}.{kind}"
    if kind == "pdf":
        rows = [title, "", "1 Findings", "", *sentences]
        path.write_bytes(pdf([rows[i : i + 50] for i in range(0, len(rows), 50)]))
    elif kind == "html":
        path.write_text(
            f"<html><head><title>{title}</title></head><body><article><h1>{title}</h1>"
            f"<h2>Findings</h2><p>{body}</p></article></body></html>"
        )
    else:
        path.write_text(f"# {title}\n\n## Findings\n\n{body}\n")
    return path


class Victim:
    """Does one thing after another at random and writes down what it begins and what is done."""

    def __init__(self, library: Library, documents: list[Path], journal: Path, seed: int) -> None:
        self._library = library
        self._documents = documents
        self._rng = random.Random(seed)
        self._journal = os.open(journal, os.O_WRONLY | os.O_CREAT | os.O_APPEND, 0o600)

    def run(self, steps: int | None = None) -> None:
        """So many steps, or until it is killed."""
        self._note("open")
        steps_done = 0
        while steps is None or steps_done < steps:
            name = self._rng.choices(
                ["add", "remove", "ask", "review", "compare", "talk"], [5, 2, 2, 2, 1, 2]
            )[0]
            act: Callable[[], str] = getattr(self, f"_{name}")
            try:
                if done := act():
                    self._note("done", name, done)
            except AssistantError as error:
                self._note("refused", name, type(error).__name__, str(error))
            steps_done += 1

    def _note(self, *values: str) -> None:
        os.write(self._journal, (json.dumps(values) + "\n").encode())

    def _survey(self) -> str:
        return self._rng.choice(self._library.surveys()).id

    def _add(self) -> str:
        path = self._rng.choice(self._documents)
        self._note("begin", "add", path.name)
        self._library.add(path)
        return path.name

    def _remove(self) -> str:
        surveys = self._library.surveys()
        if len(surveys) < 4:
            return ""
        found = self._rng.choice(surveys)
        names = [info.name for info in found.documents]
        for name in names:
            self._note("begin", "remove", name)
        self._library.remove(found)
        for name in names[1:]:
            self._note("done", "remove", name)
        return names[0]

    def _ask(self) -> str:
        answer = self._library.ask(f"How many mills does place {self._rng.randrange(9)} have?")
        return "answered" if answer.finished else "unfinished"

    def _review(self) -> str:
        if not self._library.surveys():
            return ""
        return self._library.review(self._survey()).survey.id

    def _compare(self) -> str:
        chosen = {self._survey() for _ in range(2)} if self._library.surveys() else set()
        if not chosen:
            return ""
        table = self._library.compare(sorted(chosen), aspects=["scope", "mills by the water"])
        return str(len(table.cells))

    def _talk(self) -> str:
        conversation = self._library.conversation()
        conversation.ask("Where does the water of place 2 flow?")
        conversation.ask("And past how many mills?")
        return "2"


def open_library(folder: Path, *, real: bool) -> Library:
    """The library with fakes for models, or with the default ones."""
    settings = Settings.from_environment()
    if real:
        return Library.open(folder, settings=settings)
    return Library.open(
        folder,
        chat_model=FakeListChatModel(
            responses=[ANSWER.format(number=n) for n in range(7)], sleep=0.001
        ),
        embeddings=SlowEmbedding(size=32),
        settings=settings,
    )

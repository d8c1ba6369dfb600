"""Questions beside parts of the demo digests, on which torch and llama.cpp are compared."""

from __future__ import annotations

from dataclasses import dataclass
from itertools import islice, product

from assistant.demo import demo_sources
from assistant.text.sentences import sentence_spans
from evals.tasks.demo import samples

COUNT = 100
SENTENCES = 5


@dataclass(frozen=True)
class Pair:
    """A question, put to sentences of a demo digest; it stands for a claim too."""

    question: str
    passage: tuple[str, ...]


def pairs(count: int = COUNT) -> list[Pair]:
    """Questions of the demo, each beside another part of the digests."""
    windows = [window for path in demo_sources() for window in _windows(path.read_text("utf-8"))]
    questions = [sample.question for sample in samples()]
    step = max(1, len(windows) * len(questions) // count)
    crossed = islice(product(questions, windows), 0, None, step)
    return [Pair(question, window) for question, window in islice(crossed, count)]


def _windows(text: str) -> list[tuple[str, ...]]:
    found = []
    for block in text.split("\n\n"):
        sentences = [block[start:end].strip() for start, end in sentence_spans(block)]
        if len(sentences) > 1:
            found.append(tuple(sentences[:SENTENCES]))
    return found

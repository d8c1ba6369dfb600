"""How long retrieval takes when a library is large: passages made from those at hand."""

from __future__ import annotations

import json
import random
import statistics
import time
from collections.abc import Mapping, Sequence
from pathlib import Path

import numpy as np

from assistant import Library
from assistant.models.embeddings import EngineEmbeddings
from evals.datasets.papers import LEVAL, leval
from evals.report.charts import line_chart
from evals.tasks.tables import FULL_TEXTS, full_text
from vectorstore.database import Database
from vectorstore.embedding import normalise
from vectorstore.index import Index
from vectorstore.passage import Passage, Span

STEP = 2000
NOISE = 0.03
HITS = 16
SEED = 3
GROWTH, FEWEST = 4, 1000
WORDS = 150


def papers(data: Path, count: int) -> tuple[list[str], list[str]]:
    """So many passages of some 150 words from the data sets' papers, and questions on papers."""
    found: list[str] = []
    for file in sorted((data / FULL_TEXTS).glob("*.json")):
        words = full_text(json.loads(file.read_text(encoding="utf-8"))).split()
        parts = [words[at : at + WORDS] for at in range(0, len(words) - WORDS, WORDS)]
        found += [" ".join(part) for part in parts]
    asked = [sample.question for sample in leval(data / LEVAL).samples]
    return random.Random(SEED).sample(found, min(count, len(found))), asked


def sizes(most: int) -> list[int]:
    """The sizes to measure at, up to ``most``: each four times the one before.

    >>> sizes(20_000)
    [1250, 5000, 20000]
    """
    found = [most]
    while found[0] // GROWTH >= FEWEST:
        found.insert(0, found[0] // GROWTH)
    return found


def growth_ms(
    library: Library, texts: Sequence[str], questions: Sequence[str], most: int, folder: Path
) -> dict[int, float]:
    """The median milliseconds of a search, with embedding the question, as an index grows.

    The passages are the texts with their words in other orders, and the texts' vectors with noise;
    half the questions warm up.
    """
    embeddings = EngineEmbeddings(library.process)
    vectors = embeddings.embed_array(list(texts))
    database = Database(folder / "index.sqlite3")
    index = Index(database, folder / "vectors", lambda: embeddings)
    found: dict[int, float] = {}
    try:
        filled = 0
        for size in sizes(most):
            _fill(index, texts, vectors, filled, size)
            filled = size
            found[size] = _median_ms(index, questions)
        return found
    finally:
        index.close()
        database.close()


def chart(found: Mapping[int, float]) -> str:
    """The growth as an SVG picture."""
    points = [(size / 1000, ms) for size, ms in found.items()]
    return line_chart(
        "Retrieval as a library grows", "passages, thousands", "milliseconds", {"search": points}
    )


def _median_ms(index: Index, questions: Sequence[str]) -> float:
    found = []
    for question in questions:
        started = time.monotonic()
        index.search(question, HITS)
        found.append(1000 * (time.monotonic() - started))
    return statistics.median(found[len(found) // 2 :])


def _fill(index: Index, texts: Sequence[str], vectors: np.ndarray, have: int, count: int) -> None:
    chance = random.Random(SEED + have)
    noise = np.random.default_rng(SEED + have)
    for start in range(have, count, STEP):
        made, near = [], []
        for number in range(start, min(start + STEP, count)):
            source = number % len(texts)
            words = texts[source].split()
            chance.shuffle(words)
            text = f"{' '.join(words)} {number}"
            document = f"document-{number // 100}"
            span = Span(0, len(text), 1, 0)
            made.append(Passage(f"p{number}", document, "", "body", text, (span,)))
            near.append(vectors[source] + NOISE * noise.standard_normal(vectors.shape[1]))
        index.add(made)
        index.dense.add(
            [passage.id for passage in made],
            [passage.document_id for passage in made],
            normalise(np.array(near, dtype=np.float32)),
        )

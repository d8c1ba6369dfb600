"""How long retrieval takes when a library is large: passages made from those at hand."""

from __future__ import annotations

import json
import random
import statistics
import time
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING

import numpy as np
import psutil

from evals.datasets.papers import LEVAL, leval
from evals.report.charts import line_chart
from evals.tasks.tables import FULL_TEXTS, full_text
from vectorstore.database import Database
from vectorstore.embedding import embed_with_parts, normalise
from vectorstore.index import CANDIDATES, Index
from vectorstore.passage import Passage, Span

if TYPE_CHECKING:
    from langchain_core.embeddings import Embeddings

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


@dataclass(frozen=True)
class Search:
    """What searches of an index of one size cost: milliseconds, and bytes of memory and disk.

    ``median`` and ``p95`` are of whole searches, with the question's embedding; ``embedding``,
    ``words`` and ``vectors`` are medians of their parts, ``words_p95`` and ``vectors_p95`` what 95
    of 100 take at most. ``memory_bytes`` is what the process has grown by since the index was
    empty.
    """

    median: float
    p95: float
    embedding: float
    words: float
    vectors: float
    words_p95: float
    vectors_p95: float
    memory_bytes: int
    disk_bytes: int


def growth(
    embeddings: Embeddings,
    texts: Sequence[str],
    questions: Sequence[str],
    most: int,
    folder: Path,
    clock: Callable[[], float] = time.monotonic,
) -> dict[int, Search]:
    """What a search costs as an index grows, by its number of passages, in seconds of ``clock``.

    The passages are the texts with their words in other orders, and the texts' vectors with noise;
    half the questions warm up.
    """
    vectors = np.stack([found[0] for found in embed_with_parts(embeddings, [[t] for t in texts])])
    folder.mkdir()
    database = Database(folder / "index.sqlite3")
    index = Index(database, folder / "vectors", lambda: embeddings)
    found: dict[int, Search] = {}
    process = psutil.Process()
    empty = process.memory_info().rss
    try:
        filled = 0
        for size in sizes(most):
            _fill(index, texts, vectors, filled, size)
            filled = size
            memory = process.memory_info().rss - empty
            disk = sum(path.stat().st_size for path in folder.rglob("*") if path.is_file())
            found[size] = _searches(index, questions, memory, disk, clock)
        return found
    finally:
        index.close()
        database.close()


def chart(found: Mapping[int, Search]) -> str:
    """The growth as an SVG picture."""
    lines = {
        "95 of 100 searches": [(size / 1000, search.p95) for size, search in found.items()],
        "half of them": [(size / 1000, search.median) for size, search in found.items()],
    }
    return line_chart("Retrieval as a library grows", "passages, thousands", "milliseconds", lines)


def search_values(found: Mapping[int, Search]) -> dict[str, float]:
    """The figures of each size by name; memory and disk as megabytes per million passages."""
    values: dict[str, float] = {}
    for size, search in found.items():
        values |= {
            f"retrieval_ms_{size}": search.median,
            f"retrieval_ms_p95_{size}": search.p95,
            f"retrieval_ms_embedding_{size}": search.embedding,
            f"retrieval_ms_words_{size}": search.words,
            f"retrieval_ms_vectors_{size}": search.vectors,
            f"memory_mb_per_million_{size}": search.memory_bytes / size,
            f"disk_mb_per_million_{size}": search.disk_bytes / size,
        }
    return values


def _searches(
    index: Index, questions: Sequence[str], memory: int, disk: int, clock: Callable[[], float]
) -> Search:
    """The second half of the questions, timed after the first has warmed up."""
    half = len(questions) // 2
    for question in questions[:half]:
        index.search(question, HITS)
    wholes, embeddings, words, vectors = [], [], [], []

    def ms(work: Callable[[], object]) -> float:
        started = clock()
        work()
        return 1000 * (clock() - started)

    for question in questions[half:]:
        wholes.append(ms(partial(index.search, question, HITS)))
        embeddings.append(ms(partial(index.embed_query, question)))
        words.append(ms(partial(index.search_words, question, CANDIDATES)))
        vector = index.embed_query(question)
        vectors.append(ms(partial(index.dense.search, vector, CANDIDATES)))
    return Search(
        statistics.median(wholes),
        float(np.percentile(wholes, 95)),
        statistics.median(embeddings),
        statistics.median(words),
        statistics.median(vectors),
        float(np.percentile(words, 95)),
        float(np.percentile(vectors, 95)),
        memory,
        disk,
    )


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

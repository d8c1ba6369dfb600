"""How long retrieval takes when a library is large: passages made from those at hand."""

from __future__ import annotations

import random
import statistics
import time
from collections.abc import Sequence
from pathlib import Path

import numpy as np

from assistant import Library
from vectorstore.database import Database
from vectorstore.embedding import EngineEmbeddings, normalised
from vectorstore.index import Index
from vectorstore.passage import Passage, Span

STEP = 2000
NOISE = 0.03
HITS = 16
SEED = 3


def retrieval_ms(
    library: Library, texts: Sequence[str], questions: Sequence[str], count: int, folder: Path
) -> float:
    """The median milliseconds of a search, with embedding the question, over ``count`` passages.

    The passages are the texts with their words in other orders, and the texts' vectors with noise;
    half the questions warm up.
    """
    embeddings = EngineEmbeddings(library.process)
    vectors = embeddings.embed_array(list(texts))
    database = Database(folder / "index.sqlite3")
    index = Index(database, folder / "vectors", lambda: embeddings)
    try:
        _fill(index, texts, vectors, count)
        found = []
        for question in questions:
            started = time.monotonic()
            index.search(question, HITS)
            found.append(1000 * (time.monotonic() - started))
        return statistics.median(found[len(found) // 2 :])
    finally:
        index.close()
        database.close()


def _fill(index: Index, texts: Sequence[str], vectors: np.ndarray, count: int) -> None:
    chance = random.Random(SEED)
    noise = np.random.default_rng(SEED)
    for start in range(0, count, STEP):
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
            normalised(np.array(near, dtype=np.float32)),
        )

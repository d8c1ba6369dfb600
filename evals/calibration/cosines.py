"""``python -m evals.calibration.cosines``: what fixed cosines are with another embedder.

Tables compare sentences with queries by cosine, and hold some of them against fixed ones, which
were chosen for all-MiniLM-L6-v2. For each of those this prints the share of all pairs (a query of
a review's field, a sentence of the demo digests) that reaches it with that embedder, and the cosine
that the same share reaches with the one that the settings name.
"""

from __future__ import annotations

import sys
from dataclasses import replace
from pathlib import Path

import numpy as np

from assistant.demo import demo_sources
from assistant.models.embeddings import EngineEmbeddings
from assistant.models.files.defaults import MINILM, default_embedding_model
from assistant.models.llama.process import LlamaProcess
from assistant.readers import read_bytes
from assistant.reviews.fields import fields
from assistant.settings import Settings
from vectorstore.embedding import embed_all

CHOSEN = {"cells.ALIKE": 0.5, "cells.VERY_ALIKE": 0.65}


def sentences(path: Path) -> list[str]:
    """The sentences of a demo digest."""
    document = read_bytes(path.read_bytes(), path.name)
    return [sentence.text for _, sentence in document.sentences()]


def cosines(settings: Settings, queries: list[str], texts: list[str]) -> np.ndarray:
    """Of every query to every text with the embedder that the settings name, in one row."""
    process = LlamaProcess(None, default_embedding_model(settings), threads=settings.thread_count)
    try:
        vectors = embed_all(EngineEmbeddings(process), [*queries, *texts])
    finally:
        process.close()
    table: np.ndarray = vectors[: len(queries)] @ vectors[len(queries) :].T
    return table.ravel()


def equivalent(cosine: float, before: np.ndarray, now: np.ndarray) -> tuple[float, float]:
    """The share of ``before`` that reaches a cosine, and what the same share of ``now`` reaches."""
    share = float((before >= cosine).mean())
    return share, float(np.quantile(now, 1 - share))


def main() -> None:
    """Measure, and print a line for each cosine."""
    settings = Settings.from_environment()
    queries = [field.questions["en"] for field in fields()]
    texts = [text for path in demo_sources() for text in sentences(path)]
    before = cosines(replace(settings, embedder=MINILM), queries, texts)
    now = cosines(settings, queries, texts)
    for name, cosine in CHOSEN.items():
        share, other = equivalent(cosine, before, now)
        sys.stdout.write(f"{name} {cosine}: {share:.3f} of pairs; now {other:.2f}\n")
    sys.stdout.write(
        f"mean {before.mean():.2f} ± {before.std():.2f}; now {now.mean():.2f} ± {now.std():.2f}\n"
    )


if __name__ == "__main__":
    main()

"""``python -m evals.calibration.own_facts``: how near other questions come to a protocol's.

Prints the highest cosines of questions that do not ask how a review was made to the questions of
``assistant/evidence/protocol.toml``: ``own_facts.ASKED`` stands above them. The questions are those
on the demo digests and, with ``--data FOLDER``, those of L-Eval's half to develop on.
"""

from __future__ import annotations

import argparse
import sys
from collections.abc import Sequence
from pathlib import Path

import numpy as np

from assistant.answers.own_facts import ASKED
from assistant.evidence.protocol import items
from assistant.models.embeddings import EngineEmbeddings
from assistant.models.files.defaults import default_embedding_model
from assistant.models.llama.process import LlamaProcess
from assistant.settings import Settings
from evals.datasets.papers import LEVAL, leval
from evals.tasks import demo
from vectorstore.embedding import embed_all

SHOWN = 8


def nearest(vectors: np.ndarray, questions: np.ndarray) -> np.ndarray:
    """For each vector the highest cosine to one of the questions, shape (vectors,).

    >>> nearest(np.eye(2), np.array([[0.6, 0.8]])).tolist()
    [0.6, 0.8]
    """
    highest: np.ndarray = (vectors @ questions.T).max(axis=1)
    return highest


def report(texts: Sequence[str], cosines: np.ndarray) -> str:
    """The highest cosines with their questions, and how many reach the threshold."""
    order = np.argsort(-cosines)[:SHOWN]
    lines = [f"{cosines[i]:.2f} {texts[i]}" for i in order]
    reached = int((cosines >= ASKED).sum())
    return "\n".join([*lines, f"{reached} of {len(texts)} reach {ASKED}"]) + "\n"


def main(arguments: Sequence[str] | None = None) -> None:
    """Measure, and print."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--data", type=Path, help="folder of the data sets")
    options = parser.parse_args(arguments)
    settings = Settings.from_environment()
    texts = [sample.question for sample in demo.samples()]
    if options.data is not None:
        samples = leval(options.data / LEVAL).samples
        texts += [sample.question for sample in samples if sample.half == "develop"]
    asked = [text for item in items() for text in item.questions]
    process = LlamaProcess(None, default_embedding_model(settings), threads=settings.thread_count)
    try:
        vectors = embed_all(EngineEmbeddings(process), [*asked, *texts])
    finally:
        process.close()
    cosines = nearest(vectors[len(asked) :], vectors[: len(asked)])
    sys.stdout.write(report(texts, cosines))


if __name__ == "__main__":
    main()

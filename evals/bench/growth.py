"""``python -m evals.bench.growth --data FOLDER``: what searches cost as a library grows, drawn.

The passages are made from papers, the vectors are made up: what is seen is the cost of the index,
in processor time of this process, so that what else runs on the machine counts little. Writes
``docs/growth.svg`` and ``docs/growth.json``, which ``docs/scale.md`` shows.
"""

from __future__ import annotations

import argparse
import json
import sys
import tempfile
import time
from collections.abc import Mapping, Sequence
from dataclasses import asdict
from pathlib import Path

from langchain_core.embeddings import DeterministicFakeEmbedding
from rich.console import Console

from evals.bench.scale import Search, growth, papers
from evals.report.charts import line_chart

DOCS = Path(__file__).parents[2] / "docs"
PASSAGES, REAL_PASSAGES, DIMENSION = 48_000, 1000, 384


def picture(found: Mapping[int, Search]) -> str:
    """The growth of both parts of a search as an SVG picture."""

    def line(name: str) -> list[tuple[float, float]]:
        return [(size / 1000, getattr(search, name)) for size, search in found.items()]

    lines = {
        "words, 95 of 100": line("words_p95"),
        "words, half": line("words"),
        "vectors, 95 of 100": line("vectors_p95"),
        "vectors, half": line("vectors"),
    }
    title = "A search as a library grows"
    return line_chart(title, "passages, thousands", "processor time, milliseconds", lines)


def main(arguments: Sequence[str] | None = None) -> int:
    """Measure, print, write the picture and its figures."""
    parser = argparse.ArgumentParser(prog="python -m evals.bench.growth", description=__doc__)
    parser.add_argument("--data", type=Path, required=True, help="folder of the data sets")
    parser.add_argument("--passages", type=int, default=PASSAGES, help="how many at most")
    parser.add_argument("--out", type=Path, default=DOCS, help="where the picture goes")
    options, console = parser.parse_args(arguments), Console(highlight=False)
    texts, questions = papers(options.data, REAL_PASSAGES)
    embeddings = DeterministicFakeEmbedding(size=DIMENSION)
    with tempfile.TemporaryDirectory(prefix="survey-assistant-bench-") as folder:
        place = Path(folder) / "growth"
        found = growth(embeddings, texts, questions, options.passages, place, time.process_time)
    for size, search in found.items():
        console.print(f"{size:>9,} {search}")
    figures = {size: asdict(search) for size, search in found.items()}
    (options.out / "growth.svg").write_text(picture(found), encoding="utf-8")
    text = json.dumps(figures, indent=1) + "\n"
    (options.out / "growth.json").write_text(text, encoding="utf-8")
    return 0


if __name__ == "__main__":
    sys.exit(main())

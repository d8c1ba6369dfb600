"""``python -m evals.bench.cluster --data FOLDER``: papers added on a Ray cluster, and added here.

Papers of the data set become Markdown files. They are added once by this process, once on a cluster
of nodes that share the machine's processors, and once more while a node is killed. The libraries
have to be equal, document by document; the time on the cluster is told as a ratio of the other.
"""

from __future__ import annotations

import argparse
import json
import sys
import tempfile
import time
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
import psutil
from rich.console import Console

from assistant import Library, Settings
from assistant.storage.database import LibraryDatabase
from evals.bench.targets import target
from evals.task import EvalError
from evals.tasks.tables import FULL_TEXTS, full_text
from vectorstore.lexical import LexicalIndex

PAPERS, WORDS, NODES = 20, 1500, 2
STORE_BYTES = 100_000_000
LOCK_SECONDS = 30.0
# Vectors are kept in half precision, and batches of other texts change their last digits.
LEAST_COSINE = 0.999


@dataclass(frozen=True)
class Run:
    """One way of adding: seconds by the clock, seconds of processors, and what was refused."""

    seconds: float
    processor_seconds: float
    refused: int


@contextmanager
def cluster(nodes: int) -> Iterator[Callable[[], None]]:
    """A Ray cluster of so many nodes of one processor each, on this machine.

    What comes back kills one of them.
    """
    try:
        import ray
        from ray.cluster_utils import Cluster
    except ImportError as error:
        raise EvalError("Ray is not installed: pip install 'survey-assistant[cluster]'.") from error
    options: dict[str, Any] = {
        "num_cpus": 1,
        "object_store_memory": STORE_BYTES,
    }
    made: Any = Cluster(
        initialize_head=True, head_node_args={**options, "include_dashboard": False}
    )
    try:
        others = [made.add_node(**options) for _ in range(nodes - 1)]
        ray.init(address=made.address, log_to_driver=False)
        yield lambda: made.remove_node(others[0])
    finally:
        ray.shutdown()
        made.shutdown()


def papers(data: Path, folder: Path, count: int, words: int) -> list[Path]:
    """The first papers of the data set, cut to so many words, as Markdown files in a folder."""
    folder.mkdir()
    made = []
    for file in sorted((data / FULL_TEXTS).glob("*.json"))[:count]:
        paper = json.loads(file.read_text(encoding="utf-8"))
        made.append(folder / f"{file.stem}.md")
        text = " ".join(full_text(paper).split(" ")[:words])
        made[-1].write_text(f"# {paper.get('title') or file.stem}\n\n{text}", "utf-8")
    return made


def add(
    folder: Path,
    sources: Sequence[Path],
    ray: str | None = None,
    killed: Callable[[], None] | None = None,
) -> Run:
    """Add sources to a new library; ``killed`` is called once a third of them is in."""
    with Library.open(folder, settings=Settings.from_environment()) as library:
        began, used = time.monotonic(), _processor_seconds()
        refused = 0
        for number, added in enumerate(library.add_all(sources, ray=ray)):
            refused += added.error is not None
            if killed is not None and number == len(sources) // 3:
                killed()
        return Run(time.monotonic() - began, _processor_seconds() - used, refused)


def differences(one: Path, other: Path) -> list[str]:
    """What two libraries do not have alike: documents, passages, vectors of their sentences."""
    first, second = _content(one), _content(other)
    found = [f"{key[:12]} is in one only" for key in first.keys() ^ second.keys()]
    for key in first.keys() & second.keys():
        (body, passages), (other_body, others) = first[key], second[key]
        if body != other_body:
            found.append(f"{key[:12]} was read differently")
        elif passages.keys() != others.keys():
            found.append(f"{key[:12]} has other passages")
        elif (low := min(_cosine(passages[i], others[i]) for i in passages)) < LEAST_COSINE:
            found.append(f"{key[:12]} has a vector of cosine {low:.4f} to the other's")
    return sorted(found)


def _cosine(one: np.ndarray, other: np.ndarray) -> float:
    return float((one * other).sum(axis=1).min()) if one.shape == other.shape else -1.0


def _content(folder: Path) -> dict[str, tuple[bytes, dict[str, np.ndarray]]]:
    """By document: what was read of it, and its passages' vectors by id."""
    database = LibraryDatabase(folder / "library.sqlite3", LOCK_SECONDS)
    try:
        bodies = dict(database.rows("SELECT id, body FROM documents"))
        lexical, found = LexicalIndex(database), {}
        for key, body in bodies.items():
            rows = database.rows(
                "SELECT id, embedded_by FROM passages WHERE document_id = ?", (key,)
            )
            ids, names = [row[0] for row in rows], {row[1] for row in rows}
            vectors = [lexical.sentence_vectors(ids, str(name)) for name in names]
            found[key] = (body, vectors[0] if vectors else {})
        return found
    finally:
        database.close()


def _processor_seconds() -> float:
    """Processor time of this process and all below it, those that ended too."""
    total = 0.0
    for process in [psutil.Process(), *psutil.Process().children(recursive=True)]:
        try:
            total += sum(process.cpu_times()[:4])
        except psutil.Error:
            continue
    return total


def main(arguments: Sequence[str] | None = None) -> int:
    """Measure, print, write ``build/bench-cluster.json``; 1 where the libraries differ."""
    parser = argparse.ArgumentParser(prog="python -m evals.bench.cluster", description=__doc__)
    parser.add_argument("--data", type=Path, required=True, help="folder of the data sets")
    parser.add_argument("--papers", type=int, default=PAPERS)
    parser.add_argument("--words", type=int, default=WORDS, help="the first of each paper")
    parser.add_argument("--nodes", type=int, default=NODES)
    options, console = parser.parse_args(arguments), Console(highlight=False)
    with tempfile.TemporaryDirectory(prefix="survey-assistant-bench-") as made:
        folder = Path(made)
        sources = papers(options.data, folder / "papers", options.papers, options.words)
        here = add(folder / "here", sources)
        console.print(f"here: {here}")
        with cluster(options.nodes) as kill:
            there = add(folder / "there", sources, "auto")
            console.print(f"{options.nodes} nodes: {there}")
            killed = add(folder / "killed", sources, "auto", kill)
            console.print(f"a node killed: {killed}")
        found = differences(folder / "here", folder / "there")
        found += differences(folder / "here", folder / "killed")
    for line in found:
        console.print(line)
    ratio = there.seconds / here.seconds
    bound = target("cluster_ratio", ratio)
    console.print(f"ratio {ratio:.2f} ({bound}), differences {len(found)}")
    values = {"here": here.seconds, "cluster": there.seconds, "killed": killed.seconds}
    file = Path(__file__).parents[2] / "build" / "bench-cluster.json"
    file.parent.mkdir(exist_ok=True)
    report = {**values, "ratio": ratio, "papers": len(sources), "differences": len(found)}
    file.write_text(json.dumps(report, indent=1) + "\n", encoding="utf-8")
    return 1 if found else 0


if __name__ == "__main__":
    sys.exit(main())

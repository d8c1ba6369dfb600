"""``python -m evals.bench.adding``: how fast sources get in, and whether the cost grows.

Reading a PDF is timed against pypdf and against LangChain's loader, the whole way into a library
against embedding its passages and nothing else. What is compared takes turns; the median counts.
"""

from __future__ import annotations

import argparse
import json
import statistics
import sys
import tempfile
import time
from collections.abc import Callable, Sequence
from functools import partial
from pathlib import Path

import psutil
from langchain_core.documents import Document as Chunk
from langchain_core.embeddings import DeterministicFakeEmbedding
from langchain_core.language_models import FakeListChatModel
from rich.console import Console

from assistant import Library
from assistant.documents.passages import split
from assistant.errors import AssistantError
from assistant.models.embeddings import EngineEmbeddings
from assistant.readers import read
from assistant.readers.sandbox import read_in_child
from assistant.settings import Settings
from evals.bench.targets import table
from evals.task import EvalError

ROOT = Path(__file__).parents[2]
REAL_PDF = "papers/A Survey of Large Language Models.pdf"
FULL_TEXTS = "tables/full_texts"
REPEATS = 3
PAPERS = 200
STEP = 20

Values = dict[str, float]
Say = Callable[[str], None]


def reading(path: Path, pages: int) -> Values:
    """Pages a second from a PDF to its text: ours in a child, ours alone, pypdf, LangChain's."""
    ways: dict[str, Callable[[Path], object]] = {
        "child": read_in_child,
        "reader": read,
        "pypdf": pypdf_texts,
        "loader": loader_documents,
    }
    seconds: dict[str, list[float]] = {name: [] for name in ways}
    for repeat in range(REPEATS + 1):
        for name, way in ways.items():
            began = time.monotonic()
            way(path)
            if repeat:  # the first round warms up
                seconds[name].append(time.monotonic() - began)
    medians = {name: statistics.median(found) for name, found in seconds.items()}
    return {
        **{f"read_{name}_pages_per_second": pages / found for name, found in medians.items()},
        "read_ratio_to_pypdf": medians["pypdf"] / medians["child"],
        "read_ratio_to_loader": medians["loader"] / medians["child"],
    }


def pypdf_texts(path: Path) -> list[str]:
    """The text of each page as pypdf gives it."""
    from pypdf import PdfReader

    return [page.extract_text() for page in PdfReader(path).pages]


def loader_documents(path: Path) -> list[Chunk]:
    """What LangChain's PyPDFLoader makes of a PDF; what it does, where it is not installed."""
    try:
        from langchain_community.document_loaders import PyPDFLoader
    except ImportError:
        texts = pypdf_texts(path)
        return [
            Chunk(page_content=text, metadata={"source": str(path), "page": number})
            for number, text in enumerate(texts)
        ]
    chunks: list[Chunk] = PyPDFLoader(str(path)).load()
    return chunks


def whole_way(path: Path, settings: Settings) -> Values:
    """Seconds from a PDF to a searchable document, against embedding its passages alone."""
    passages = split(read(path))
    texts = [[passage.sentence(span) for span in passage.spans] for passage in passages]
    ways: list[float] = []
    bare: list[float] = []
    with (
        tempfile.TemporaryDirectory() as folder,
        Library.open(Path(folder) / "library", settings=settings) as library,
    ):
        embeddings = EngineEmbeddings(library.process)
        embeddings.embed_parts(texts[:8])  # the model is loaded for both
        for _ in range(REPEATS):
            began = time.monotonic()
            survey = library.add(path)
            ways.append(time.monotonic() - began)
            library.remove(survey)
            began = time.monotonic()
            embeddings.embed_parts(texts)
            bare.append(time.monotonic() - began)
    return {
        "add_real_pdf_seconds": statistics.median(ways),
        "embed_real_pdf_seconds": statistics.median(bare),
        "add_ratio_to_embedding": statistics.median(
            way / alone for way, alone in zip(ways, bare, strict=True)
        ),
    }


def many(folder: Path, count: int, say: Say) -> Values:
    """Memory and cost of adding many papers, each ``STEP`` of them.

    The vectors are made up, so that what is seen is the program's own cost: an embedder's is the
    same for each passage.
    """
    values: Values = {}
    with tempfile.TemporaryDirectory() as scratch:
        papers = written_papers(folder, Path(scratch) / "papers", count)
        process = psutil.Process()
        with Library.open(
            Path(scratch) / "library",
            chat_model=FakeListChatModel(responses=["Nothing."]),
            embeddings=DeterministicFakeEmbedding(size=384),
        ) as library:
            began = time.monotonic()
            refused = 0
            for number, added in enumerate(library.add_all(papers), start=1):
                refused += added.error is not None
                if number % STEP == 0:
                    now = time.monotonic()
                    megabytes = process.memory_info().rss / 1e6
                    values[f"papers_{number}_rss_mb"] = megabytes
                    values[f"papers_{number}_seconds_each"] = (now - began) / STEP
                    say(f"{number} papers: {megabytes:.0f} MB, {(now - began) / STEP:.2f} s each")
                    began = now
            values["papers_surveys"] = len(library.surveys())
            values["papers_refused"] = refused
    return values


def written_papers(folder: Path, target: Path, count: int) -> list[Path]:
    """The first papers of a folder of parsed ones, each as a text file."""
    found = sorted(folder.glob("*.json"))[:count]
    if not found:
        raise EvalError(f"No papers (*.json) in {folder}.")
    target.mkdir(parents=True)
    paths = []
    for file in found:
        record = json.loads(file.read_text(encoding="utf-8"))
        path = target / f"{record['id']}.txt"
        path.write_text(record["content"]["grobid"]["contents"].strip(), encoding="utf-8")
        paths.append(path)
    return paths


def main(arguments: Sequence[str] | None = None) -> int:
    """Measure, print, write ``build/bench-adding.json``; 1 with one line when it cannot."""
    parser = argparse.ArgumentParser(prog="python -m evals.bench.adding", description=__doc__)
    parser.add_argument("--data", type=Path, required=True, help="folder of data sets")
    parser.add_argument("--papers", type=int, default=PAPERS, help="how many to add, 0 for none")
    parser.add_argument("--only-papers", action="store_true", help="no PDF")
    options = parser.parse_args(arguments)
    console, log = Console(), Console(stderr=True)
    say = partial(log.print, "…", highlight=False)
    path = options.data / REAL_PDF
    values: Values = {}
    settings = Settings.from_environment()
    try:
        if not path.is_file():
            raise EvalError(f"No {REAL_PDF} in {options.data}.")
        if not options.only_papers:
            say("reading against pypdf and LangChain's loader")
            values |= reading(path, read(path).page_count or 1)
            say("the whole way into a library against embedding alone")
            values |= whole_way(path, settings)
        if options.papers:
            say(f"adding {options.papers} papers")
            values |= many(options.data / FULL_TEXTS, options.papers, say)
    except (AssistantError, EvalError) as error:
        log.print(f"[red]error:[/red] {error}", highlight=False, soft_wrap=True)
        return 1
    console.print(table(values, f"adding with {settings.thread_count} threads"))
    file = ROOT / "build" / "bench-adding.json"
    file.parent.mkdir(exist_ok=True)
    rounded = {name: round(value, 4) for name, value in values.items()}
    file.write_text(json.dumps(rounded, indent=1) + "\n", encoding="utf-8")
    return 0


if __name__ == "__main__":
    sys.exit(main())

"""``python -m evals.bench``: speed of the product, of bare llama.cpp and of the tutorial pipeline.

Everything is measured in one run, one thing at a time; what is compared takes turns, and the
median of several repeats counts. Ratios are product / bare speed, or product / baseline time.
"""

from __future__ import annotations

import argparse
import contextlib
import json
import os
import shutil
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterator, Sequence
from dataclasses import replace
from datetime import UTC, datetime
from functools import partial
from pathlib import Path
from typing import Any

from langchain_core.messages import HumanMessage
from rich.console import Console

from assistant import Library
from assistant.demo import demo_sources
from assistant.documents.passages import split
from assistant.errors import AssistantError
from assistant.models.embeddings import EngineEmbeddings
from assistant.models.files.defaults import MINILM, default_embedding_model, install_defaults
from assistant.models.files.resolve import find
from assistant.models.llama.process import LlamaProcess
from assistant.models.processor import processor
from assistant.settings import Settings
from evals.bench.bare_process import BareProcess
from evals.bench.pdf_writer import pages_of, pdf
from evals.bench.scale import chart, growth, papers, search_values
from evals.bench.targets import more_lines, table
from evals.solvers.baselines import MOST_TOKENS, Tutorial
from evals.task import EvalError
from evals.tasks import demo

ROOT = Path(__file__).parents[2]
GROWTH_CHART = ROOT / "build" / "retrieval-growth.svg"
REAL_PDF = "papers/A Survey of Large Language Models.pdf"
REPEATS = 5
QUESTIONS = 10
PASSAGES = 96
REAL_PASSAGES = 2000
PDF_PAGES = 50
PROMPT_WORDS = 420
GENERATED = 128
ASPECTS = (
    "scope", "taxonomy", "methods", "evaluation", "findings", "limitations", "open problems",
    "data",
)  # fmt: skip

Say = Callable[[str], None]
Values = dict[str, float]


def measure(settings: Settings, data: Path | None, say: Say, passages: int = 0) -> Values:
    """Every figure of the bench, by name. Seconds, tokens/s, passages/s, milliseconds, ratios."""
    folder = Path(tempfile.mkdtemp(prefix="survey-assistant-bench-"))
    values: Values = {}
    try:
        # What llama.cpp alone can embed with.
        install_defaults(replace(settings, embedder=MINILM), say)
        with Library.open(folder / "library", settings=settings) as library:
            say("adding the demo digests")
            for source in demo_sources():
                library.add(source)
            library.warm_up()
            with contextlib.closing(BareProcess(settings)) as bare:
                say("prompt and generation against bare llama.cpp")
                values |= _chat(library, bare)
                say("embedding against bare llama.cpp")
                values |= _embedding(library, bare, settings)
            say("time to the first token against the tutorial pipeline")
            values |= _first_token(library)
            values |= _second_question(library)
            say("a comparison and a review")
            values |= _studies(library, folder)
            say("adding PDFs")
            values |= _pdfs(library, folder, data)
            if passages:
                say(f"retrieval from {passages:,} passages")
                texts, asked = _passage_texts(library), _questions()
                if data is not None:
                    texts, asked = papers(data, REAL_PASSAGES)
                embeddings = EngineEmbeddings(library.process)
                found = growth(embeddings, texts, asked, passages, folder / "growth")
                values |= search_values(found)
                GROWTH_CHART.parent.mkdir(exist_ok=True)
                GROWTH_CHART.write_text(chart(found), encoding="utf-8")
        say("the command line")
        values |= _command_line()
    finally:
        shutil.rmtree(folder, ignore_errors=True)
    return values


def _chat(library: Library, bare: BareProcess) -> Values:
    """Tokens per second of reading a prompt and of writing, each prompt with a new beginning."""
    ours: list[tuple[float, float]] = []
    theirs: list[tuple[float, float]] = []
    for repeat in range(REPEATS + 1):
        text = _long_prompt(repeat)
        turns = [(ours, _product_turn(library)), (theirs, _bare_turn(bare))]
        for found, turn in turns if repeat % 2 else reversed(turns):
            speeds = turn(text)
            if repeat:  # the first round warms up
                found.append(speeds)
    pairs = list(zip(ours, theirs, strict=True))
    return {
        "prompt_ratio": statistics.median(a[0] / b[0] for a, b in pairs),
        "generation_ratio": statistics.median(a[1] / b[1] for a, b in pairs),
        "prompt_tokens_per_second": statistics.median(a[0] for a in ours),
        "generation_tokens_per_second": statistics.median(a[1] for a in ours),
        "bare_prompt_tokens_per_second": statistics.median(b[0] for b in theirs),
        "bare_generation_tokens_per_second": statistics.median(b[1] for b in theirs),
    }


def _long_prompt(number: int) -> str:
    words = " ".join(path.read_text(encoding="utf-8") for path in demo_sources()).split()
    start = number * PROMPT_WORDS % max(1, len(words) - PROMPT_WORDS)
    text = " ".join(words[start : start + PROMPT_WORDS])
    return f"Text {number}: {text}\n\nRetell this text at length, in many sentences."


def _product_turn(library: Library) -> Callable[[str], tuple[float, float]]:
    def turn(text: str) -> tuple[float, float]:
        started = time.monotonic()
        first = 0.0
        read = wrote = 0
        for chunk in library.chat_model.stream([HumanMessage(text)], max_tokens=GENERATED):
            if chunk.text and not first:
                first = time.monotonic() - started
                early = wrote + (chunk.usage_metadata or {"output_tokens": 0})["output_tokens"]
            if usage := chunk.usage_metadata:
                kept = usage.get("input_token_details", {}).get("cache_read") or 0
                read += usage["input_tokens"] - kept
                wrote += usage["output_tokens"]
        seconds = time.monotonic() - started
        return read / first, (wrote - early) / (seconds - first)

    return turn


def _bare_turn(bare: BareProcess) -> Callable[[str], tuple[float, float]]:
    def turn(text: str) -> tuple[float, float]:
        found = bare(op="generate", text=text, max_tokens=GENERATED)
        writing = found["seconds"] - found["first"]
        return found["prompt_tokens"] / found["first"], (found["completion_tokens"] - 1) / writing

    return turn


def _embedding(library: Library, bare: BareProcess, settings: Settings) -> Values:
    """The library's embedder, and all-MiniLM-L6-v2 here and in bare llama.cpp."""
    texts = _passage_texts(library)
    minilm = default_embedding_model(replace(settings, embedder=MINILM))
    ours: list[float] = []
    theirs: list[float] = []
    usual: list[float] = []
    with contextlib.closing(LlamaProcess(None, minilm, threads=settings.thread_count)) as process:
        for repeat in range(REPEATS + 1):
            own = _passages_per_second(EngineEmbeddings(process), texts)
            other = len(texts) / bare(op="embed", texts=texts)["seconds"]
            default = _passages_per_second(EngineEmbeddings(library.process), texts)
            if repeat:
                ours.append(own)
                theirs.append(other)
                usual.append(default)
    return {
        "embedding_ratio": statistics.median(a / b for a, b in zip(ours, theirs, strict=True)),
        "passages_per_second": statistics.median(usual),
        "bare_passages_per_second": statistics.median(theirs),
    }


def _passages_per_second(embeddings: EngineEmbeddings, texts: list[str]) -> float:
    started = time.monotonic()
    embeddings.embed_array(texts)
    return len(texts) / (time.monotonic() - started)


def _passage_texts(library: Library) -> list[str]:
    found = [
        passage.text
        for survey in library.surveys()
        for info in survey.documents
        for passage in split(library.document(info.id))
    ]
    rounds = -(-PASSAGES // len(found))
    return [f"{number} {text}" for number in range(rounds) for text in found][:PASSAGES]


def _first_token(library: Library) -> Values:
    """Both pipelines in blocks, so that each keeps the prefix that it would keep in use."""
    questions = _questions()
    texts = {path.name: path.read_text(encoding="utf-8") for path in demo_sources()}
    tutorial = Tutorial(texts, library.chat_model, EngineEmbeddings(library.process))
    ours: dict[str, list[float]] = {question: [] for question in questions}
    theirs: dict[str, list[float]] = {question: [] for question in questions}
    whole: list[float] = []
    quotes: list[float] = []
    retrieval: list[float] = []
    for repeat in range(3):
        for question in questions:
            first, quote, answer = _ask(library, question)
            if repeat:
                ours[question].append(first)
                quotes.append(quote)
                whole.append(answer.usage.seconds)
                retrieval.append(answer.usage.retrieval_seconds)
        for question in questions:
            seconds = _tutorial_first(library, tutorial, question)
            if repeat:
                theirs[question].append(seconds)
    medians = [(statistics.median(ours[q]), statistics.median(theirs[q])) for q in questions]
    return {
        "first_token_ratio": statistics.median(a / b for a, b in medians),
        "first_token_seconds": statistics.median(a for a, _ in medians),
        "tutorial_first_token_seconds": statistics.median(b for _, b in medians),
        "first_quote_seconds": statistics.median(quotes),
        "answer_seconds": statistics.median(whole),
        "answer_seconds_p95": statistics.quantiles(whole, n=20)[-1],
        "retrieval_ms": 1000 * statistics.median(retrieval),
    }


def _questions() -> list[str]:
    answerable = [sample for sample in demo.samples() if sample.answerable]
    step = len(answerable) // QUESTIONS
    return [sample.question for sample in answerable[::step]][:QUESTIONS]


def _ask(library: Library, question: str, survey: Any = None) -> tuple[float, float, Any]:
    """Seconds until something of an answer can be read, and a quote; the finished answer.

    Where nothing is quoted, declining takes the quote's place.
    """
    started = time.monotonic()
    first = quote = 0.0
    answer = None
    for answer in library.stream(question, surveys=[survey] if survey else None):
        now = time.monotonic() - started
        if not first and (answer.pending or answer.claims or answer.abstained):
            first = now
        if not quote and (answer.lead or answer.claims or answer.abstained):
            quote = now
    return first, quote, answer


def _tutorial_first(library: Library, tutorial: Tutorial, question: str) -> float:
    started = time.monotonic()
    first = 0.0
    prompt = tutorial.prompt(question, "")
    for chunk in library.chat_model.stream(prompt, max_tokens=MOST_TOKENS):
        if chunk.text and not first:
            first = time.monotonic() - started
    return first


def _second_question(library: Library) -> Values:
    """A question on a survey after something else was asked, and then another on it."""
    survey = library.surveys()[0]
    questions = ["Which methods does it cover?", "How is alignment evaluated?"]
    ratios = []
    seconds = []
    for repeat in range(REPEATS):
        for _ in library.chat_model.stream([HumanMessage(f"Say {repeat}.")], max_tokens=8):
            pass
        one, _, _ = _ask(library, questions[0], survey)
        two, _, _ = _ask(library, questions[1], survey)
        ratios.append(two / one)
        seconds.append(two)
    return {
        "second_question_first_token_ratio": statistics.median(ratios),
        "second_question_first_token_seconds": statistics.median(seconds),
    }


def _studies(library: Library, folder: Path) -> Values:
    """A comparison of three surveys, then of a fourth beside them; a review, then the kept one."""
    surveys = library.surveys()
    values: Values = {}
    with _timed(values, "compare_seconds"):
        library.compare(surveys, aspects=list(ASPECTS))
    text = demo_sources()[0].read_text(encoding="utf-8").split("## Scope and motivation")[-1]
    path = folder / "fourth.md"
    path.write_text(f"# A Fourth Survey of Aligned Models\n\n## Scope\n{text}", encoding="utf-8")
    fourth = library.add(path)
    with _timed(values, "compare_fourth_seconds"):
        library.compare([*surveys, fourth], aspects=list(ASPECTS))
    library.remove(fourth)
    with _timed(values, "review_seconds"):
        library.review(surveys[0])
    with _timed(values, "review_kept_seconds"):
        library.review(surveys[0])
    return values


def _pdfs(library: Library, folder: Path, data: Path | None) -> Values:
    values: Values = {}
    made = folder / "fifty-pages.pdf"
    paragraphs = [
        line
        for path in demo_sources()
        for line in path.read_text(encoding="utf-8").splitlines()
        if len(line) > 80
    ]
    made.write_bytes(pdf(pages_of(paragraphs, PDF_PAGES)))
    with _timed(values, "pdf_seconds"):
        survey = library.add(made)
    library.remove(survey)
    if data is not None:
        real = data / REAL_PDF
        with _timed(values, "real_pdf_seconds"):
            survey = library.add(real)
        with _timed(values, "real_pdf_review_seconds"):
            library.review(survey)
        with _timed(values, "real_pdf_review_kept_seconds"):
            library.review(survey)
        questions = ["What is reinforcement learning from human feedback?", "What is RLHF?"]
        values["real_pdf_first_token_seconds"] = _ask(library, questions[0], survey)[0]
        values["real_pdf_second_first_token_seconds"] = _ask(library, questions[1], survey)[0]
    return values


@contextlib.contextmanager
def _timed(values: Values, name: str) -> Iterator[None]:
    started = time.monotonic()
    yield
    values[name] = time.monotonic() - started


def _command_line() -> Values:
    program = Path(sys.executable).parent / "survey-assistant"
    if not program.exists():
        return {}
    found = []
    for _ in range(REPEATS + 1):
        started = time.monotonic()
        subprocess.run([str(program), "--help"], check=True, capture_output=True)
        found.append(time.monotonic() - started)
    return {"help_seconds": statistics.median(found[1:])}


def main(arguments: Sequence[str] | None = None) -> int:
    """Measure, print a table, write ``build/bench.json``; 1 with one line when it cannot."""
    parser = argparse.ArgumentParser(prog="python -m evals.bench", description=__doc__)
    parser.add_argument("--data", type=Path, help="folder of data sets: adds a real 51-page PDF")
    parser.add_argument(
        "--passages",
        type=int,
        default=20_000,
        help="size of the index that retrieval is timed on, 0 for none (300000 takes minutes)",
    )
    parser.add_argument("--model", help="a GGUF file or a catalogue name")
    options = parser.parse_args(arguments)
    console, log = Console(), Console(stderr=True)
    settings = Settings.from_environment(model=options.model)
    load = os.getloadavg()[0]
    try:
        if options.data is not None and not (options.data / REAL_PDF).is_file():
            raise EvalError(f"No {REAL_PDF} in {options.data}.")
        say = partial(log.print, "…")
        values = measure(settings, options.data, say, options.passages)
        model = find(settings.model, settings).name
    except (AssistantError, EvalError) as error:
        log.print(f"[red]error:[/red] {error}", highlight=False, soft_wrap=True)
        return 1
    console.print(table(values, f"{model} on {processor()}, {settings.thread_count} threads"))
    if load > 0.5:
        console.print(f"The machine was busy before the run (load {load:.1f}): run it again idle.")
    console.print("\n".join(["Beside this:", *more_lines()]), highlight=False)
    file = ROOT / "build" / "bench.json"
    file.parent.mkdir(exist_ok=True)
    facts = {
        "model": model,
        "machine": processor(),
        "threads": settings.thread_count,
        "date": datetime.now(UTC).strftime("%Y-%m-%d %H:%M UTC"),
        "load_before": load,
    }
    rounded = {name: round(value, 4) for name, value in values.items()}
    file.write_text(json.dumps({**rounded, **facts}, indent=1) + "\n", encoding="utf-8")
    return 0

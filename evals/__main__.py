"""``python -m evals``: run the tasks, print the figures, write the report."""

from __future__ import annotations

import argparse
import json
import shlex
import sys
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import asdict
from pathlib import Path

from rich.console import Console
from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn, TimeElapsedColumn

from assistant.errors import AssistantError
from assistant.models.files.evidence_file import EVIDENCE_MODELS
from assistant.settings import FASTEST_WEIGHTS, SHIPPED_WEIGHTS, Settings
from evals import records
from evals.report.measured import Measured, measure
from evals.report.report import write
from evals.report.setting import setting
from evals.solvers.context import KEPT, Context
from evals.task import HALVES, EvalError, Result, Task, run
from evals.tasks import (
    abstention,
    budget,
    claims,
    demo,
    faithfulness,
    feedback,
    field,
    injection,
    languages,
    ocr,
    page_tables,
    qa,
    reading,
    repeats,
    retrieval,
    reviews,
    summaries,
    tables,
    taxonomies,
    writers,
)

ROOT = Path(__file__).parents[1]
WORK = ROOT / "build" / "evals"
RECORDS = "records"
EPILOG = "python -m evals records FILE... measures the evidence model on files of records."
Tasks = Callable[[Context], Iterator[Task]]
SUITES: Mapping[str, Tasks] = {
    "demo": demo.tasks,
    "qa": qa.tasks,
    "abstention": abstention.tasks,
    "faithfulness": faithfulness.tasks,
    "claims": claims.tasks,
    "reading": reading.tasks,
    "ocr": ocr.tasks,
    "retrieval": retrieval.tasks,
    "summaries": summaries.tasks,
    "reviews": reviews.tasks,
    "tables": tables.tasks,
    "taxonomies": taxonomies.tasks,
    "injection": injection.tasks,
    "budget": budget.tasks,
    "field": field.tasks,
    "feedback": feedback.tasks,
    "languages": languages.tasks,
    "writers": writers.tasks,
    "repeats": repeats.tasks,
    "cells": page_tables.tasks,
}

# What runs only where it is asked for: it needs a library that somebody has used.
BY_NAME = ("feedback",)
# What needs no other data than the shipped ones, and is run where no folder is named.
SHIPPED = ["demo", "languages", "repeats"]


def main(arguments: Sequence[str] | None = None) -> int:
    """Run what the arguments name; 1 with one line on standard error when it cannot."""
    given = list(sys.argv[1:] if arguments is None else arguments)
    console = Console(stderr=True)
    try:
        if given[:1] == [RECORDS]:
            sys.stdout.write(_records(records.records_parser().parse_args(given[1:]), console))
            return 0
        written = _run(_parser().parse_args(given), console)
    except (AssistantError, EvalError) as error:
        console.print(f"[red]error:[/red] {error}", highlight=False, soft_wrap=True)
        return 1
    sys.stdout.write("\n".join(f"{path}" for path in written) + "\n")
    return 0


def _records(options: argparse.Namespace, console: Console) -> str:
    """The tables of files of training records."""
    models = EVIDENCE_MODELS if options.model_file is None else options.model_file
    for path in models:
        if not path.is_file():
            raise EvalError(f"No evidence model {path}. --model-file takes GGUF files.")
    choose = records.chosen_records(options)
    settings = Settings.from_environment(evidence_model="shipped")
    judged = records.open_judges(settings, options.work or WORK, models, not options.no_cosine)
    with _progress(console) as bar, judged as judges:
        return records.measure_files(options.files, judges, _Meter(bar), choose) + "\n"


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(prog="python -m evals", description=__doc__, epilog=EPILOG)
    parser.add_argument(
        "--data", type=Path, help="folder of data sets; without it, what is shipped only"
    )
    parser.add_argument("--task", nargs="+", default=[], metavar="NAME", help=", ".join(SUITES))
    parser.add_argument("--limit", type=int, help="at most so many samples a task")
    parser.add_argument("--half", choices=[*HALVES, "both"], default="both")
    parser.add_argument("--no-baselines", action="store_true", help="run the product only")
    parser.add_argument("--fresh", action="store_true", help="ask the baselines anew")
    parser.add_argument("--model", help="a GGUF file, a catalogue name, or a name at --base-url")
    parser.add_argument("--base-url", help="an OpenAI-compatible endpoint")
    parser.add_argument(
        "--weights",
        choices=[SHIPPED_WEIGHTS, FASTEST_WEIGHTS],
        default=SHIPPED_WEIGHTS,
        help="the model's weights as they came, equal everywhere, or the fastest on this machine",
    )
    parser.add_argument("--report", type=Path, help="folder of the report")
    parser.add_argument("--work", type=Path, default=WORK, help="folder of what runs keep")
    return parser


def _run(options: argparse.Namespace, console: Console) -> tuple[Path, Path]:
    settings = Settings.from_environment(
        model=options.model, base_url=options.base_url, weights=options.weights
    )
    if options.data is not None and not options.data.is_dir():
        raise EvalError(f"No folder {options.data}. --data takes the folder of the data sets.")
    every = [name for name in SUITES if name not in BY_NAME]
    names = options.task or (every if options.data else SHIPPED)
    unknown = [name for name in names if name not in SUITES]
    if unknown:
        raise EvalError(f"No task {unknown[0]!r}. There are: {', '.join(SUITES)}.")
    work = options.work
    if options.fresh:
        (work / KEPT).unlink(missing_ok=True)
    half = None if options.half == "both" else options.half
    found: list[Measured] = []
    with _progress(console) as bar:
        meter = _Meter(bar)
        context = Context(
            settings, options.data, options.limit, not options.no_baselines, work, meter
        )
        for name in names:
            for task in SUITES[name](context):
                meter.title = task.name
                result = run(task, half, meter)
                _keep(result, work)
                found.append(measure(result))
    whole = half is None and options.limit is None and not options.no_baselines
    default = ROOT / "evals" / "reports" if whole and not options.data else work / "report"
    return write(found, setting(settings, _command()), options.report or default)


def _command() -> str:
    return shlex.join(["python", "-m", "evals", *sys.argv[1:]])


def _keep(result: Result, work: Path) -> None:
    """Every sample with its outputs and scores, as JSON lines, for a closer look."""
    work.mkdir(parents=True, exist_ok=True)
    with (work / f"{result.task.name}.jsonl").open("w", encoding="utf-8") as lines:
        for record in result.records:
            scores = {f"{solver}: {name}": s.values for (solver, name), s in record.scores.items()}
            values = {
                "sample": asdict(record.sample),
                "scores": scores,
                "outputs": {name: asdict(output) for name, output in record.outputs.items()},
            }
            lines.write(json.dumps(values, ensure_ascii=False) + "\n")


class _Meter:
    """Progress bars, one a stage of a task."""

    def __init__(self, bar: Progress) -> None:
        self._bar = bar
        self._lines: dict[str, object] = {}
        self.title = ""

    def __call__(self, what: str, done: int, total: int) -> None:
        name = f"{self.title} {what}".strip()
        if name not in self._lines:
            self._lines[name] = self._bar.add_task(name, total=total)
        self._bar.update(self._lines[name], completed=done, total=total)  # type: ignore[arg-type]


def _progress(console: Console) -> Progress:
    return Progress(
        TextColumn("{task.description}"),
        BarColumn(),
        MofNCompleteColumn(),
        TimeElapsedColumn(),
        console=console,
    )


if __name__ == "__main__":
    sys.exit(main())

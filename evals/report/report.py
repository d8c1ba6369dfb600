"""The report of a run: a page of figures first, then each task in full, then failures to read."""

from __future__ import annotations

import json
import math
import os
import platform
import re
from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass
from datetime import UTC, datetime
from importlib.metadata import version
from pathlib import Path
from typing import Any

import prompts
from assistant.models.files.defaults import default_embedding_model
from assistant.models.files.resolve import find
from assistant.settings import Settings
from evals.report import overview
from evals.report.intervals import Difference, Figure, differences, figures
from evals.task import Half, Record, Result

MOST_FAILURES = 30
LONGEST_TEXT = 700
PACKAGES = ("survey-assistant", "llama-cpp-python", "chromadb", "langchain-core")


@dataclass(frozen=True)
class Setting:
    """What a run ran on: model and embedder files, prompts, machine, settings, date (UTC)."""

    date: str
    model: str
    embedder: str
    prompts: Mapping[str, str]
    machine: str
    packages: Mapping[str, str]
    settings: Mapping[str, object]
    command: str


def setting(settings: Settings, command: str) -> Setting:
    """The setting of this run."""
    model = settings.model or ""
    if not settings.base_url:
        path = find(settings.model, settings)
        model = f"{path.name} ({path.stat().st_size / 1e6:.0f} MB)"
    shown = ("base_url", "context_tokens", "evidence_tokens")
    return Setting(
        date=datetime.now(UTC).strftime("%Y-%m-%d %H:%M UTC"),
        model=model,
        embedder=default_embedding_model(settings).name,
        prompts=prompts.digests(),
        machine=f"{processor()}, {os.cpu_count()} cores, {platform.system()}, "
        f"Python {platform.python_version()}",
        packages={name: version(name) for name in PACKAGES},
        settings={name: getattr(settings, name) for name in shown}
        | {"threads": settings.thread_count},
        command=command,
    )


def processor() -> str:
    """The processor's name, as far as the system tells."""
    info = Path("/proc/cpuinfo")
    if info.is_file():
        names = re.findall(r"^model name\s*:\s*(.+)$", info.read_text(), re.MULTILINE)
        if names:
            return names[0]
    return platform.processor() or platform.machine()


@dataclass(frozen=True)
class Measured:
    """A task's figures, differences and failures, ready to be written."""

    name: str
    title: str
    notes: tuple[str, ...]
    samples: int
    solvers: tuple[str, ...]
    figures: tuple[Figure, ...]
    differences: tuple[Difference, ...]
    decimals: Mapping[str, int]
    failures: tuple[str, ...]
    charts: Mapping[str, str]
    details: str = ""

    def figure(self, scorer: str, solver: str, half: Half | None) -> Figure | None:
        """One figure, or None where the measure does not apply."""
        wanted = (scorer, solver, half)
        found = (f for f in self.figures if (f.scorer, f.solver, f.half) == wanted)
        return next(found, None)


def measured(result: Result) -> Measured:
    """The figures of a task that has run."""
    task = result.task
    return Measured(
        name=task.name,
        title=task.title,
        notes=task.notes,
        samples=len(result.records),
        solvers=tuple(task.solvers),
        figures=tuple(figures(result)),
        differences=tuple(differences(result)),
        decimals={scorer.name: scorer.decimals for scorer in task.scorers},
        failures=tuple(_failures(result)),
        charts=task.charts(result.records) if task.charts is not None else {},
        details=task.details(result.records) if task.details is not None else "",
    )


def write(tasks: Sequence[Measured], where: Setting, folder: Path) -> tuple[Path, Path]:
    """``latest.md`` and ``latest.json`` in a folder, beside the charts; returns both paths."""
    folder.mkdir(parents=True, exist_ok=True)
    text, data = folder / "latest.md", folder / "latest.json"
    text.write_text(markdown(tasks, where), encoding="utf-8")
    for name, picture in ((n, p) for task in tasks for n, p in task.charts.items()):
        (folder / f"{name}.svg").write_text(picture, encoding="utf-8")
    values = {"setting": asdict(where), "tasks": [as_values(task) for task in tasks]}
    data.write_text(json.dumps(values, ensure_ascii=False, indent=1) + "\n", encoding="utf-8")
    return text, data


def as_values(task: Measured) -> dict[str, Any]:
    """A task as plain values; what is not a number is null."""
    values = asdict(task)
    del values["charts"], values["details"]
    for row in [*values["figures"], *values["differences"]]:
        for name, value in row.items():
            if isinstance(value, float) and math.isnan(value):
                row[name] = None
    return values


def markdown(tasks: Sequence[Measured], where: Setting) -> str:
    """The whole report."""
    parts = ["# Evals of survey-assistant", _setting_lines(where), "## In short", _legend()]
    parts.append(table(overview.HEADER, overview.rows(tasks)))
    parts += ["## Every measure, both halves together", *(_summary(task) for task in tasks)]
    for task in tasks:
        parts += [f"## {task.title} (`{task.name}`)", *task.notes, _halves_table(task)]
        if task.differences:
            parts += ["Differences to the baselines, with 95 % intervals:", _differences(task)]
        parts += [f"![{name}]({name}.svg)" for name in task.charts]
        parts.append(task.details)
    for task in tasks:
        if task.failures:
            parts += [f"## Failures: {task.title}", *task.failures]
    return "\n\n".join(part for part in parts if part) + "\n"


def _legend() -> str:
    return (
        "Each measure on the half to develop on and on the half to confirm on (samples in "
        "brackets), beside the baseline that does best on the latter, with the 95 % bootstrap "
        "interval of the paired difference: better or worse where it leaves zero out, else "
        "undecided. Samples are split once, by hash. Baselines use the same model and embedder, "
        "in the same process."
    )


def _setting_lines(where: Setting) -> str:
    rows = {
        "Date": where.date,
        "Command": f"`{where.command}`",
        "Model": where.model,
        "Embedder": where.embedder,
        "Machine": where.machine,
        "Settings": _pairs(where.settings),
        "Packages": _pairs(where.packages),
        "Prompts": _pairs(where.prompts),
    }
    return "\n".join(f"- {name}: {value}" for name, value in rows.items())


def _pairs(values: Mapping[str, object]) -> str:
    return ", ".join(f"{name} {value}" for name, value in values.items() if value is not None)


def _summary(task: Measured) -> str:
    header = f"**{task.title}** ({task.samples} samples)"
    rows = []
    for scorer in dict.fromkeys(figure.scorer for figure in task.figures):
        cells = [_shown(task, task.figure(scorer, solver, None)) for solver in task.solvers]
        rows.append([scorer, *cells])
    return f"{header}\n\n{table(['', *task.solvers], rows)}"


def _halves_table(task: Measured) -> str:
    rows = []
    for scorer in dict.fromkeys(figure.scorer for figure in task.figures):
        for solver in task.solvers:
            if task.figure(scorer, solver, None) is None:
                continue
            halves: tuple[Half | None, ...] = ("develop", "confirm", None)
            found = [task.figure(scorer, solver, half) for half in halves]
            rows.append([scorer, solver, *(_shown(task, f, counted=True) for f in found)])
    return table(["measure", "solver", "develop", "confirm", "both"], rows)


def _differences(task: Measured) -> str:
    by_key = {(d.scorer, d.baseline, d.half): d for d in task.differences}
    rows = []
    for scorer, baseline in dict.fromkeys((d.scorer, d.baseline) for d in task.differences):
        halves: tuple[Half | None, ...] = ("develop", "confirm", None)
        cells = [_spread(by_key.get((scorer, baseline, half))) for half in halves]
        rows.append([scorer, baseline, *cells])
    return table(["measure", "against", "develop", "confirm", "both"], rows)


def _shown(task: Measured, figure: Figure | None, counted: bool = False) -> str:
    if figure is None or math.isnan(figure.value):
        return "–"
    places = task.decimals[figure.scorer]
    error = "" if math.isnan(figure.error) else f" ± {figure.error:.{places}f}"
    count = f" ({figure.count})" if counted else ""
    return f"{figure.value:.{places}f}{error}{count}"


def _spread(difference: Difference | None) -> str:
    if difference is None or math.isnan(difference.value):
        return "–"
    return f"{difference.value:+.3f} [{difference.low:+.3f}, {difference.high:+.3f}]"


def table(header: Sequence[str], rows: Sequence[Sequence[str]]) -> str:
    """A Markdown table."""
    lines = [header, ["---"] * len(header), *rows]
    return "\n".join("| " + " | ".join(_cell(text) for text in line) + " |" for line in lines)


def _cell(text: str) -> str:
    return text.replace("|", "\\|").replace("\n", " ")


def _failures(result: Result) -> list[str]:
    """The product's worst outputs by the task's own measure, for reading."""
    solver, scorer = next(iter(result.task.solvers)), result.task.failures
    if not scorer:
        return []
    scored = [r for r in result.records if (solver, scorer) in r.scores]
    worst = sorted(scored, key=lambda r: r.scores[solver, scorer].values)
    bad = [r for r in worst if r.scores[solver, scorer].values[0] < 0.5]
    return [_failure(record, solver, scorer) for record in bad[:MOST_FAILURES]]


def _failure(record: Record, solver: str, scorer: str) -> str:
    sample, output = record.sample, record.outputs[solver]
    score = record.scores[solver, scorer]
    gold = "; ".join(sample.targets) if sample.targets else "(to be declined)"
    if sample.answerable and not sample.targets:
        gold = "(to be answered)"
    said = output.text or ("(abstained)" if output.abstained else "(nothing)")
    lines = [
        f"- **{sample.id}** {_short(sample.question)} — {scorer} {score.values[0]:.2f}",
        f"  - gold: {_short(gold)}",
        f"  - answer: {_short(said)}",
    ]
    lines += [
        f"  - {claim.verdict}{f' ({claim.reason})' if claim.reason else ''}: {_short(claim.text)}"
        for claim in output.statements
    ]
    if output.evidence:
        lines.append(f"  - evidence: {_short(' / '.join(output.evidence))}")
    return "\n".join(lines)


def _short(text: str) -> str:
    plain = " ".join(text.split())
    return plain if len(plain) <= LONGEST_TEXT else plain[: LONGEST_TEXT - 1] + "…"

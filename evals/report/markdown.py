"""A report as Markdown: figures first, then each task in full, then failures to read."""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence

from evals.report import overview
from evals.report.intervals import Difference, Figure
from evals.report.measured import Measured
from evals.report.setting import Setting
from evals.report.table import table
from evals.task import Half


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

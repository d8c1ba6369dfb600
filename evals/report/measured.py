"""A task that has run: its figures, its differences to the baselines, its failures to read."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from evals.report.intervals import Difference, Figure, differences, figures
from evals.task import Half, Record, Result

MOST_FAILURES = 30
LONGEST_TEXT = 700
# What a task's own measure must fall short of for an output to be listed as a failure.
FAILED_BELOW = 0.5


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


def measure(result: Result) -> Measured:
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


def _failures(result: Result) -> list[str]:
    """The product's worst outputs by the task's own measure, for reading."""
    solver, scorer = next(iter(result.task.solvers)), result.task.failures
    if not scorer:
        return []
    scored = [r for r in result.records if (solver, scorer) in r.scores]
    worst = sorted(scored, key=lambda r: r.scores[solver, scorer].values)
    bad = [r for r in worst if r.scores[solver, scorer].values[0] < FAILED_BELOW]
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
        for claim in output.claims
    ]
    if output.evidence:
        lines.append(f"  - evidence: {_short(' / '.join(output.evidence))}")
    return "\n".join(lines)


def _short(text: str) -> str:
    plain = " ".join(text.split())
    return plain if len(plain) <= LONGEST_TEXT else plain[: LONGEST_TEXT - 1] + "…"

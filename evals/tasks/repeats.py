"""The same answer twice: everything asked again in a fresh process, byte by byte.

A second run asks in the same order. A third asks in the reverse order, so that the model has read
other text before each question, as it has on another day.
"""

from __future__ import annotations

import functools
import json
from collections.abc import Iterator, Mapping
from dataclasses import replace

from evals.scorers.tallies import recall
from evals.solvers.context import Context
from evals.solvers.fresh import Plan, fresh_run
from evals.task import Output, Sample, Solver, Tally, Task, first
from evals.tasks import demo, languages

MOST_QUESTIONS = 200
REVIEWS = ("Shen", "Yao")
ASPECTS = ("scope", "taxonomy", "methods", "evaluation", "findings", "limitations")
SAME = "byte-identical"


def tasks(context: Context) -> Iterator[Task]:
    """One task: 200 questions on the demo digests, two reviews and a comparison."""
    asked = first([*demo.samples(), *_in_other_words()], context.most(MOST_QUESTIONS))
    studies = [*(f"review of {name}" for name in REVIEWS), "comparison"]
    samples = (*asked, *(Sample(id=name, question=name, kinds=("study",)) for name in studies))
    plan = Plan(context.settings, tuple(s.question for s in asked), REVIEWS, ASPECTS)
    yield Task(
        name="repeats",
        title="The same answer twice, in fresh processes",
        samples=samples,
        solvers=_solvers(plan, [sample.id for sample in samples]),
        scorers=(
            recall(SAME).on("-study", f"answers {SAME}"),
            recall(SAME).on("study", f"reviews and comparison {SAME}"),
        ),
        failures=f"answers {SAME}",
        notes=("Texts, verdicts, quotes, sections and pages are compared; times are not.",),
    )


def _in_other_words() -> list[Sample]:
    """Questions on the English digests of the set that asks in several languages."""
    return [
        Sample(id=f"{record['id']}-{language}", question=question)
        for record in map(json.loads, languages.QUESTIONS.read_text("utf-8").splitlines())
        if record["language"] == "en"
        for language, question in record["questions"].items()
    ]


def _solvers(plan: Plan, ids: list[str]) -> dict[str, Solver]:
    @functools.cache
    def run(order: str) -> Mapping[str, str]:
        count = len(plan.questions)
        if order != "reversed":
            return dict(zip(ids, fresh_run(plan), strict=True))
        texts = fresh_run(replace(plan, questions=plan.questions[::-1]))
        return dict(zip([*ids[:count][::-1], *ids[count:]], texts, strict=True))

    def against(order: str) -> Solver:
        def solve(sample: Sample) -> Output:
            before, after = run("first")[sample.id], run(order)[sample.id]
            misses = () if before == after else (f"{_differs(before, after)}",)
            return Output(before, tallies=(Tally(SAME, int(before == after), 1, misses=misses),))

        return solve

    return {"asked again": against("again"), "in reverse order": against("reversed")}


def _differs(one: str, other: str) -> str:
    """The first line that differs, in both."""
    pairs = zip(one.splitlines(), other.splitlines(), strict=False)
    return next((f"{a} | {b}" for a, b in pairs if a != b), "one is longer")

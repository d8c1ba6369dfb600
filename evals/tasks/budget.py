"""What more evidence buys: token-F1 and gold words against the length of the prompt."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from contextlib import ExitStack
from dataclasses import replace
from statistics import fmean

from evals.datasets.papers import LEVAL, leval
from evals.report.charts import line_chart
from evals.scorers.cost import cost
from evals.scorers.retrieval import evidence_words
from evals.scorers.text import answer_f1
from evals.solvers.context import PRODUCT, TUTORIAL, Context, question_solvers
from evals.solvers.corpus import corpus, product
from evals.task import Record, Solver, Task, first

BUDGETS = (100, 200, 350, 500, 700)
F1, WORDS = "token-F1", "gold answer's words in evidence"


def tasks(context: Context) -> Iterator[Task]:
    """L-Eval's questions, yes/no ones left out, with several budgets of evidence tokens."""
    found = leval(context.file(LEVAL))
    plain = [sample for sample in found.samples if "yesno" not in sample.kinds]
    chosen = first(plain, context.limit)
    papers = found.needed(chosen)
    solvers: dict[str, Solver] = {}
    with ExitStack() as stack:
        for tokens in BUDGETS:
            settings = replace(context.settings, evidence_tokens=tokens)
            made = stack.enter_context(corpus(papers, settings, context.progress, context.work))
            solvers[f"{PRODUCT}, {tokens} tokens"] = product(made)
        if context.baselines:
            solvers[TUTORIAL] = question_solvers(context, made, bare=False)[TUTORIAL]
        yield Task(
            name="budget",
            title="More evidence: L-Eval with several budgets",
            samples=chosen,
            solvers=solvers,
            scorers=(
                replace(answer_f1(F1), compared=False),
                replace(evidence_words(WORDS, lambda sample: sample.targets), compared=False),
                cost("prompt tokens", lambda output: output.prompt_tokens),
                cost("seconds", lambda output: output.seconds, 2),
            ),
            charts=charts,
        )


def charts(records: Sequence[Record]) -> dict[str, str]:
    """Both measures over the mean length of the prompt."""
    lines: dict[str, list[tuple[float, float]]] = {}
    for solver in records[0].outputs if records else ():
        lengths = [r.outputs[solver].prompt_tokens for r in records]
        asked = [length for length in lengths if length]
        if not asked:
            continue
        name = TUTORIAL if solver == TUTORIAL else PRODUCT
        for measure in (F1, WORDS):
            scores = [r.scores[solver, measure].values[0] for r in records
                      if (solver, measure) in r.scores]  # fmt: skip
            if scores:
                lines.setdefault(f"{name}: {measure}", []).append((fmean(asked), fmean(scores)))
    return {
        "budget": line_chart(
            "What more evidence buys (L-Eval)", "prompt tokens, mean", "share", lines
        )
    }

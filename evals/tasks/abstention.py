"""When to decline: questions to the right and to a wrong paper, and questions without an answer."""

from __future__ import annotations

import contextlib
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace

import numpy as np

from evals.datasets.chinese import CHINESE, chinese
from evals.datasets.papers import (
    BAMBOO,
    JAQUAD,
    LEVAL,
    MOST_JAPANESE,
    QASA,
    PaperSet,
    bamboo,
    generic,
    jaquad,
    leval,
    qasa,
)
from evals.report.charts import line_chart
from evals.scorers import classification
from evals.scorers.abstention import abstention, confidence_auc, refused
from evals.scorers.cost import cost
from evals.solvers.context import PRODUCT, Context, question_solvers
from evals.solvers.corpus import Corpus, corpus
from evals.task import Output, Record, Sample, Score, Scorer, Task, first

BINS = 10
PAIR, PARTICULAR, GENERIC = "pair", "particular", "generic"


def tasks(context: Context) -> Iterator[Task]:
    """One task over the three English sets, with figures for each; one in Japanese and Chinese."""
    sets = {"leval": leval(context.file(LEVAL)), "bamboo": bamboo(context.file(BAMBOO))}
    unanswerable = qasa(context.file(QASA))
    chosen: list[Sample] = []
    papers: dict[str, str] = {}
    for name, found in sets.items():
        chosen += pairs(found, name, first(found.samples, _share(context.limit)))
        papers |= found.papers
    chosen += first(unanswerable.samples, _share(context.limit))
    papers |= unanswerable.papers
    with _corpus(context, chosen, papers) as made:
        yield Task(
            name="abstention",
            title="Right paper, wrong paper, and questions without an answer",
            samples=tuple(chosen),
            solvers=question_solvers(context, made, bare=False),
            scorers=_scorers(),
            failures="right decision",
            charts=charts,
            notes=(
                "Every question is put to its own paper (to be answered) and to another of its "
                "set (to be declined); QASA's have no answer in the paragraph that is their "
                "document. The positive class is declining.",
                "Generic questions name nothing particular (all their words stand in a third of "
                "the papers): a wrong paper may well answer them.",
            ),
        )
    others = (
        ("jaquad", "Japanese: right article and wrong article", jaquad(context.file(JAQUAD))),
        ("chinese", "Chinese: right document and wrong document", chinese(context.file(CHINESE))),
    )
    most = context.most_compared(MOST_JAPANESE)
    for name, title, found in others:
        asked = pairs(found, name, first(found.samples, most))
        with _corpus(context, asked, found.papers) as made:
            yield Task(
                name=f"abstention-{name}",
                title=title,
                samples=tuple(asked),
                solvers=question_solvers(context, made, bare=False),
                scorers=(*_of_kind(name), right_decision()),
                failures="right decision",
                notes=("Every question is put to its own document and to another.",),
            )


def _corpus(
    context: Context, samples: Sequence[Sample], papers: Mapping[str, str]
) -> contextlib.AbstractContextManager[Corpus]:
    needed = PaperSet(tuple(samples), papers).needed(samples)
    return corpus(needed, context.settings, context.progress, context.work)


def pairs(found: PaperSet, name: str, samples: Sequence[Sample]) -> list[Sample]:
    """Each question to its own paper and to the next one of the set."""
    vague = generic(found)
    order = sorted(found.papers)
    made = []
    for sample in samples:
        kinds = (PAIR, name, GENERIC if sample.id in vague else PARTICULAR)
        other = order[(order.index(sample.source) + 1) % len(order)]
        made.append(replace(sample, id=f"{sample.id}-right", kinds=kinds))
        made.append(
            replace(
                sample,
                id=f"{sample.id}-wrong",
                kinds=kinds,
                source=other,
                answerable=False,
                targets=(),
                evidence=(),
            )
        )
    return made


def _share(limit: int | None) -> int | None:
    return None if limit is None else max(1, limit // 5)


def _scorers() -> tuple[Scorer, ...]:
    by_kind = [
        scorer
        for kind in (PAIR, "leval", "bamboo", PARTICULAR, GENERIC)
        for scorer in _of_kind(kind)
    ]
    return (
        abstention("abstention F1, all", classification.f1),
        abstention("abstention precision, all", classification.precision),
        abstention("abstention recall, all", classification.recall),
        *by_kind,
        abstention("recall, qasa", classification.recall).on("qasa"),
        right_decision(),
        cost("seconds", lambda output: output.seconds, 2),
    )


def _of_kind(kind: str) -> tuple[Scorer, ...]:
    return (
        abstention(f"F1, {kind}", classification.f1).on(kind),
        refused(f"answerable refused, {kind}").on(kind),
        confidence_auc(f"AUC, {kind}").on(kind),
    )


def charts(records: Sequence[Record]) -> dict[str, str]:
    """How often a confidence is right, and what each threshold on it would give."""
    known = [(r.sample.answerable, r.outputs[PRODUCT].confidence) for r in records]
    rows = np.array([(float(a), c) for a, c in known if c is not None])
    if len(rows) < 2 * BINS:
        return {}
    rows = rows[rows[:, 1].argsort()]
    bins = [
        (float(part[:, 1].mean()), float(part[:, 0].mean())) for part in np.array_split(rows, BINS)
    ]
    f1, refusals = [], []
    for threshold in np.unique(rows[:, 1]):
        did = (rows[:, 1] < threshold).astype(float)
        f1.append((float(threshold), classification.f1(np.column_stack([1 - rows[:, 0], did]))))
        refusals.append((float(threshold), float(did[rows[:, 0] == 1].mean())))
    return {
        "abstention-reliability": line_chart(
            "How many questions have an answer, by confidence",
            "confidence (tenths of the samples)",
            "share answerable",
            {"share answerable": bins},
            top=1.0,
        ),
        "abstention-threshold": line_chart(
            "What a threshold on the confidence would give",
            "decline below this confidence",
            "share",
            {"F1 of declining": f1, "answerable refused": refusals},
            top=1.0,
        ),
    }


def right_decision() -> Scorer:
    """Whether it answered what has an answer, and declined what has none."""

    def score(sample: Sample, output: Output) -> Score:
        return Score((float(sample.answerable != output.abstained),))

    return Scorer("right decision", score)

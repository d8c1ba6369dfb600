"""When to decline: questions to the right and to a wrong paper, and questions without an answer."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import replace

from evals import scorers
from evals.context import Context, question_solvers
from evals.corpus import corpus
from evals.papers import BAMBOO, LEVAL, QASA, PaperSet, bamboo, generic, leval, qasa
from evals.task import Sample, Scorer, Task, first

PAIR, PARTICULAR, GENERIC = "pair", "particular", "generic"


def tasks(context: Context) -> Iterator[Task]:
    """One task over all three sets, with figures for each."""
    sets = {"leval": leval(context.file(LEVAL)), "bamboo": bamboo(context.file(BAMBOO))}
    unanswerable = qasa(context.file(QASA))
    chosen: list[Sample] = []
    papers: dict[str, str] = {}
    for name, found in sets.items():
        chosen += pairs(found, name, first(found.samples, _share(context.limit)))
        papers |= found.papers
    chosen += first(unanswerable.samples, _share(context.limit))
    papers |= unanswerable.papers
    needed = PaperSet(tuple(chosen), papers).needed(chosen)
    with corpus(needed, context.settings, context.progress) as made:
        yield Task(
            name="abstention",
            title="Right paper, wrong paper, and questions without an answer",
            samples=tuple(chosen),
            solvers=question_solvers(context, made, bare=False),
            scorers=_scorers(),
            failures="right decision",
            notes=(
                "Every question is put to its own paper (to be answered) and to another of its "
                "set (to be declined); QASA's have no answer in the paragraph that is their "
                "document. The positive class is declining.",
                "Generic questions name nothing particular (all their words stand in a third of "
                "the papers): a wrong paper may well answer them.",
            ),
        )


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
        for scorer in (
            scorers.abstention(f"F1, {kind}", scorers.abstention_f1, kind),
            scorers.refused(f"answerable refused, {kind}", kind),
            scorers.confidence_auc(f"AUC, {kind}", kind),
        )
    ]
    return (
        scorers.abstention("abstention F1, all", scorers.abstention_f1),
        scorers.abstention("abstention precision, all", scorers.abstention_precision),
        scorers.abstention("abstention recall, all", scorers.abstention_recall),
        *by_kind,
        scorers.abstention("recall, qasa", scorers.abstention_recall, "qasa"),
        right_decision(),
        scorers.cost("seconds", lambda output: output.seconds, 2),
    )


def right_decision() -> Scorer:
    """Whether it answered what has an answer, and declined what has none."""

    def score(sample: Sample, output: scorers.Output) -> scorers.Score:
        return scorers.Score((float(sample.answerable != output.abstained),))

    return Scorer("right decision", score)

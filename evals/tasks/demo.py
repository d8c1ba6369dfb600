"""The shipped questions over the three demo digests: retrieval, answers, citations, abstaining."""

from __future__ import annotations

import json
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

from assistant.demo import demo_sources
from assistant.documents.passages import split
from evals.scorers import classification
from evals.scorers.abstention import abstention, confidence_auc, refused
from evals.scorers.citations import citation_precision, citation_recall, supported_share
from evals.scorers.cost import cost
from evals.scorers.retrieval import evidence_recall, evidence_words, ranking
from evals.scorers.text import answer_f1, contains
from evals.solvers.context import PRODUCT, Context, question_solvers
from evals.solvers.corpus import Corpus, corpus
from evals.task import Output, Sample, Scorer, Solver, Task, first, split_halves

QUESTIONS = Path(__file__).parents[1] / "data" / "demo_questions.jsonl"
DEPTH = 10


def samples() -> tuple[Sample, ...]:
    """The shipped questions; each may be answered from any digest."""
    found = []
    for line in QUESTIONS.read_text(encoding="utf-8").splitlines():
        record = json.loads(line)
        found.append(
            Sample(
                id=record["id"],
                question=record["question"],
                targets=(record["answer"],) if record["answer"] else (),
                evidence=tuple(record["evidence"]),
                answerable=record["kind"] != "unanswerable",
                kinds=(record["kind"],),
            )
        )
    return split_halves(found)


def tasks(context: Context) -> Iterator[Task]:
    """One task; the whole library is asked."""
    texts = {path.name: path.read_text(encoding="utf-8") for path in demo_sources()}
    with corpus(texts, context.settings, context.progress) as made:
        solvers = question_solvers(context, made)
        solvers[PRODUCT] = _with_ranking(solvers[PRODUCT], made)
        yield Task(
            name="demo",
            title="Shipped questions on the three demo digests",
            samples=first(samples(), context.limit),
            solvers=solvers,
            scorers=_scorers(),
            failures="token-F1",
            notes=(
                "Digests and questions have one author, so scores are higher than on papers.",
                "The gold sentences are not the only ones that may carry an answer: citation "
                "precision is a lower bound.",
            ),
        )


def _scorers() -> tuple[Scorer, ...]:
    return (
        answer_f1(),
        evidence_recall(1),
        evidence_recall(5),
        ranking("nDCG", DEPTH),
        evidence_words("gold words in evidence", lambda s: s.targets).on("-unanswerable"),
        citation_precision(),
        citation_recall(),
        supported_share(),
        abstention("abstention precision", classification.precision),
        abstention("abstention recall", classification.recall),
        abstention("abstention F1", classification.f1),
        refused(),
        confidence_auc("abstention AUC"),
        cost("prompt tokens", lambda output: output.prompt_tokens),
        cost("seconds", lambda output: output.seconds, 2),
    )


def _with_ranking(solve: Solver, made: Corpus) -> Solver:
    """The product's answer along with the passages that its search ranks best."""
    passages = [
        passage
        for survey in made.surveys.values()
        for info in survey.documents
        for passage in split(made.library.document(info.id))
    ]

    def solve_and_rank(sample: Sample) -> Output:
        hits = made.library.search(sample.question, k=DEPTH)
        relevant = [
            passage.id
            for passage in passages
            if any(contains(passage.text, gold) for gold in sample.evidence)
        ]
        return replace(
            solve(sample),
            ranked=tuple(hit.passage.id for hit in hits),
            texts=tuple(hit.passage.text for hit in hits),
            relevant=tuple(relevant),
        )

    return solve_and_rank

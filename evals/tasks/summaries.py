"""One-line summaries of abstracts (SciTLDR), as the first field of a review."""

from __future__ import annotations

import time
from collections.abc import Iterator

from evals.datasets.papers import read_lines
from evals.scorers.cost import cost
from evals.scorers.text import rouge, tokens
from evals.solvers.baselines import plain_prompt, with_cache
from evals.solvers.context import KEPT, PRODUCT, Context
from evals.solvers.corpus import Corpus, corpus
from evals.task import (
    QUOTED,
    Claim,
    Output,
    Sample,
    Score,
    Scorer,
    Solver,
    Task,
    first,
    split_halves,
)

SCITLDR = "summaries/scitldr_a.dev.jsonl"
MOST = 150
PROMPT = "Say in one sentence what this paper is about.\n\nTitle: {title}\n\nAbstract: {abstract}"


def tasks(context: Context) -> Iterator[Task]:
    """One task; every paper is a document of its title and abstract."""
    samples, papers = read(context)
    chosen = first(samples, context.most(MOST))
    needed = {sample.source: papers[sample.source] for sample in chosen}
    with corpus(needed, context.settings, context.progress) as made:
        solvers: dict[str, Solver] = {PRODUCT: one_line(made)}
        if context.baselines:
            model = made.library.chat_model
            plain = plain_prompt(
                model,
                lambda s: PROMPT.format(title=s.question, abstract=" ".join(s.evidence)),
            )
            solvers["plain prompt"] = with_cache(
                plain,
                context.work / KEPT,
                lambda s: "\n".join(("one line", made.library.model_name, s.question, *s.evidence)),
            )
            solvers["first sentence"] = lambda sample: Output(sample.evidence[0])
            solvers["title"] = lambda sample: Output(sample.question)
        yield Task(
            name="summaries",
            title="One-line summaries (SciTLDR)",
            samples=chosen,
            solvers=solvers,
            scorers=_scorers(),
            failures="ROUGE-L",
            notes=("ROUGE against the reference that it matches best, each measure by itself.",),
        )


def read(context: Context) -> tuple[tuple[Sample, ...], dict[str, str]]:
    """Titles as questions, the abstract's sentences as evidence, summaries as targets."""
    papers, samples = {}, []
    for number, record in enumerate(read_lines(context.file(SCITLDR))):
        name = f"scitldr-{number:04}.md"
        title = " ".join(record["title"].split())
        papers[name] = f"# {title}\n\n## Abstract\n\n{' '.join(record['source'])}\n"
        samples.append(
            Sample(
                id=f"scitldr-{number:04}",
                question=title,
                targets=tuple(record["target"]),
                evidence=tuple(record["source"]),
                source=name,
            )
        )
    return split_halves(samples), papers


def one_line(made: Corpus) -> Solver:
    """The product: the one-line field of a review, and no more of it."""

    def solve(sample: Sample) -> Output:
        started = time.monotonic()
        for review in made.library.stream_review(made.surveys[sample.source]):
            field = review.field("one_line")
            if field is not None:
                return Output(
                    text=" ".join(claim.text for claim in field.items),
                    claims=tuple(map(Claim.of, field.items)),
                    seconds=time.monotonic() - started,
                )
        return Output()

    return solve


def _scorers() -> tuple[Scorer, ...]:
    return (
        *(
            _rouge(name, key)
            for name, key in (
                ("ROUGE-1", "rouge1"),
                ("ROUGE-2", "rouge2"),
                ("ROUGE-L", "rougeL"),
            )
        ),
        _quoted(),
        cost("words", lambda output: len(tokens(output.text)), 1),
        cost("seconds", lambda output: output.seconds, 2),
    )


def _rouge(name: str, key: str) -> Scorer:
    def score(sample: Sample, output: Output) -> Score:
        return Score((max(rouge(output.text, target)[key] for target in sample.targets),))

    return Scorer(name, score)


def _quoted() -> Scorer:
    """How often the abstract's own sentence was taken because the model's was not supported."""

    def score(sample: Sample, output: Output) -> Score | None:
        if not output.claims:
            return None
        return Score((float(output.claims[0].reason == QUOTED),))

    return Scorer("quoted instead", score, compared=False)

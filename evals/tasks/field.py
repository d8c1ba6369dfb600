"""Papers as people have them: how they are read, told apart, and asked about.

Reads ``field/`` of the folder of data sets: ``pdf/`` with papers of many publishers, ``small/``
with files of one difficulty each, ``questions.jsonl`` with facts to ask about the papers.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import replace
from pathlib import Path
from typing import Any

from evals.datasets import reading_gold
from evals.datasets.papers import read_lines
from evals.scorers.abstention import abstention, refused
from evals.scorers.classification import f1, precision, recall
from evals.scorers.cost import cost
from evals.solvers.context import PRODUCT, TWO_SENTENCES, Context
from evals.solvers.corpus import Corpus, library_of, product, two_sentences
from evals.task import (
    Claim,
    EvalError,
    Output,
    Sample,
    Score,
    Scorer,
    Solver,
    Task,
    first,
    split_halves,
)
from evals.tasks.reading import reading_task

FOLDER = "field"
ALL = f"{PRODUCT}, all surveys in scope"
APART, TOGETHER, READABLE = "apart", "together", "readable"
# Different works whose DOI or title is alike, as the texts have it.
DIFFERENT = (
    ("doi-broken-a.pdf", "doi-broken-b.pdf"),
    ("doi-broken-a.pdf", "waskom2021_joss.pdf"),
    ("doi-broken-b.pdf", "waskom2021_joss.pdf"),
    ("same-title-1.md", "same-title-2.md"),
)
# A preprint and what was printed of it.
SAME = (("preprint.md", "published.md"),)


def tasks(context: Context) -> Iterator[Task]:
    """Three tasks: reading, merging, questions."""
    folder = context.file(FOLDER)
    papers = sorted((folder / "pdf").glob("*.pdf"))
    if not papers:
        raise EvalError(f"No PDFs in {folder / 'pdf'}. Put the papers there.")
    yield reading_task(context, "field-reading", "Field: how papers of many kinds are read", papers)
    yield merging(context, folder)
    yield from questions(context, folder, papers)


def merging(context: Context, folder: Path) -> Task:
    """Which files are taken for one work, once all of them are in one library."""
    named = {name for pair in (*DIFFERENT, *SAME) for name in pair}
    small = sorted((folder / "small").iterdir())
    paths = [*small, *(path for path in (folder / "pdf").glob("*.pdf") if path.name in named)]
    surveys: dict[str, str] = {}
    with library_of(paths, context.settings, context.progress, context.work) as made:
        for survey in made.library.surveys():
            surveys |= {info.name: survey.id for info in survey.documents}
        proposed = [set(proposal.surveys) for proposal in made.library.merge_proposals()]

    def solve(sample: Sample) -> Output:
        refused = [made.refused[name] for name in sample.evidence if name in made.refused]
        if refused:
            return Output(text=f"refused: {refused[0]}")
        found = {surveys[name] for name in sample.evidence}
        if len(found) == 1:
            return Output(text="one survey")
        return Output(text="two surveys, proposed as one" if found in proposed else "two surveys")

    pairs = [(pair, APART) for pair in DIFFERENT] + [(pair, TOGETHER) for pair in SAME]
    there = {path.name for path in paths}
    samples = [_pair(pair, kind) for pair, kind in pairs if there.issuperset(pair)]
    samples += [_pair((path.name,), READABLE) for path in small]
    return Task(
        name="field-merging",
        title="Field: which files are one work",
        samples=first(split_halves(samples), context.limit),
        solvers={PRODUCT: solve},
        scorers=(
            _right().on(APART, "different works kept apart"),
            _right().on(TOGETHER, "versions of one work put or proposed together"),
            _right().on(READABLE, "files that are read"),
        ),
        failures="different works kept apart",
        notes=("All files are in one library, in the order of their names.",),
    )


def _pair(names: tuple[str, ...], kind: str) -> Sample:
    name = " and ".join(names)
    return Sample(name, f"{name}: {kind}?", evidence=names, kinds=(kind,))


def _right() -> Scorer:
    def score(sample: Sample, output: Output) -> Score:
        if sample.kinds[0] == READABLE:
            return Score((float(output.text == "one survey"),), output.text)
        together = output.text in ("one survey", "two surveys, proposed as one")
        read = not output.text.startswith("refused")
        kept = output.text != "one survey"
        return Score((float(read and (kept if APART in sample.kinds else together)),), output.text)

    return Scorer("right", score)


def questions(context: Context, folder: Path, papers: list[Path]) -> Iterator[Task]:
    """Facts of the papers, asked with the right survey in scope and with all; some have none."""
    records = read_lines(folder / "questions.jsonl")
    patterns, samples = asked(records)
    with library_of(papers, context.settings, context.progress, context.work) as made:
        ask = of_readable(made, product(made))
        solvers: dict[str, Solver] = {
            PRODUCT: ask,
            ALL: lambda sample: ask(replace(sample, source="")),
        }
        if context.baselines:
            solvers[TWO_SENTENCES] = of_readable(made, two_sentences(made))
        yield Task(
            name="field-questions",
            title="Field: facts of real papers",
            samples=first(samples, context.limit),
            solvers=solvers,
            scorers=(
                fact_told(patterns),
                abstention("abstention precision", precision),
                abstention("abstention recall", recall),
                abstention("abstention F1", f1),
                refused(),
                cost("prompt tokens", lambda output: output.prompt_tokens),
                cost("seconds", lambda output: output.seconds, 2),
            ),
            failures=FACT,
            notes=(
                "A fact counts as told where a sentence of the answer, or a quote that it cites, "
                "matches what a person read off the paper. Questions without an answer in any "
                "of the papers are put to all of them.",
                f"{len(made.refused)} of {len(papers)} papers were refused.",
            ),
        )


def of_readable(made: Corpus, solve: Solver) -> Solver:
    """The same solver; what asks about a paper that was refused is declined."""

    def solve_readable(sample: Sample) -> Output:
        if sample.source and sample.source not in made.surveys:
            return Output(abstained=True)
        return solve(sample)

    return solve_readable


def asked(records: list[dict[str, Any]]) -> tuple[dict[str, str], tuple[Sample, ...]]:
    """The patterns of right answers by sample, and the samples; papers stay in their half."""
    halves = {gold.file: gold.half for gold in reading_gold.load()}
    patterns: dict[str, str] = {}
    samples = []
    for number, record in enumerate(records):
        key = f"field-{number:02}"
        document = record["document"] or ""
        patterns[key] = record["pattern"] or ""
        samples.append(
            Sample(
                key,
                record["question"],
                targets=(record["gold"],) if document else (),
                source=document,
                answerable=bool(document),
                group=document or key,
            )
        )
    split = split_halves(samples)
    return patterns, tuple(replace(s, half=halves.get(s.source, s.half)) for s in split)


FACT = "fact told"


def fact_told(patterns: Mapping[str, str]) -> Scorer:
    """Whether a supported claim, or a quote of it, has the fact; a number must stand by itself."""

    def score(sample: Sample, output: Output) -> Score | None:
        if not sample.answerable:
            return None
        fact = re.compile(rf"(?<!\d)(?:{patterns[sample.id]})(?!\d)", re.IGNORECASE)
        told = [text for claim in output.claims for text in _shown(claim)] or [output.text]
        found = next((text for text in told if fact.search(text)), None)
        right = found is not None and not output.abstained
        return Score((float(right),), found or "in no sentence")

    return Scorer(FACT, score)


def _shown(claim: Claim) -> tuple[str, ...]:
    return (claim.text, *claim.quotes) if claim.verdict == "supported" else ()

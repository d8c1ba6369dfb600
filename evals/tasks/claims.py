"""The check of claims: gold answers in the model's place, as they are and with one fact changed.

A scripted chat model says what people wrote, so that the figures are those of the check alone and
not of a model: how many true claims pass, how many false ones do.
"""

from __future__ import annotations

import random
from collections.abc import Iterator, Sequence
from dataclasses import replace

from langchain_core.language_models import FakeListChatModel

from assistant.text.sentences import split_sentences
from assistant.text.words import content_words
from evals.datasets.papers import BAMBOO, LEVAL, PaperSet, bamboo, leval
from evals.scorers.classification import precision
from evals.scorers.cost import cost
from evals.solvers.context import PRODUCT, Context
from evals.solvers.corpus import Corpus, corpus, output_of
from evals.task import QUOTED, Claim, Output, Record, Sample, Score, Scorer, Task, first
from evals.training.synthetic import edits
from evals.training.synthetic.windows import coverage

TRUE, CHANGED = "true", "changed"
NEAR_COPY, PARAPHRASE = "near copy", "paraphrase"
# The share of its content words that one sentence of the paper has, from which it is a near copy.
LEAST_COPIED = 0.8
LEAST_WORDS = 3
FACTS: tuple[edits.Edit, ...] = (edits.change_number, edits.swap_sides, edits.toggle_negation)


def tasks(context: Context) -> Iterator[Task]:
    """One task over L-Eval and BAMBOO; a sample's target is what the scripted model says."""
    model = FakeListChatModel(responses=[""])
    sets = (leval(context.file(LEVAL)), bamboo(context.file(BAMBOO)))
    samples = [claim for found in sets for claim in claims(found)]
    chosen = first(samples, context.limit)
    needed = {name: text for found in sets for name, text in found.needed(chosen).items()}
    with corpus(needed, context.settings, context.progress, context.work, chat_model=model) as made:
        yield Task(
            name="claims",
            title="The check: gold answers and changed ones in the model's place",
            samples=chosen,
            solvers={PRODUCT: lambda sample: _said(made, model, sample)},
            scorers=_scorers(),
            notes=(
                "A scripted model says the gold answer, and once more with one fact changed. A "
                "claim passes where it is shown as supported and is no quotation. A near copy has "
                f"{LEAST_COPIED:.0%} of its content words in one sentence of the paper.",
            ),
            details=passed_claims,
        )


def claims(found: PaperSet) -> Iterator[Sample]:
    """Each gold answer of some words as a true claim, and with one fact changed as a false one."""
    sentences = {name: split_sentences(text) for name, text in found.papers.items()}
    for sample in found.samples:
        target = max(sample.targets, key=len, default="")
        if "yesno" in sample.kinds or len(set(content_words(target))) < LEAST_WORDS:
            continue
        share = max(coverage(target, text) for text in sentences[sample.source])
        kind = NEAR_COPY if share >= LEAST_COPIED else PARAPHRASE
        true = _stated(sample, target, TRUE, kind)
        yield true
        changed = change_fact(target, found.papers[sample.source], random.Random(sample.id))
        if changed is not None:
            yield _stated(sample, changed, CHANGED, kind)


def change_fact(text: str, paper: str, draw: random.Random) -> str | None:
    """The text with a number, a direction, a name of the paper or a negation changed; else None."""
    number, sides, negation = (change(text, draw) for change in FACTS)
    name = edits.swap_name(text, edits.names(paper), draw)
    return number or sides or name or negation


def passing_claim(sample: Sample, output: Output) -> Claim | None:
    """The claim in the model's words that is shown as supported; None where there is none."""
    said = (claim for claim in output.claims if claim.reason != QUOTED)
    return next((claim for claim in said if claim.verdict == "supported"), None)


def _stated(sample: Sample, text: str, truth: str, kind: str) -> Sample:
    return replace(
        sample,
        id=f"{sample.id}-{truth}",
        targets=(text if text.endswith((".", "!", "?")) else f"{text}.",),
        kinds=(truth, f"{truth} {kind}"),
        group=sample.group or sample.id,
    )


def _said(made: Corpus, model: FakeListChatModel, sample: Sample) -> Output:
    model.responses, model.i = list(sample.targets), 0
    return output_of(made.library.ask(sample.question, surveys=made.scope(sample)))


def _scorers() -> tuple[Scorer, ...]:
    def passes(sample: Sample, output: Output) -> Score:
        claim = passing_claim(sample, output)
        return Score((float(claim is not None),), claim.text if claim else "")

    def truth(sample: Sample, output: Output) -> Score:
        return Score(
            (float(TRUE in sample.kinds), float(passing_claim(sample, output) is not None))
        )

    share = Scorer("passes", passes)
    return (
        share.on(TRUE, "true claims that pass"),
        share.on(f"{TRUE} {NEAR_COPY}", "true near copies that pass"),
        share.on(f"{TRUE} {PARAPHRASE}", "true paraphrases that pass"),
        share.on(CHANGED, "changed claims that pass"),
        share.on(f"{CHANGED} {NEAR_COPY}", "changed near copies that pass"),
        share.on(f"{CHANGED} {PARAPHRASE}", "changed paraphrases that pass"),
        Scorer("precision of what passes", truth, precision),
        cost("seconds", lambda output: output.seconds, 2),
    )


def passed_claims(records: Sequence[Record]) -> str:
    """Every claim that passes, with its quotes, to be read: true ones, then changed ones."""
    lines = []
    for record in sorted(records, key=lambda record: TRUE not in record.sample.kinds):
        claim = passing_claim(record.sample, record.outputs[PRODUCT])
        if claim is not None:
            quotes = " / ".join(claim.quotes)
            lines.append(f"- {record.sample.kinds[-1]}: “{claim.text}” by “{quotes}”")
    return "\n".join(["Claims that pass:", "", *lines]) if lines else ""

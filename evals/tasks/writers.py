"""A good and a bad writer in the model's place: what the check lets pass, in three languages.

A scripted chat model says a claim that people's answers carry, or the same with one fact changed,
to the sentences that it is about; so with cells of people's tables and their summaries of
abstracts. So the figures are those of what happens after a capable model has spoken, which cannot
be run here.
"""

from __future__ import annotations

import random
import time
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, replace

from langchain_core.language_models import BaseChatModel, FakeListChatModel

from assistant.answers.answer import Answer
from assistant.answers.question import Question
from assistant.answers.writing.write import write
from assistant.comparisons.written_cell import write_cell
from assistant.documents.survey import Survey
from assistant.evidence import claims as assistant_claims
from assistant.evidence.evidence import Evidence
from assistant.models.backend import Engines
from assistant.models.evidence_model import EvidenceModel
from assistant.reviews.written_line import write_line
from assistant.text.sentences import split_sentences
from assistant.text.words import content_words
from evals.scorers.cost import cost
from evals.solvers.context import PRODUCT, Context
from evals.solvers.corpus import output_of
from evals.task import Claim, Output, Sample, Score, Scorer, Solver, Task, first, split_halves
from evals.tasks import summaries, tables
from evals.tasks.claims import change_fact, passed_claims, passing_claim
from evals.training.records import SupportRecord, read_records

RECORDS = "training/support.dev.jsonl.gz"
LANGUAGES = ("en", "zh", "ja")
GOOD, BAD = "good", "bad"
WRONG_COLUMN = "wrong column"
BY_WORDS = "words alone"
# Sentences that a cell is written from, of how many words; what the column's name counts.
SENTENCES, LEAST_WORDS, MOST_WORDS, OF_NAME = 3, 4, 80, 0.3
LABELS = {"supported": GOOD, "refuted": BAD}
# Sets whose false claims are true ones with one fact changed. Most of the Chinese and Japanese ones
# are people's questions and answers made into sentences.
SOURCES = (
    "scifact", "check-covid", "fever-symmetric", "squadshifts-wiki-claims", "cmrc2018-claims",
    "drcd-claims", "jaquad-claims", "jsquad-claims",
)  # fmt: skip
_SURVEY = Survey("writers", "A text", (), None, None, None)
Write = Callable[
    [str, Sequence[Evidence], BaseChatModel, EvidenceModel | None], assistant_claims.Claim | None
]
_QUESTION = Question("What does the text say?")


@dataclass(frozen=True)
class _Writing:
    """What writers are put to: which samples there are, and what is shown of what they say."""

    name: str
    what: str
    change: str
    source: str
    samples: Callable[[Context], Iterator[Sample]]
    solver: Callable[[EvidenceModel | None], Solver]


def tasks(context: Context) -> Iterator[Task]:
    """Answers, cells of tables and one lines; a sample's target is what the writer says."""
    engines = Engines(context.settings, FakeListChatModel(responses=[""]))
    try:
        for writing in WRITINGS:
            yield Task(
                name=writing.name,
                title=f"A good and a bad writer in the model's place: {writing.what}",
                samples=first(split_halves(list(writing.samples(context))), context.limit),
                solvers={
                    PRODUCT: writing.solver(engines.evidence_model),
                    BY_WORDS: writing.solver(None),
                },
                scorers=_scorers(),
                details=passed_claims,
                notes=(
                    f"A scripted model says a true one (the good writer), or one with "
                    f"{writing.change} (the bad one), to the sentences that it is about. It passes "
                    f"where it is shown as supported and is no quotation. {writing.source}",
                ),
            )
    finally:
        engines.close()


def claims_of_writers(context: Context) -> Iterator[Sample]:
    """The claims of both writers, each in its language."""
    for record in read_records(context.file(RECORDS), LANGUAGES, SOURCES):
        if isinstance(record, SupportRecord) and record.label in LABELS:
            writer = LABELS[record.label]
            yield Sample(
                id=record.id,
                question=_QUESTION.text,
                targets=(record.claim,),
                evidence=record.evidence,
                group=record.id,
                kinds=(writer, f"{writer} {record.lang}"),
            )


def cells_of_writers(context: Context) -> Iterator[Sample]:
    """People's cells that stand in a paper's text; another paper's; and under another column."""
    samples, papers = tables.read(context)
    sentences = {name: split_sentences(text) for name, text in papers.items()}
    told = [s for s in samples if tables.IN_TEXT in s.kinds and content_words(s.targets[0])]
    for sample in told:
        evidence = _nearest(sample, sentences[sample.source])
        draw = random.Random(sample.id)
        good = replace(sample, evidence=evidence, kinds=(GOOD,))
        yield good
        there = set(content_words(" ".join(evidence)))
        others = [
            other.targets
            for other in told
            if (other.group, other.question) == (sample.group, sample.question)
            and other.source != sample.source
            and set(content_words(other.targets[0])) - there
        ]
        if others:
            yield replace(good, id=f"{sample.id}-other", targets=draw.choice(others), kinds=(BAD,))
        columns = [s.question for s in samples if s.group == sample.group]
        columns = sorted({name for name in columns if name != sample.question})
        if columns:
            name, kinds = draw.choice(columns), (BAD, WRONG_COLUMN)
            yield replace(good, id=f"{sample.id}-column", question=name, kinds=kinds)


def _nearest(sample: Sample, sentences: Sequence[str]) -> tuple[str, ...]:
    """The sentences of a paper that have most of a cell's words, and of its column's name."""
    value, name = (set(content_words(text)) for text in (sample.targets[0], sample.question))

    def share(sentence: str) -> float:
        words = set(content_words(sentence))
        return len(value & words) / len(value) + OF_NAME * len(name & words) / max(1, len(name))

    held = [text for text in sentences if LEAST_WORDS <= len(text.split()) <= MOST_WORDS]
    return tuple(sorted(held, key=share, reverse=True)[:SENTENCES])


def lines_of_writers(context: Context) -> Iterator[Sample]:
    """Summaries of abstracts by people, and with one fact changed."""
    samples, _ = summaries.read(context)
    for sample in samples:
        line = sample.targets[0]
        yield replace(sample, targets=(line,), group=sample.id, kinds=(GOOD,))
        changed = change_fact(line, " ".join(sample.evidence), random.Random(sample.id))
        if changed is not None:
            yield replace(
                sample, id=f"{sample.id}-changed", targets=(changed,), group=sample.id, kinds=(BAD,)
            )


def sayer(judge: EvidenceModel | None) -> Solver:
    """What is shown as an answer where a model answers with the sample's target."""

    def say(sample: Sample) -> Output:
        answer = Answer(sample.question, evidence=_evidence(sample))
        *_, last = write(answer, _QUESTION, _scripted(sample), time.monotonic(), judge)
        return output_of(last)

    return say


def _writer(write_one: Write) -> Callable[[EvidenceModel | None], Solver]:
    """What is shown where a model writes the sample's target as a cell, or as a one line."""

    def judged_by(judge: EvidenceModel | None) -> Solver:
        def solve(sample: Sample) -> Output:
            started = time.monotonic()
            claim = write_one(sample.question, _evidence(sample), _scripted(sample), judge)
            said = (Claim.of(claim),) if claim is not None else ()
            return Output(claims=said, seconds=time.monotonic() - started)

        return solve

    return judged_by


cell_writer, line_writer = _writer(write_cell), _writer(write_line)
WRITINGS = (
    _Writing(
        "writers",
        "answers",
        "a fact changed",
        f"Sets: {', '.join(SOURCES)}.",
        claims_of_writers,
        sayer,
    ),
    _Writing(
        "written cells",
        "cells",
        "another paper's value, or a value of another column",
        "The sentences are those of the paper that have most of the value.",
        cells_of_writers,
        cell_writer,
    ),
    _Writing(
        "written lines", "one lines", "a fact changed", "SciTLDR.", lines_of_writers, line_writer
    ),
)


def _scripted(sample: Sample) -> FakeListChatModel:
    return FakeListChatModel(responses=list(sample.targets))


def _evidence(sample: Sample) -> tuple[Evidence, ...]:
    return tuple(
        Evidence(f"S{n}", text, _SURVEY, "d", "text", "", "other", None, n, score=-float(n))
        for n, text in enumerate(sample.evidence)
    )


def _scorers() -> tuple[Scorer, ...]:
    def passes(sample: Sample, output: Output) -> Score:
        claim = passing_claim(sample, output)
        return Score((float(claim is not None),), claim.text if claim else "")

    share = Scorer("passes", passes)
    return (
        *(share.on(writer, f"{writer} sentences that pass") for writer in (GOOD, BAD)),
        *(
            share.on(f"{writer} {language}", f"{writer} sentences that pass, {language}")
            for language in LANGUAGES
            for writer in (GOOD, BAD)
        ),
        share.on(WRONG_COLUMN, "right values under another column that pass"),
        cost("seconds", lambda output: output.seconds, 3),
    )

"""A good and a bad writer in the model's place: what the check lets pass, in three languages.

A scripted chat model says a claim that people's answers carry, or the same with one fact changed,
to the sentences that it is about. So the figures are those of what happens after a capable model
has spoken, which cannot be run here.
"""

from __future__ import annotations

import time
from collections.abc import Iterator

from langchain_core.language_models import FakeListChatModel

from assistant.answers.answer import Answer
from assistant.answers.question import Question
from assistant.answers.writing.write import write
from assistant.documents.survey import Survey
from assistant.evidence.evidence import Evidence
from evals.scorers.cost import cost
from evals.solvers.context import PRODUCT, Context
from evals.solvers.corpus import output_of
from evals.task import Output, Sample, Score, Scorer, Task, first, split_halves
from evals.tasks.claims import passed
from evals.training.records import SupportRecord, read_records

RECORDS = "training/support.dev.jsonl.gz"
LANGUAGES = ("en", "zh", "ja")
GOOD, BAD = "good", "bad"
LABELS = {"supported": GOOD, "refuted": BAD}
# Sets whose false claims are true ones with one fact changed. Most of the Chinese and Japanese ones
# are people's questions and answers made into sentences.
SOURCES = (
    "scifact", "check-covid", "fever-symmetric", "squadshifts-wiki-claims", "cmrc2018-claims",
    "drcd-claims", "jaquad-claims", "jsquad-claims",
)  # fmt: skip
_SURVEY = Survey("writers", "A text", (), None, None, None)
_QUESTION = Question("What does the text say?")


def tasks(context: Context) -> Iterator[Task]:
    """One task; a sample's target is what the writer says, its evidence what it was shown."""
    samples = split_halves(list(claims_of_writers(context)))
    yield Task(
        name="writers",
        title="A good and a bad writer in the model's place",
        samples=first(samples, context.limit),
        solvers={PRODUCT: say},
        scorers=_scorers(),
        notes=(
            "A scripted model says a true claim (the good writer), or one with a fact changed (the "
            "bad one), to the sentences that it is about. A claim passes where it is shown as "
            f"supported and is no quotation. Sets: {', '.join(SOURCES)}.",
        ),
    )


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


def say(sample: Sample) -> Output:
    """What is shown where a model answers with the sample's target."""
    evidence = tuple(
        Evidence(f"S{n}", text, _SURVEY, "d", "text", "", "other", None, n, score=-float(n))
        for n, text in enumerate(sample.evidence)
    )
    model = FakeListChatModel(responses=list(sample.targets))
    answer = Answer(sample.question, evidence=evidence)
    *_, last = write(answer, _QUESTION, model, time.monotonic())
    return output_of(last)


def _scorers() -> tuple[Scorer, ...]:
    def passes(sample: Sample, output: Output) -> Score:
        claim = passed(sample, output)
        return Score((float(claim is not None),), claim.text if claim else "")

    share = Scorer("passes", passes)
    return (
        *(share.on(writer, f"{writer} sentences that pass") for writer in (GOOD, BAD)),
        *(
            share.on(f"{writer} {language}", f"{writer} sentences that pass, {language}")
            for language in LANGUAGES
            for writer in (GOOD, BAD)
        ),
        cost("seconds", lambda output: output.seconds, 3),
    )

"""Answers that readers rated, asked again: what they liked should stay, the rest change.

Reads ``feedback.jsonl`` of the data folder, which 'survey-assistant feedback export' writes, and
asks the library of the settings.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import replace

from assistant.chat.feedback import RatedAnswer, rated_answer
from assistant.errors import AssistantError
from assistant.library import Library
from evals.scorers.cost import cost
from evals.scorers.text import answer_f1
from evals.solvers.context import PRODUCT, Context
from evals.solvers.corpus import output_of
from evals.task import EvalError, Output, Sample, Score, Scorer, Task, first

FILE = "feedback.jsonl"
LIKED, DISLIKED = "liked", "disliked"


def tasks(context: Context) -> Iterator[Task]:
    """One task; nothing is written to the library."""
    lines = context.file(FILE).read_text(encoding="utf-8").splitlines()
    try:
        rated = [rated_answer(line) for line in lines if line.strip()]
    except AssistantError as error:
        raise EvalError(f"{FILE}: {error}") from error
    if not rated:
        raise EvalError(f"{FILE} has no rated answers. Rate some in the web app, and export anew.")
    with Library.open(settings=context.settings) as library:
        yield Task(
            name="feedback",
            title="Answers that readers rated, asked again",
            samples=first(samples(rated), context.limit),
            solvers={PRODUCT: lambda sample: output_of(library.ask(sample.question))},
            scorers=scorers({answer.id: answer for answer in rated}),
            failures="as liked",
            notes=(
                "What a reader liked should be said again: token-F1 with that answer, and the "
                "share of its quotes that are cited. Of what was disliked only that it is "
                "another answer now can be told, not that it is a better one.",
                "All surveys of the library are asked, whichever were chosen then.",
            ),
        )


def samples(rated: Sequence[RatedAnswer]) -> tuple[Sample, ...]:
    """A sample for each rated answer; what was liked is its target."""
    return tuple(
        Sample(
            id=answer.id,
            question=answer.question,
            targets=(answer.answer,) if answer.liked and not answer.abstained else (),
            evidence=answer.evidence if answer.liked else (),
            answerable=not answer.abstained,
            kinds=(LIKED if answer.liked else DISLIKED, answer.rating),
        )
        for answer in rated
    )


def scorers(rated: Mapping[str, RatedAnswer]) -> tuple[Scorer, ...]:
    """What stayed of liked answers, and which disliked ones are others now."""
    return (
        replace(answer_f1(), name="as liked").on(LIKED),
        Scorer("liked quotes cited", _quotes_cited),
        Scorer("disliked, now another", _is_another(rated)),
        cost("seconds", lambda output: output.seconds, 2),
    )


def _quotes_cited(sample: Sample, output: Output) -> Score | None:
    """The share of the quotes of a liked answer that are cited again."""
    if not sample.evidence:
        return None
    cited = {
        quote for claim in output.claims if claim.verdict == "supported" for quote in claim.quotes
    }
    return Score((sum(quote in cited for quote in sample.evidence) / len(sample.evidence),))


def _is_another(
    rated: Mapping[str, RatedAnswer],
) -> Callable[[Sample, Output], Score | None]:
    """Whether an answer that was disliked is another now, declining included."""

    def score(sample: Sample, output: Output) -> Score | None:
        before = rated[sample.id]
        if before.liked:
            return None
        now = "" if output.abstained else output.text
        then = "" if before.abstained else before.answer
        return Score((float(now != then),), before.rating)

    return score

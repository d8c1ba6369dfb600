"""``python -m evals.calibration.crowding --data FOLDER``: declining when many surveys are asked.

The more surveys a question is put to, the likelier some of them have its words by chance. Each
question of L-Eval's and BAMBOO's halves to develop on is put to its own paper among others, and to
as many others without it. Prints ``abstention.CROWD``: the most that the logarithm of how many are
asked may take off, so that no more of the answerable are refused than may be, and what it does.

Questions that name nothing particular are left out, and so is an answerable one whose best sentence
is another paper's: whether that one answers, nobody has said.
"""

from __future__ import annotations

import argparse
import sys
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from math import log
from pathlib import Path
from random import Random

import numpy as np

from assistant.answers.abstention import CROWD, THRESHOLD, confidence
from assistant.answers.question import Question
from assistant.answers.quotation import best
from assistant.settings import Settings
from evals.calibration.abstaining import REFUSED
from evals.datasets.papers import BAMBOO, LEVAL, PaperSet, bamboo, generic, leval
from evals.solvers.context import Context
from evals.solvers.corpus import Corpus, corpus

COUNTS = (4, 12, 36)
STEP = 0.02
MOST = 2.0


@dataclass(frozen=True)
class Asked:
    """How sure an answer was with one survey's weights alone, of how many, and if there is one."""

    log_odds: float
    surveys: int
    answerable: bool


def fit(asked: Sequence[Asked], refused: float = REFUSED) -> float:
    """The most that may be taken off for the logarithm of how many surveys are asked.

    >>> fit([Asked(1.0, 10, True), Asked(0.5, 10, False)], 0.0)
    0.86
    """
    allowed = 0.0
    for step in np.arange(0.0, MOST, STEP):
        if shares(asked, float(step))[0] > refused:
            break
        allowed = float(step)
    return round(allowed, 2)


def shares(asked: Sequence[Asked], crowd: float) -> tuple[float, float]:
    """The shares of the answerable that are refused, and of the unanswerable that are declined."""
    least = log(THRESHOLD / (1 - THRESHOLD))
    below = np.array([item.log_odds - crowd * log(item.surveys) < least for item in asked])
    answerable = np.array([item.answerable for item in asked])
    return float(below[answerable].mean()), float(below[~answerable].mean())


def put_to_many(made: Corpus, context: Context, half: str) -> Iterator[Asked]:
    """Each particular question to its own paper among others, and to others alone."""
    budget = context.settings.evidence_tokens
    for found in _sets(context):
        vague = generic(found)
        for sample in found.samples:
            if sample.half != half or sample.id in vague:
                continue
            own = made.surveys[sample.source]
            others = [survey for survey in made.library.surveys() if survey.id != own.id]
            Random(sample.id).shuffle(others)
            for count in COUNTS:
                for answerable in (True, False):
                    scope = [own, *others][:count] if answerable else others[:count]
                    question = Question(sample.question, tuple(scope), True)
                    got = made.library.answers.retrieve(question, budget)
                    if answerable and best(got.evidence, 1)[0].survey.id != own.id:
                        continue
                    sure = confidence(replace(got, features=replace(got.features, surveys=1)))
                    yield Asked(log(sure / (1 - sure)), len(scope), answerable)


def _sets(context: Context) -> tuple[PaperSet, ...]:
    return (leval(context.file(LEVAL)), bamboo(context.file(BAMBOO)))


def report(asked: Sequence[Asked], crowd: float) -> str:
    """What ``crowd`` does, by how many surveys are asked."""
    lines = []
    for count in sorted({item.surveys for item in asked}):
        chosen = [item for item in asked if item.surveys == count]
        refused, declined = shares(chosen, crowd)
        lines.append(f"{count} surveys: {refused:.2f} refused, {declined:.2f} declined")
    return "\n".join(lines) + "\n"


def main(arguments: Sequence[str] | None = None) -> None:
    """Fit, and print what it does on the half to develop on, or with ``--half confirm`` there."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--data", type=Path, required=True, help="folder of the data sets")
    parser.add_argument("--work", type=Path, default=Path("build/evals"))
    parser.add_argument("--half", choices=("develop", "confirm"), default="develop")
    options = parser.parse_args(arguments)
    settings = Settings.from_environment()
    context = Context(settings, options.data, None, False, options.work, lambda *told: None)
    papers = {
        name: text
        for found in _sets(context)
        for name, text in found.needed([s for s in found.samples if s.half == options.half]).items()
    }
    with corpus(papers, settings, context.progress, options.work) as made:
        asked = list(put_to_many(made, context, options.half))
    sys.stdout.write(f"CROWD = {fit(asked)}; with none:\n{report(asked, 0.0)}")
    sys.stdout.write(f"with {CROWD}:\n{report(asked, CROWD)}")


if __name__ == "__main__":
    main()

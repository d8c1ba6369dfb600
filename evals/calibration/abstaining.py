"""``python -m evals.calibration.abstaining``: the weights by which questions are declined.

Fits a logistic regression to the features of questions with and without an answer, on the halves
to develop on, and prints what ``assistant/answers/abstention.py`` holds. Questions in another
language than the documents come from the shipped cross-lingual ones. The others come with
``--data FOLDER``: L-Eval's and BAMBOO's, each put to its own paper and to another, QASA's
unanswerable ones, and the demo's.
"""

from __future__ import annotations

import argparse
import sys
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from math import log
from pathlib import Path

import numpy as np

from assistant.answers.abstention import (
    CROSSING,
    CROSSING_READ,
    THRESHOLD,
    WEIGHTS,
    WEIGHTS_READ,
)
from assistant.answers.crossing import best_score
from assistant.answers.retrieval import Retrieved
from assistant.settings import Settings
from evals.datasets.papers import BAMBOO, LEVAL, QASA, PaperSet, bamboo, leval, qasa
from evals.scorers.classification import area_under_curve
from evals.solvers.context import Context
from evals.solvers.corpus import corpus, retrieve_evidence
from evals.task import Sample, split_halves
from evals.tasks import demo, languages
from evals.tasks.abstention import pairs

RIDGE = 2.0
# The share of answerable questions that may be refused.
REFUSED = 0.08
FOLDS = 5
STEPS = 50
LEAST_SCALE = 1e-6


@dataclass(frozen=True)
class Example:
    """What was found for a question, whether it has an answer, and the paper that it is about."""

    found: Retrieved
    answerable: bool
    group: str


@dataclass(frozen=True)
class Fit:
    """Weights by feature and the intercept, with which ``THRESHOLD`` refuses ``REFUSED``.

    ``auc`` and ``declined``, the share of the unanswerable that is declined, are cross-validated.
    """

    weights: dict[str, float]
    intercept: float
    auc: float
    declined: float


def fit(examples: Sequence[Example], names: Sequence[str]) -> Fit:
    """A logistic regression on these features, cross-validated by group.

    The threshold of the product stays; the intercept is moved to where it refuses as many of the
    answerable as it may.
    """
    rows = np.array([[getattr(e.found.features, name) for name in names] for e in examples], float)
    right = np.array([e.answerable for e in examples], float)
    order = {group: place for place, group in enumerate(sorted({e.group for e in examples}))}
    folds = np.array([order[e.group] % FOLDS for e in examples])
    held_out = np.zeros(len(rows))
    for fold in range(FOLDS):
        inside = folds != fold
        *weights, intercept = _regression(rows[inside], right[inside])
        held_out[~inside] = rows[~inside] @ weights + intercept
    cut = float(np.quantile(held_out[right == 1], REFUSED))
    *weights, intercept = _regression(rows, right)
    return Fit(
        dict(zip(names, map(float, weights), strict=True)),
        float(intercept) - cut + log(THRESHOLD / (1 - THRESHOLD)),
        area_under_curve(np.column_stack([right, held_out])),
        float((held_out[right == 0] < cut).mean()),
    )


def _regression(rows: np.ndarray, right: np.ndarray) -> np.ndarray:
    """Weights and, last, the intercept, by Newton's method.

    Features are held down as if each varied as much; the intercept is not.
    """
    scale = np.maximum(rows.std(axis=0), LEAST_SCALE)
    inputs = np.column_stack([rows / scale, np.ones(len(rows))])
    ridge = np.diag([RIDGE] * rows.shape[1] + [0.0])
    weights = np.zeros(inputs.shape[1])
    for _ in range(STEPS):
        likely = 1 / (1 + np.exp(-inputs @ weights))
        curvature = inputs.T @ (inputs * (likely * (1 - likely))[:, None]) + ridge
        weights += np.linalg.solve(curvature, inputs.T @ (right - likely) - ridge @ weights)
    return np.append(weights[:-1] / scale, weights[-1])


def across_languages(context: Context) -> Iterator[Example]:
    """The shipped cross-lingual questions, to the whole library and to a wrong document."""
    with languages.shelf(context) as shelf:
        surveys = shelf.library.surveys()
        budget = context.settings.evidence_tokens
        for sample in _developed(languages.samples()):
            scope = [shelf.surveys[sample.source]] if sample.source else surveys
            found = shelf.library.retrieve(sample.question, scope, budget)
            yield Example(found, sample.answerable, sample.group)


def without_reading(example: Example) -> Example:
    """A question across languages as if no evidence model had read the sentences."""
    found = example.found
    near = (item for part in found.near for item in part.values())
    features = replace(found.features, nearest=best_score(near, read=False), answers=None)
    return replace(example, found=replace(found, features=features))


def on_papers(context: Context) -> Iterator[Example]:
    """The questions on papers, and the demo's to the three digests together."""
    sets = {"leval": leval(context.file(LEVAL)), "bamboo": bamboo(context.file(BAMBOO))}
    unanswerable = qasa(context.file(QASA))
    chosen = [
        sample for name, found in sets.items() for sample in pairs(found, name, found.samples)
    ]
    chosen += unanswerable.samples
    papers = dict(unanswerable.papers)
    for found in sets.values():
        papers.update(found.papers)
    asked = _developed(chosen)
    needed = PaperSet(tuple(asked), papers).needed(asked)
    with corpus(needed, context.settings, context.progress, context.work) as made:
        for sample in asked:
            yield Example(
                retrieve_evidence(made, sample), sample.answerable, sample.group or sample.source
            )
    texts = {path.name: path.read_text(encoding="utf-8") for path in languages.demo_sources()}
    with corpus(texts, context.settings, context.progress, context.work) as made:
        for sample in _developed(split_halves(demo.samples())):
            yield Example(retrieve_evidence(made, sample), sample.answerable, sample.id)


def _developed(samples: Sequence[Sample]) -> list[Sample]:
    return [sample for sample in samples if sample.half == "develop"]


def _line(name: str, found: Fit, count: int) -> str:
    weights = {key: round(value, 2) for key, value in found.weights.items()}
    return (
        f"{name}, {count} questions: {weights}, intercept {found.intercept:.2f}; AUC "
        f"{found.auc:.3f}, {found.declined:.2f} of the unanswerable declined\n"
    )


def main(arguments: Sequence[str] | None = None) -> None:
    """Fit, and print the weights."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--data", type=Path, help="folder of the data sets")
    parser.add_argument("--work", type=Path, default=Path("build/evals"))
    options = parser.parse_args(arguments)
    settings = Settings.from_environment()
    context = Context(settings, options.data, None, False, options.work, lambda *told: None)
    crossing = [example for example in across_languages(context) if example.found.crosses]
    unread = list(map(without_reading, crossing))
    sys.stdout.write(_line("CROSSING", fit(unread, list(CROSSING)), len(unread)))
    sys.stdout.write(_line("CROSSING_READ", fit(crossing, list(CROSSING_READ)), len(crossing)))
    if options.data is not None:
        plain = [example for example in on_papers(context) if not example.found.crosses]
        sys.stdout.write(_line("WEIGHTS", fit(plain, list(WEIGHTS)), len(plain)))
        read = [example for example in plain if example.found.features.answers is not None]
        if read:
            names = list(WEIGHTS_READ)
            sys.stdout.write(_line("WEIGHTS_READ", fit(read, names), len(read)))
            for name in names:
                without = fit(read, [other for other in names if other != name])
                sys.stdout.write(_line(f"WEIGHTS_READ without {name}", without, len(read)))


if __name__ == "__main__":
    main()

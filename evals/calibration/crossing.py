"""``python -m evals.calibration.crossing``: the weights that rank sentences across languages.

A listwise regression as for questions in the documents' language, on the shipped cross-lingual
questions of the half to develop on: the softmax over a question's nearest sentences comes near to
the right ones. What is printed beside is cross-validated by fact, with each feature alone and left
out in turn. The weights are put to the scale where a flaw costs what it costs a quotation.
"""

from __future__ import annotations

import argparse
import sys
from collections.abc import Iterator, Sequence
from dataclasses import asdict
from pathlib import Path

import numpy as np

from assistant.answers.crossing import WEIGHTS
from assistant.answers.quotation import FLAW_COST
from assistant.answers.retrieval import Retrieved
from assistant.settings import Settings
from assistant.text.words import flaws
from evals.calibration.ranking import Listed, fit, report
from evals.scorers.text import contains
from evals.solvers.context import Context
from evals.task import Sample
from evals.tasks import languages

NAMES = (*WEIGHTS, "flaws")


def candidate_lists(sample: Sample, found: Retrieved) -> Iterator[Listed]:
    """The nearest sentences for a question that crosses, and whether they are right."""
    for looked, near in zip(found.looked, found.near, strict=False):
        texts = [looked.candidates[place].text for place in near]
        rows = [
            [*(asdict(item)[name] for name in WEIGHTS), -flaws(text)]
            for item, text in zip(near.values(), texts, strict=True)
        ]
        right = [float(any(contains(text, gold) for gold in sample.evidence)) for text in texts]
        if any(right):
            yield Listed(sample.group, np.array(rows), np.array(right))


def weights(lists: Sequence[Listed]) -> dict[str, float]:
    """The fitted weights, with that of flaws at the cost of a flaw."""
    found = fit(lists, range(len(NAMES)))
    return {name: float(w * FLAW_COST / found[-1]) for name, w in zip(NAMES, found, strict=True)}


def main(arguments: Sequence[str] | None = None) -> None:
    """Fit and print."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--work", type=Path, default=Path("build/evals"))
    options = parser.parse_args(arguments)
    settings = Settings.from_environment()
    context = Context(settings, None, None, False, options.work, lambda *told: None)
    lists: list[Listed] = []
    with languages.shelf(context) as shelf:
        for sample in languages.samples():
            if sample.half == "develop" and sample.answerable and "whole" in sample.kinds:
                scope = shelf.library.surveys()
                found = shelf.library.retrieve(sample.question, scope, settings.evidence_tokens)
                lists += candidate_lists(sample, found)
    sys.stdout.write(report(lists, NAMES))
    scaled = (f"{name}: {value:.3f}" for name, value in weights(lists).items())
    sys.stdout.write(f"where a flaw costs {FLAW_COST}: {', '.join(scaled)}\n")


if __name__ == "__main__":
    main()

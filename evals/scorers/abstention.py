"""Whether a solver declined what it should decline."""

from __future__ import annotations

import re

from evals.scorers.classification import area_under_curve
from evals.task import Output, Pool, Sample, Score, Scorer

_DONT_KNOW = re.compile(
    r"\b(?:i|we)(?:'m| am| are)? (?:do not|don't|don’t|cannot|can't|not sure|unable to)\b"
    r"|\bnot (?:mentioned|provided|stated|specified|given) in the (?:context|text|passage)",
    re.IGNORECASE,
)


def says_unknown(text: str) -> bool:
    """Whether a free text declines to answer."""
    return _DONT_KNOW.search(text) is not None


def abstention(name: str, pool: Pool) -> Scorer:
    """A figure over (should abstain, did), such as ``classification.f1``."""

    def score(sample: Sample, output: Output) -> Score:
        return Score((float(not sample.answerable), float(output.abstained)))

    return Scorer(name, score, pool)


def refused(name: str = "answerable refused") -> Scorer:
    """The share of answerable questions that were declined; lower is better."""

    def score(sample: Sample, output: Output) -> Score | None:
        if not sample.answerable:
            return None
        return Score((float(output.abstained),))

    return Scorer(name, score)


def confidence_auc(name: str) -> Scorer:
    """How well low confidence tells unanswerable questions from answerable ones."""

    def score(sample: Sample, output: Output) -> Score | None:
        if output.confidence is None:
            return None
        return Score((float(not sample.answerable), -output.confidence))

    return Scorer(name, score, area_under_curve)

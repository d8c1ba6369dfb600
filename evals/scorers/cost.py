"""What outputs cost: tokens, words, seconds."""

from __future__ import annotations

from collections.abc import Callable

from evals.task import Output, Sample, Score, Scorer, mean


def cost(name: str, value: Callable[[Output], float], decimals: int = 0) -> Scorer:
    """A mean of what outputs cost; nothing is said where a solver costs nothing."""

    def score(sample: Sample, output: Output) -> Score | None:
        return Score((value(output),)) if value(output) else None

    return Scorer(name, score, mean, compared=False, decimals=decimals)

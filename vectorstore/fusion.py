"""Several rankings into one, by reciprocal rank (Cormack, Clarke and Büttcher, 2009)."""

from __future__ import annotations

from collections.abc import Hashable, Sequence
from typing import TypeVar

Key = TypeVar("Key", bound=Hashable)
RANK_CONSTANT = 60


def fuse(
    rankings: Sequence[Sequence[Key]],
    weights: Sequence[float] | None = None,
    constant: int = RANK_CONSTANT,
) -> list[tuple[Key, float]]:
    """Keys with the sum of ``weight / (constant + rank)`` over the rankings, best first.

    Ties keep the order of first appearance.

    >>> [key for key, score in fuse([["a", "b"], ["b", "c"]])]
    ['b', 'a', 'c']
    """
    scores: dict[Key, float] = {}
    for ranking, weight in zip(rankings, weights or [1.0] * len(rankings), strict=True):
        for rank, key in enumerate(ranking, start=1):
            scores[key] = scores.get(key, 0.0) + weight / (constant + rank)
    return sorted(scores.items(), key=lambda item: -item[1])

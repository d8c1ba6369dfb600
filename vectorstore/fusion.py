"""Several rankings into one: by their scores, or by reciprocal rank where these do not compare."""

from __future__ import annotations

from collections.abc import Hashable, Mapping, Sequence
from typing import TypeVar

Key = TypeVar("Key", bound=Hashable)
RANK_CONSTANT = 60


def fuse(
    rankings: Sequence[Sequence[Key]],
    weights: Sequence[float] | None = None,
    constant: int = RANK_CONSTANT,
) -> list[tuple[Key, float]]:
    """Keys with the sum of ``weight / (constant + rank)`` over the rankings, best first.

    Reciprocal rank fusion (Cormack, Clarke and Büttcher, 2009).

    Ties keep the order of first appearance.

    >>> [key for key, score in fuse([["a", "b"], ["b", "c"]])]
    ['b', 'a', 'c']
    """
    scores: dict[Key, float] = {}
    for ranking, weight in zip(rankings, weights or [1.0] * len(rankings), strict=True):
        for rank, key in enumerate(ranking, start=1):
            scores[key] = scores.get(key, 0.0) + weight / (constant + rank)
    return sorted(scores.items(), key=lambda item: -item[1])


def combine(
    scored: Sequence[Mapping[Key, float]], weights: Sequence[float]
) -> list[tuple[Key, float]]:
    """Keys with the weighted sum of their scores, best first; what a search lacks counts 0.

    Each search's scores are brought to 0 (its last) to 1 (its best) first: the convex combination
    of Bruch, Gai and Ingber (2023). Ties keep the order of first appearance.

    >>> combine([{"a": 9.0, "b": 8.0, "c": 1.0}, {"b": 0.7, "d": 0.2}], [1.0, 1.0])[:2]
    [('b', 1.875), ('a', 1.0)]
    """
    total: dict[Key, float] = {}
    for scores, weight in zip(scored, weights, strict=True):
        least, most = min(scores.values(), default=0.0), max(scores.values(), default=0.0)
        for key, score in scores.items():
            share = (score - least) / (most - least) if most > least else 1.0
            total[key] = total.get(key, 0.0) + weight * share
    return sorted(total.items(), key=lambda item: -item[1])

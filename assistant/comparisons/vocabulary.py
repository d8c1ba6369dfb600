"""Values of aspects whose answers come from a closed circle, such as tasks or metrics."""

from __future__ import annotations

import functools
import re
import tomllib
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from assistant.comparisons.values import own_work_weight
from assistant.evidence.evidence import Evidence

LEAST_POINTS = 2.0
# A second value must be told nearly as often as the first.
BESIDE = 0.5


@dataclass(frozen=True)
class Circle:
    """A kind of aspect, what its values look like in a text, and how many one cell takes."""

    aspects: re.Pattern[str]
    values: tuple[tuple[str, re.Pattern[str]], ...]
    most: int


@functools.cache
def value_kinds() -> tuple[Circle, ...]:
    """Every kind of ``vocabulary.toml``."""
    with Path(__file__).with_name("vocabulary.toml").open("rb") as file:
        return tuple(
            Circle(
                re.compile(kind["aspects"], re.IGNORECASE),
                tuple((name, _pattern(looks)) for name, looks in kind["values"].items()),
                kind["most"],
            )
            for kind in tomllib.load(file)["kind"]
        )


def value_kind_of(aspect: str) -> Circle | None:
    """The circle that an aspect's values come from; None for any other aspect.

    >>> value_kind_of("Metrics") is not None, value_kind_of("motivation") is None
    (True, True)
    """
    wanted = aspect.strip()
    return next((circle for circle in value_kinds() if circle.aspects.fullmatch(wanted)), None)


def values_in_text(
    circle: Circle, sentences: Sequence[Evidence]
) -> tuple[list[str], list[Evidence]]:
    """The values that a text tells most, most told first, each with the sentence that tells it."""
    points: dict[str, float] = {}
    best: dict[str, tuple[float, Evidence]] = {}
    for item in sentences:
        weight = own_work_weight(item)
        for name, looks in circle.values:
            if looks.search(item.text):
                points[name] = points.get(name, 0.0) + weight
                if name not in best or weight > best[name][0]:
                    best[name] = (weight, item)
    ranked = sorted(points, key=lambda name: -points[name])
    if not ranked or points[ranked[0]] < LEAST_POINTS:
        return [], []
    chosen = [name for name in ranked if points[name] >= BESIDE * points[ranked[0]]]
    chosen = chosen[: circle.most]
    return chosen, list(dict.fromkeys(best[name][1] for name in chosen))


def _pattern(looks: str) -> re.Pattern[str]:
    """A pattern on whole words; its alternatives in capitals fit capitals only."""
    parts = [
        part if re.fullmatch(r"[A-Z0-9+\\.-]{2,}", part) else f"(?i:{part})"
        for part in _alternatives(looks)
    ]
    return re.compile(rf"(?<![\w-])(?:{'|'.join(parts)})(?![\w-])")


def _alternatives(looks: str) -> list[str]:
    """The alternatives of a pattern at its outermost level."""
    found, depth, start = [], 0, 0
    for place, letter in enumerate(looks):
        depth += (letter in "([") - (letter in ")]")
        if letter == "|" and depth == 0:
            found.append(looks[start:place])
            start = place + 1
    return [*found, looks[start:]]

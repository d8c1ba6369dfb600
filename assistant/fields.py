"""What reviews and comparisons look for in a survey, and the sentences that may say it."""

from __future__ import annotations

import functools
import re
import tomllib
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

import numpy as np

from assistant.evidence import Evidence
from assistant.wording import content_words, flaws, is_entry

CANDIDATES = 40
REPEAT = 0.6
_ABOUT_THE_PAGE = re.compile(
    r"please (?:\w+ )?cite|pull request|feel free|stay tuned", re.IGNORECASE
)


@dataclass(frozen=True)
class Field:
    """One thing to look for.

    ``headings`` has its title in each language; a sentence qualifies by standing in a section of
    ``kinds`` or under a heading that ``titles`` fits, or by ``cues`` in its wording (only within
    ``within``, where that is not empty). ``query`` ranks what qualifies.
    """

    name: str
    headings: Mapping[str, str]
    query: str
    kinds: frozenset[str]
    cues: re.Pattern[str]
    titles: re.Pattern[str]
    within: frozenset[str] = frozenset()
    aspects: tuple[str, ...] = ()


@functools.cache
def fields() -> tuple[Field, ...]:
    """Every field of ``fields.toml``, in the order of a review."""
    with Path(__file__).with_name("fields.toml").open("rb") as file:
        return tuple(_field(values) for values in tomllib.load(file)["field"])


def _field(values: dict[str, Any]) -> Field:
    return Field(
        name=values["name"],
        headings=values["headings"],
        query=values["query"],
        kinds=frozenset(values.get("kinds", ())),
        cues=re.compile("|".join(values["cues"]), re.IGNORECASE),
        titles=re.compile("|".join(values["titles"]), re.IGNORECASE),
        within=frozenset(values.get("within", ())),
        aspects=tuple(values["aspects"]),
    )


def field_for(aspect: str) -> Field | None:
    """The field that serves an aspect of a comparison; None where only a search can."""
    wanted = aspect.lower().strip()
    return next((field for field in fields() if wanted in field.aspects), None)


def candidates(
    field: Field,
    sentences: Sequence[Evidence],
    similarities: Callable[[str, Sequence[str]], np.ndarray],
) -> list[Evidence]:
    """The sentences that may serve a field, best first, with their scores, without repeats.

    ``similarities`` gives the cosine of each text to a query, shape (texts,).
    """
    rated = [(_qualifies(field, item), item) for item in sentences]
    found = sorted(
        (replace(item, score=points) for points, item in rated if points > 0),
        key=lambda item: -item.score,
    )[:CANDIDATES]
    if not found:
        return []
    near = similarities(field.query, [item.text for item in found])
    found = [
        replace(item, score=item.score + 3 * float(cosine), similarity=float(cosine))
        for item, cosine in zip(found, near, strict=True)
    ]
    return distinct(sorted(found, key=lambda item: -item.score))


def distinct(items: Sequence[Evidence]) -> list[Evidence]:
    """The items without those that say nearly the same as an earlier one."""
    kept: list[Evidence] = []
    bags: list[set[str]] = []
    for item in items:
        words = set(content_words(item.text))
        if any(len(words & bag) > REPEAT * min(len(words), len(bag)) for bag in bags if bag):
            continue
        kept.append(item)
        bags.append(words)
    return kept


def _qualifies(field: Field, item: Evidence) -> float:
    """Points for a sentence; 0 where nothing speaks for it."""
    if item.kind in ("caption", "references", "front", "appendix"):
        return 0.0
    if is_entry(item.text) or _ABOUT_THE_PAGE.search(item.text):
        return 0.0
    last = item.section.split(" › ")[-1]
    at_home = item.kind in field.kinds or bool(field.titles.search(last))
    cued = bool(field.cues.search(item.text))
    allowed = not field.within or item.kind in field.within
    if not at_home and not (cued and allowed):
        return 0.0
    points = 1.5 * at_home + 1.0 * cued
    points += {"abstract": 1.0, "conclusion": 0.5, "introduction": 0.3}.get(item.kind, 0.0)
    return max(0.0, points - flaws(item.text))

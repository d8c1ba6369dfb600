"""What reviews and comparisons look for in a survey: fields, each with what it asks."""

from __future__ import annotations

import functools
import re
import tomllib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from assistant.documents.headings import plain_heading
from assistant.evidence.evidence import Evidence
from assistant.text.scripts import Language

REVIEWED = (
    "motivation", "method", "questions", "findings", "evaluation", "limitations", "future",
)  # fmt: skip
ABOVE = 0.7
# A heading that is the field's own name: what stands under it was put there as such.
NAMED, WHOLLY = 0.6, 1.3


@dataclass(frozen=True)
class Field:
    """One thing to look for.

    ``headings`` has its title in each language; a sentence qualifies by standing in a section of
    ``kinds`` or under a heading that ``titles`` fits, or by wording that ``strong`` fits (only
    within ``within``, where that is not empty); ``cues`` add to that, ``avoid`` takes from it.
    ``questions`` ask for it in each language.
    """

    name: str
    headings: Mapping[Language, str]
    questions: Mapping[Language, str]
    kinds: frozenset[str]
    strong: re.Pattern[str]
    cues: re.Pattern[str]
    avoid: re.Pattern[str]
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
        questions=values["questions"],
        kinds=frozenset(values.get("kinds", ())),
        strong=_any_of(values["strong"]),
        cues=_any_of(values["cues"]),
        avoid=_any_of(values.get("avoid", ())),
        titles=_any_of(values["titles"]),
        within=frozenset(values.get("within", ())),
        aspects=tuple(values["aspects"]),
    )


def _any_of(patterns: Sequence[str]) -> re.Pattern[str]:
    """A pattern for any of these; one that fits nothing for none."""
    return re.compile("|".join(patterns) or r"(?!)", re.IGNORECASE)


def field_for(aspect: str) -> Field | None:
    """The field that serves an aspect of a comparison; None where only a search can."""
    wanted = aspect.lower().strip()
    return next((field for field in fields() if wanted in field.aspects), None)


def at_home(field: Field, item: Evidence) -> float:
    """How far a sentence's section serves a field: 1 for its own, less for one above it, more
    for one that has the field's very name.
    """
    *above, last = (plain_heading(title) for title in item.section.split(" › "))
    named = field.titles.search(last)
    own = float(item.kind in field.kinds or named is not None)
    if named is not None and len(named[0]) >= NAMED * len(last):
        own = WHOLLY
    return max(own, ABOVE * any(field.titles.search(title) for title in above))

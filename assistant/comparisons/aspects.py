"""The rows of a comparison: what is asked of each survey, and of which kind the answer is."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from itertools import zip_longest
from typing import Literal, get_args

from assistant.errors import AssistantError
from assistant.evidence.protocol import Item
from assistant.reviews.taxonomy import Category, key_of
from assistant.text.wording import Wording

Kind = Literal["text", "list", "yes/no", "number", "year"]
KINDS: tuple[Kind, ...] = get_args(Kind)

DEFAULT_ASPECTS = (
    "scope",
    "taxonomy",
    "methods",
    "evaluation",
    "main findings",
    "open problems",
)
MOST_ASPECTS = 100
LONGEST_ASPECT = 200
MOST_PROPOSED = 10

_TYPED = re.compile(r"^(?P<name>.+?)\s*\((?P<kind>text|list|yes/no|yes or no|number|year)\)$", re.I)
# What is left of longer lists moves cells of people's tables (the half to develop on), or asks in
# Chinese or Japanese.
_GUESSES: tuple[tuple[Kind, re.Pattern[str]], ...] = (
    ("year", re.compile(r"\b(?:year|when)\b|\bdate$|年", re.I)),
    ("number", re.compile(r"^#|\b(?:number|how (?:many|much)|size)\b|数量|数$", re.I)),
    (
        "yes/no",
        re.compile(
            r"^(?:is|are|does|do|has|have|can)\b|\?$|是否|か[。？?]?$"
            r"|^(?:multi|multiple|multilingual|cross)[-– ]\S+(?: \S+)?$",
            re.I,
        ),
    ),
    ("list", re.compile(r"^(?:taxonomy|benchmarks?|data ?sets?|分类|分類|数据集|基准)\b", re.I)),
)


@dataclass(frozen=True)
class Aspect:
    """One row: its name, its values' kind, why it was proposed (empty: the user's own)."""

    name: str
    kind: Kind = "text"
    why: str = ""

    @cached_property
    def wording(self) -> Wording:
        """The words of its name."""
        return Wording(self.name)

    @cached_property
    def wanted(self) -> tuple[str, ...]:
        """The words of its name that a sentence about it has, in order, each once."""
        words = tuple(dict.fromkeys(self.wording.words))
        return tuple(word for word in words if word in self.wording.telling) or words


def aspect_of(text: str) -> Aspect:
    """The aspect that a text names; its kind stands in brackets behind it, or is guessed.

    >>> aspect_of("benchmarks"), aspect_of("code released (yes/no)").kind
    (Aspect(name='benchmarks', kind='list', why=''), 'yes/no')
    """
    cleaned = " ".join(text.split())
    if typed := _TYPED.match(cleaned):
        kind = typed["kind"].lower().replace(" or ", "/")
        return Aspect(typed["name"], next(known for known in KINDS if known == kind))
    return Aspect(cleaned, next((kind for kind, fits in _GUESSES if fits.search(cleaned)), "text"))


def parse_aspects(aspects: Sequence[str | Aspect] | None) -> tuple[Aspect, ...]:
    """The aspects without blanks and repeats; the default ones for None."""
    if aspects is None:
        return tuple(map(aspect_of, DEFAULT_ASPECTS))
    named = [aspect if isinstance(aspect, Aspect) else aspect_of(aspect) for aspect in aspects]
    wanted: dict[str, Aspect] = {}
    for aspect in named:
        if any(map(str.isalnum, aspect.name)):
            wanted.setdefault(aspect.name, aspect)
    if not wanted:
        raise AssistantError(
            "A comparison needs at least one aspect, such as “scope” or “evaluation”."
        )
    if len(wanted) > MOST_ASPECTS or any(len(name) > LONGEST_ASPECT for name in wanted):
        raise AssistantError(
            "A comparison takes at most {most} aspects of {longest} characters each; these are "
            "{count}. Take fewer or shorter ones.",
            most=MOST_ASPECTS,
            longest=LONGEST_ASPECT,
            count=len(wanted),
        )
    return tuple(wanted.values())


def propose_aspects(
    trees: Mapping[str, Sequence[Category]], protocol: Sequence[Item] = ()
) -> tuple[Aspect, ...]:
    """Aspects for these surveys (their trees by short name): what all tell, share, and do alone.

    ``protocol`` are the items that several of them tell of how they were made.
    """
    found = [
        Aspect("scope", "text", "every survey says what it covers"),
        Aspect("taxonomy", "list", "how each divides the field"),
        Aspect("evaluation", "text", "how each has its field measured"),
        Aspect("main findings", "text", "what each concludes"),
        Aspect("open problems", "text", "what each leaves for later"),
    ]
    found[1:1] = [Aspect(i.aspects[0], i.kind, "how each review was made") for i in protocol]
    told = {key_of(aspect.name) for aspect in found}
    holders: dict[frozenset[str], dict[str, Category]] = {}
    for name, tree in trees.items():
        for category in tree:
            if category.depth <= 1 and not category.name.endswith(("?", "？")):
                holders.setdefault(key_of(category.name), {}).setdefault(name, category)
    shared = sorted(
        (item for item in holders.items() if len(item[1]) > 1 and item[0] not in told),
        key=lambda item: -len(item[1]),
    )
    for key, named in shared:
        found.append(Aspect(_first(named).name.lower(), "text", f"a part of {_join_names(named)}"))
        told.add(key)
    alone: dict[str, list[Category]] = {name: [] for name in trees}
    for key, named in holders.items():
        if len(named) == 1 and _first(named).depth == 0 and key not in told:
            alone[next(iter(named))].append(_first(named))
    for row in zip_longest(*alone.values()):
        for name, category in zip(alone, row, strict=True):
            if category is not None:
                found.append(Aspect(category.name, "text", f"a part of {name} only"))
    return tuple(found[:MOST_PROPOSED])


def _first(named: Mapping[str, Category]) -> Category:
    return next(iter(named.values()))


def _join_names(named: Mapping[str, Category]) -> str:
    *others, last = named
    return f"{', '.join(others)} and {last}" if others else last

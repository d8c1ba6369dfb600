"""Trees of categories side by side: which are the same, which broader or narrower, which alone."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Literal

from assistant.reviews.taxonomy import Category, key_of

# "Named only here": another survey speaks of it, or has no text in its language to search.
Relation = Literal["same", "broader or narrower", "named only here", "only here"]
DEEPEST = 2
LISTED_DEPTH = 1
MOST_TITLES = 0.75
NEAR = 0.34


@dataclass(frozen=True)
class Match:
    """Categories that belong together, at most one a survey (by survey id)."""

    relation: Relation
    categories: tuple[tuple[str, Category], ...]

    def of(self, survey_id: str) -> Category | None:
        """The category of one survey; None where it has none here."""
        return next((category for owner, category in self.categories if owner == survey_id), None)


def align_categories(
    trees: Mapping[str, Sequence[Category]], titles: Sequence[str] = ()
) -> list[Match]:
    """Rows of a table of these trees (by survey id): same first, then broader, then alone.

    Words that most of the ``titles`` share say nothing about a category of the field: "Alignment
    evaluation" in a survey of alignment is its evaluation.
    """
    field = _shared_words(titles)
    core = {
        (owner, place): _core(category.name, field)
        for owner, tree in trees.items()
        for place, category in enumerate(tree)
        if category.depth <= DEEPEST
    }
    rows: list[Match] = []
    used: set[tuple[str, int]] = set()
    for wanted in dict.fromkeys(core.values()):
        held: dict[str, int] = {}
        for (owner, place), key in core.items():
            if key == wanted and _higher(trees[owner], place, held.get(owner)):
                held[owner] = place
        if len(held) > 1:
            rows.append(_match("same", held, trees))
            used |= {spot for spot, key in core.items() if key == wanted}
    rows += _broader_or_narrower(trees, core, used)
    seen: set[tuple[str, frozenset[str]]] = set()
    for (owner, place), key in core.items():
        listed = trees[owner][place].depth <= LISTED_DEPTH
        if (owner, place) not in used and listed and (owner, key) not in seen:
            seen.add((owner, key))
            rows.append(_match("only here", {owner: place}, trees))
    return rows


def _broader_or_narrower(
    trees: Mapping[str, Sequence[Category]],
    core: Mapping[tuple[str, int], frozenset[str]],
    used: set[tuple[str, int]],
) -> list[Match]:
    """Each listed category left with the nearest of each other survey that says more or less.

    What stands below a category that both have is no news, and nothing is named twice.
    """
    rows = []
    told: set[tuple[str, frozenset[str]]] = set()
    # What stands highest is matched first, so that parts do not take the place of wholes.
    highest = sorted(core.items(), key=lambda item: trees[item[0][0]][item[0][1]].depth)
    for (owner, place), key in highest:
        listed = trees[owner][place].depth <= LISTED_DEPTH
        if (owner, place) in used or not listed or (owner, key) in told:
            continue
        above = {core[owner, up] for up in _above(trees[owner], place)}
        held = {owner: place}
        for other in trees:
            near = [
                (len(key & theirs) / len(key | theirs), -trees[other][spot].depth, -spot)
                for (whose, spot), theirs in core.items()
                if whose == other != owner
                and (key < theirs or theirs < key)
                and theirs not in above
                and (other, theirs) not in told
            ]
            if near and max(near)[0] >= NEAR:
                held[other] = -max(near)[2]
        if len(held) > 1:
            rows.append(_match("broader or narrower", held, trees))
            told |= {(whose, core[whose, spot]) for whose, spot in held.items()}
            used |= {spot for spot in core if (spot[0], core[spot]) in told}
    return rows


def _above(tree: Sequence[Category], place: int) -> list[int]:
    """The places of the categories that a category stands in."""
    found: list[int] = []
    depth = tree[place].depth
    for before in range(place - 1, -1, -1):
        if tree[before].depth < depth:
            found.append(before)
            depth = tree[before].depth
    return found


def _match(
    relation: Relation, held: Mapping[str, int], trees: Mapping[str, Sequence[Category]]
) -> Match:
    return Match(
        relation, tuple((owner, trees[owner][held[owner]]) for owner in trees if owner in held)
    )


def _higher(tree: Sequence[Category], place: int, known: int | None) -> bool:
    return known is None or tree[place].depth < tree[known].depth


def _core(name: str, field: frozenset[str]) -> frozenset[str]:
    key = key_of(name)
    return key - field or key


def _shared_words(titles: Sequence[str]) -> frozenset[str]:
    counts = Counter(word for title in titles for word in key_of(title))
    return frozenset(
        word for word, count in counts.items() if count > 1 and count >= MOST_TITLES * len(titles)
    )

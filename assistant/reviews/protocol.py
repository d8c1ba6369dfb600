"""How a review was made, in its own sentences: one for each item of the protocol that it tells."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import replace

import numpy as np

from assistant.evidence.claims import Claim, cite
from assistant.evidence.evidence import Evidence
from assistant.evidence.protocol import (
    FRONT,
    Item,
    Told,
    holds,
    is_home,
    is_titled,
    items,
    least,
    meant_number,
    rate,
    sources,
)
from assistant.reviews.one_line import shorten
from assistant.text.scripts import Language

# What a review tells in parts of its own.
ELSEWHERE = frozenset(("questions", "limitations"))
CANDIDATES = 40
# What only a search of the literature gives: its terms, its steps, the works that it found.
OF_SEARCHES = frozenset(("strategy", "selection", "identified", "screened", "included"))


def protocol(
    sentences: Sequence[Evidence],
    similarities: Callable[[str, Sequence[str]], np.ndarray],
    language: Language,
) -> list[Claim]:
    """What a review tells of how it was made, item by item, under the names of the items.

    ``similarities`` gives the cosine of each text to a query, shape (texts,). A sentence that tells
    several items stands once, under all their names.
    """
    told: dict[tuple[str, int], tuple[list[str], Evidence]] = {}
    systematic = is_systematic(sentences, similarities)
    for item in items():
        if item.name in ELSEWHERE or (item.wants == "share" and not systematic):
            continue
        found = teller(item, sentences, similarities, systematic=systematic)
        if found is not None:
            names, _ = told.setdefault((found.document_id, found.sentence), ([], found))
            names.append(item.headings[language])
    mark = ": " if language == "en" else "："
    return [
        Claim(f"{' · '.join(names)}{mark}{shorten(found).text}", "supported", (cite(found, True),))
        for names, found in told.values()
    ]


def is_systematic(
    sentences: Sequence[Evidence], similarities: Callable[[str, Sequence[str]], np.ndarray]
) -> bool:
    """Whether a survey lists where it has searched, or names it and, early on, what it found.

    Of twenty papers the four systematic reviews do, and one other; seven more name something like
    a source.
    """
    searched = teller(sources(), sentences, similarities, systematic=True)
    if searched is None:
        return False
    lists_all = searched.kind not in FRONT and holds(sources(), searched.text) >= 1
    return lists_all or any(
        teller(item, sentences, similarities, systematic=False) is not None
        for item in items()
        if item.name in OF_SEARCHES
    )


def teller(
    item: Item,
    sentences: Sequence[Evidence],
    similarities: Callable[[str, Sequence[str]], np.ndarray],
    *,
    systematic: bool,
) -> Evidence | None:
    """The sentence that tells an item best, with its points as its score; None where none does."""
    likely = _likely(item, sentences)
    if not likely:
        return None
    texts = [sentence.text for sentence in likely]
    near = np.max([similarities(question, texts) for question in item.questions], axis=0)
    told = [Told(sentence.text, sentence.kind, sentence.section) for sentence in likely]
    points = rate(item, told, [float(cosine) for cosine in near], systematic=systematic)
    best = max(range(len(likely)), key=lambda i: points[i])
    if points[best] < least(item):
        return None
    return replace(likely[best], score=points[best], similarity=float(near[best]))


def number_told(item: Item, found: Evidence, sentences: Sequence[Evidence]) -> str:
    """The number of works that a sentence tells, as an item means it; empty where it has none."""
    told = [Told(sentence.text, sentence.kind, sentence.section) for sentence in sentences]
    return meant_number(item, found.text, told)


def _likely(item: Item, sentences: Sequence[Evidence]) -> list[Evidence]:
    """The sentences that are worth comparing with an item's questions: a small part of a text."""

    def chance(sentence: Evidence) -> float:
        held = holds(item, sentence.text)
        if item.wants != "text" and not held:
            return 0.0
        home = is_home(sentence.kind, sentence.section, item.home)
        titled = is_titled(item, sentence.section)
        return held + home * (1.0 + titled + len(item.words & sentence.wording.bag))

    rated = [(chance(sentence), sentence) for sentence in sentences]
    rated = sorted((pair for pair in rated if pair[0] > 0), key=lambda pair: -pair[0])
    return [sentence for _, sentence in rated[:CANDIDATES]]

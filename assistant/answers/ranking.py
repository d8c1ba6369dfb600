"""How likely a sentence is the one that answers a question, among those that fit it."""

from __future__ import annotations

import re
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from itertools import pairwise

from assistant.text.words import asked_for, content_words

# Weights of a listwise regression (softmax over a question's sentences, ridge 0.1) on the halves
# to develop on of L-Eval and BAMBOO; what a sentence should get is its overlap with the answer.
# "date" was chosen on JaQuAD's.
WEIGHTS = {
    "rank": 2.5,
    "coverage": 1.7,
    "pairs": 1.1,
    "heading": 0.9,
    "before": 0.45,
    "after": 0.4,
    "nothing_new": -0.6,
    "others": -0.12,
    "signpost": -0.2,
    "first": 0.15,
    "lists": 0.34,
    "number": 0.22,
    "date": 1.0,
}
LEAST_NEW = 4
_ASKS_NUMBER = re.compile(
    r"\bhow (?:many|much|large|big|long|often|far|high|well)\b|\b(?:size|number|amount|percentage|"
    r"rate|accuracy|score)\b|多少|几个|いくつ|何[人個件回年割]|どのくらい",
    re.IGNORECASE,
)
_ASKS_DATE = re.compile(
    r"^(?:when|since when) (?:was|were|did|has|have)\b|\b(?:what|which) (?:year|date|century)\b"
    r"|何时|哪一?年|什么时候|いつ|何[年月日]|何世紀",
    re.IGNORECASE,
)
_SIGNPOST = re.compile(
    r"\bin (?:this|the following|the next|what follows) (?:section|paragraphs?|subsection)"
    r"|\b(?:section|sec\.|table|fig(?:ure)?\.?|appendix|chapter)\s*\w*\d|§"
    r"|\bwe (?:first |now |then |next )?(?:describe|discuss|present|turn|start|report|analy[sz]e) "
    r"|\bdetails? (?:are|can be|of the|in)|\bas follows|\bthe following|\bbelow\b",
    re.IGNORECASE,
)
_OTHERS = re.compile(r"\([^()]{0,60}\b(?:19|20)\d\d[a-z]?\b[^()]*\)|\[\d+\]|\bet al\b")
_LISTS = re.compile(
    r"\b(?:such as|including|namely|e\.g\.|consists? of|includes?|are:|following)\b|[:：]\s"
    r"|\(\d\)|\b\d\)|\(i+\)|包括|例如|など",
    re.IGNORECASE,
)
_NUMBER = re.compile(r"(?<!\w)\d")
_DATE = re.compile(r"\b(?:1[5-9]|20)\d\ds?\b|\d\s*[年月]|世[紀纪]|\b\d\d?th century\b")
_REFERENCE = re.compile(r"\([^()]*\b(?:19|20)\d\d\b[^()]*\)|\[\d[^\]]*\]")


@dataclass(frozen=True)
class Place:
    """A sentence with what stands around it: content words of both neighbours and the heading."""

    text: str
    words: Sequence[str]
    before: Collection[str]
    after: Collection[str]
    heading: Collection[str]
    first: bool
    rank: float


class Relevance:
    """Scores sentences against one question; ``weights`` are the words' rarities.

    >>> relevance = Relevance("Which metals conduct well?", {"metal": 1.0, "conduct": 1.0})
    >>> words = ["copper", "silver", "conduct", "well", "metal", "known"]
    >>> there = Place("Copper and silver conduct well.", words, (), (), (), False, 0.3)
    >>> away = Place("See below.", ["see"], (), (), (), False, 0.3)
    >>> relevance(there) > relevance(away)
    True
    >>> when = Relevance("When was silver found?", {"silver": 1.0})
    >>> when(Place("It was in 1571.", [], (), (), (), False, 0.3)) > when(away)
    True
    """

    def __init__(self, question: str, weights: Mapping[str, float]) -> None:
        words = content_words(question)
        terms = set(asked_for(question)) or set(words)
        rarest = max(weights.values(), default=1.0)
        self._question = set(words)
        self._pairs = set(pairwise(words))
        self._terms = {term: weights.get(term, rarest) for term in terms}
        self._whole = sum(self._terms.values()) or 1.0
        self._number = _ASKS_NUMBER.search(question) is not None
        self._date = _ASKS_DATE.search(question) is not None

    def __call__(self, place: Place) -> float:
        """A number to rank by: higher is likelier; only one question's compare."""
        text = place.text
        together = set(pairwise(place.words)) | set(zip(place.words, place.words[2:], strict=False))
        new = len(set(place.words) - self._question)
        own = _REFERENCE.sub("", text)
        signs = {
            "rank": place.rank,
            "coverage": self._share(place.words),
            "pairs": len(self._pairs & together) / max(1, len(self._pairs)),
            "heading": len(self._terms.keys() & set(place.heading)) / max(1, len(self._terms)),
            "before": self._share(place.before),
            "after": self._share(place.after),
            "nothing_new": new < LEAST_NEW,
            "others": _OTHERS.search(text) is not None,
            "signpost": _SIGNPOST.search(text) is not None,
            "first": place.first,
            "lists": _LISTS.search(text) is not None,
            "number": self._number and _NUMBER.search(own) is not None,
            "date": self._date and _DATE.search(own) is not None,
        }
        return sum(WEIGHTS[name] * float(value) for name, value in signs.items())

    def _share(self, words: Collection[str]) -> float:
        held = set(words)
        return sum(weight for term, weight in self._terms.items() if term in held) / self._whole

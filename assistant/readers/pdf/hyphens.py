"""Hyphens at the ends of lines: which belong to their word, and which only cut it.

Precedence: the form that the document uses more often elsewhere; else the hyphen stays where one
of its halves stands in other hyphenated words and both are words of the document ("low-rank" where
there is "low-level"), or where both are words that are long enough to be no syllables.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable, Sequence

from assistant.readers.pdf.lines import Line

_TOKEN = re.compile(r"[^\W\d_]+(?:[-’'][^\W\d_]+)*")
_LEAST = 3  # letters of a half that may be a word of its own
_SURE = 4  # letters of a half that is one without other hyphenated words to show it
_SYLLABLES = frozenset(  # words that open or close other words more often than compounds
    "able age also and any ant are for fore form her here his how in ion its less like man men"
    " ment more ness not one out over self ship some the there thing times to under up ward wards"
    " ware what where with work".split()
)


class Hyphens:
    """How a document writes its words."""

    def __init__(self, pages: Iterable[Sequence[Line]]) -> None:
        self._words: Counter[str] = Counter()
        self._first: Counter[str] = Counter()
        self._second: Counter[str] = Counter()
        self._pairs: set[tuple[str, str]] = set()  # a first half, and how its second one begins
        for lines in pages:
            cut = False
            for line in lines:
                cut = self._count(line.text.lower().rstrip(), cut)

    def _count(self, text: str, after_cut: bool) -> bool:
        """Count a line's words without what its ends cut off; whether its last word is cut."""
        words, cut = _TOKEN.findall(text), text.endswith("-")
        for word in words[after_cut : len(words) - cut]:
            self._words[word] += 1
            if "-" in word:
                first, _, rest = word.partition("-")
                self._first[first] += 1
                self._second[rest.rpartition("-")[2]] += 1
                self._pairs.add((first, rest[:_LEAST]))
        return cut

    def keeps(self, first: str, second: str) -> bool:
        """Whether "first-" at the end of a line and "second" below it keep their hyphen.

        ``second`` may have hyphens of its own, as in "human-" and "in-the-loop".
        """
        first, second = first.lower(), second.lower()
        opening, hyphen, _ = second.partition("-")
        for form in dict.fromkeys((second, opening)):
            apart, joined = self._words[f"{first}-{form}"], self._words[first + form]
            if apart or joined:
                return apart > joined
        if hyphen and len(opening) < _LEAST:
            return True  # no syllable: typesetting cuts off three letters or more
        second = opening
        if min(len(first), len(second)) < _LEAST or {first, second} & _SYLLABLES:
            return False
        if self._second[second] > 1 or self._has_kin(first, second):
            return True
        if not self._words[second]:
            return False
        if not self._words[first]:
            return self._first[first] > 0
        known = self._first[first] or self._second[second]
        return bool(known) or min(len(first), len(second)) >= _SURE

    def _has_kin(self, first: str, second: str) -> bool:
        """Whether a word of the same stem has the hyphen: "decision-making" for "makers"."""
        return len(second) > _SURE and (first, second[:_LEAST]) in self._pairs

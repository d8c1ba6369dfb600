"""Numbers in a text with the things that they count: "73 papers", "forty-one journals"."""

from __future__ import annotations

import functools
import re
from collections.abc import Collection, Sequence

from assistant.text.words import stem
from vectorstore.analyzer import STOP_WORDS, analyse

# The numerals of English; hundreds and thousands multiply what stands before them.
_ONES = (
    "zero one two three four five six seven eight nine ten eleven twelve thirteen fourteen fifteen "
    "sixteen seventeen eighteen nineteen"
).split()
_TENS = "twenty thirty forty fifty sixty seventy eighty ninety".split()
_NUMERALS = frozenset((*_ONES[2:], *_TENS, "hundred", "thousand"))
_WORDS = frozenset((*_ONES, *_TENS, "hundred", "thousand"))
_HOW_MANY = re.compile(r"\bhow many\b|\bnumber of\b|多少|几|いくつの?|何(?=[人個件回本篇])", re.I)
_TOKEN = re.compile(r"\d+(?:,\d{3})+|\d+(?:\.\d+)?|[^\W\d_]+|[^\w\s]")
_YEAR = re.compile(r"(?:19|20)\d\d")
# Words between a number and what it counts: "600 unique code contributors".
BETWEEN = 3
LONGEST_NAME = 3
# "19 of the 73 papers" counts a part; the whole is said beside it.
PARTITIVE = 0.6


def counted_things(question: str) -> frozenset[str]:
    """The stems of what a question asks the number of; empty where it asks for none.

    >>> sorted(counted_things("How many plot studies were compiled?"))
    ['plot', 'studi']
    >>> counted_things("Which studies were compiled?")
    frozenset()
    """
    found: set[str] = set()
    for match in _HOW_MANY.finditer(question):
        found |= _things(_TOKEN.findall(analyse(question[match.end() :])))
    return frozenset(found)


def numbers_asked(question: str) -> int:
    """How many numbers a question asks for: one for each "how many".

    >>> numbers_asked("How many were in journals and how many in proceedings?")
    2
    """
    return len(_HOW_MANY.findall(question))


def counts(text: str, things: Collection[str]) -> float:
    """How far a text counts some things, given as stems: 1 where it does, less for a part of them.

    >>> counts("We reviewed 73 papers.", {"paper"}), counts("Papers of 2017 differ.", {"paper"})
    (1.0, 0.0)
    >>> counts("The rest (n = 149) was read.", {"rest"}), counts("Fifty-four works.", {"work"})
    (1.0, 1.0)
    """
    return max(numbers_of(text, things).values(), default=0.0)


def numbers_of(text: str, things: Collection[str]) -> dict[str, float]:
    """The numbers by which a text counts some things, given as stems, each with how far it does.

    >>> numbers_of("Only 19 of the 73 papers were read; 1,655 papers were found.", {"paper"})
    {'73': 0.6, '1655': 1.0}
    >>> numbers_of("Thirty-three papers were read.", {"paper"})
    {'thirty-three': 1.0}
    """
    if not things:
        return {}
    written = _TOKEN.findall(analyse(text))
    tokens = [token.lower() for token in written]
    found: dict[str, float] = {}
    after = 0
    for place in range(len(tokens)):
        if place < after:
            continue  # a part of a number in words
        after = _end_of_number(tokens, place)
        if place > 1 and written[place - 1][0].isupper():
            continue  # "Section 10" is a label
        if share := _count_at(tokens, place, after, things):
            number = " ".join(tokens[place:after]).replace(" - ", "-").replace(",", "")
            found[number] = max(share, found.get(number, 0.0))
    return found


def _end_of_number(tokens: Sequence[str], place: int) -> int:
    """Where a number ends that begins at a place: behind its last word, as in "forty-one"."""
    end = place + 1
    while tokens[place] in _WORDS and end < len(tokens):
        linked = tokens[end] == "-"
        if end + linked >= len(tokens) or tokens[end + linked] not in _WORDS:
            break
        end += 1 + linked
    return end


def _count_at(tokens: Sequence[str], place: int, end: int, things: Collection[str]) -> float:
    """How far the number from a place to its end counts some things."""
    if not is_number(tokens[place]) and end == place + 1:
        return 0.0
    if tokens[max(0, place - 3) : place] == ["(", "n", "="]:
        before = tokens[max(0, place - 3 - BETWEEN) : max(0, place - 3)]
        return float(any(_stem(token) in things for token in before))
    for token in tokens[end : end + 1 + BETWEEN]:
        if _stem(token) in things:
            return PARTITIVE if _is_whole(tokens[max(0, place - 3) : place]) else 1.0
        if not token.isalpha() and token != "-":
            break
    return 0.0


def _is_whole(before: Sequence[str]) -> bool:
    """Whether what stands before a number makes it the whole of a part: "19 of (the)", "out of"."""
    rest = before[:-1] if before[-1:] == ["the"] else before
    if rest[-1:] != ["of"]:
        return False
    return rest is not before or (len(rest) > 1 and (rest[-2] == "out" or is_number(rest[-2])))


def is_number(token: str) -> bool:
    """Whether a token is a number, in digits or as a word, but no year.

    >>> [is_number(token) for token in ("1,932", "ninety", "2017", "many")]
    [True, True, False, False]
    """
    if token[0].isdigit():
        return _YEAR.fullmatch(token) is None
    return token.lower() in _NUMERALS


def _things(tokens: Sequence[str]) -> set[str]:
    """The stems of the name that some tokens begin with: up to the first word that is no name."""
    name: list[str] = []
    for token in tokens:
        if not token.isalpha() or (name and token.lower() in STOP_WORDS):
            if token == "and" and name:
                continue
            break
        name.append(_stem(token))
        if len(name) == LONGEST_NAME:
            break
    return set(name)


@functools.lru_cache(maxsize=8192)
def _stem(token: str) -> str:
    return stem(token)

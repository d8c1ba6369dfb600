"""Edits of a sentence that change what it says: numbers, negation, sides, names, hedges.

The words that they put in and take out stand in ``templates.toml``.
"""

from __future__ import annotations

import functools
import random
import re
import tomllib
from collections.abc import Callable, Mapping, Sequence
from pathlib import Path
from typing import Any

Edit = Callable[[str, random.Random], str | None]
TEMPLATES = Path(__file__).with_name("templates.toml")
_NUMBER = re.compile(r"(?<![\w.,-])\d+(?:[.,]\d+)*(?![\w)-])(?!\.\d)")
_NAME = re.compile(
    r"(?<![\w-])(?:[A-Z]+[a-z]*[A-Z]\w*|[A-Z]{2,}\w*|[A-Z]\w+-\d+)(?:-\w+)*(?![\w-])"
)
_SHARE = 100


@functools.cache
def templates() -> Mapping[str, Any]:
    """The tables of ``templates.toml``."""
    return tomllib.loads(TEMPLATES.read_text(encoding="utf-8"))


def change_number(text: str, draw: random.Random) -> str | None:
    """The sentence with one of its numbers changed, as far as it can be told; None without one.

    It becomes a fifth to four times its value, with the same digits behind the point; years, which
    mostly belong to citations, stay.
    """
    spelled: Mapping[str, str] = templates()["numbers"]
    found = [match for match in _NUMBER.finditer(text) if _counts(text, match.start())]
    places = [(match.start(), match.end(), _other(match.group(), draw)) for match in found]
    for word, other in spelled.items():
        places += [(m.start(), m.end(), other) for m in _word(word).finditer(text)]
    places = [place for place in places if place[2]]
    if not places:
        return None
    start, end, other = draw.choice(places)
    return text[:start] + _cased(text[start], other) + text[end:]


def _counts(text: str, place: int) -> bool:
    """Whether a number tells something, and is no label of a figure or a reference in brackets."""
    before = text[:place]
    labels = frozenset(templates()["labels"]["words"])
    last = (before.lower().replace("(", " ").split() or [""])[-1].strip(".")
    return before.count("[") == before.count("]") and last not in labels


def _other(number: str, draw: random.Random) -> str:
    plain = number.replace(",", "")
    if plain.count(".") > 1:
        return ""
    decimals = len(plain.partition(".")[2])
    value = float(plain)
    if not decimals and 1900 <= value <= 2100 and "," not in number:
        return ""
    factor = draw.choice((0.2, 0.5, 0.7, 1.3, 1.5, 2, 4))
    changed = min(value * factor, _SHARE - 1) if value <= _SHARE else value * factor
    text = f"{changed:,.{decimals}f}" if "," in number else f"{changed:.{decimals}f}"
    return "" if float(text.replace(",", "")) in (value, 0.0) else text


def toggle_negation(text: str, draw: random.Random) -> str | None:
    """The sentence with its negation taken out or one put in; None where neither is simple."""
    negations: Mapping[str, str] = templates()["negations"]
    out = [
        (match.span(), positive)
        for negative, positive in negations.items()
        for match in _word(negative).finditer(text)
    ]
    if len(out) == 1:
        (start, end), positive = out[0]
        return text[:start] + _cased(text[start], positive) + text[end:]
    if out or holds_any(text, templates()["negative"]["words"]):
        return None
    pairs: Mapping[str, str] = templates()["negated"]
    auxiliaries = frozenset(templates()["negative"]["after"])
    places = [
        (match.start(), match.end(), negative)
        for positive, negative in pairs.items()
        for match in _word(positive).finditer(text)
        if not _words_before(text, match.start()) & auxiliaries
    ]
    if not places:
        return None
    start, end, negative = min(places)
    return text[:start] + _cased(text[start], negative) + text[end:]


def _words_before(text: str, place: int) -> set[str]:
    """The two words before a place, in lower case."""
    return set(text[:place].lower().split()[-2:])


def swap_sides(text: str, draw: random.Random) -> str | None:
    """The sentence with the sides of its comparison swapped, or its direction turned round."""
    comparison = re.fullmatch(templates()["sides"]["pattern"], text)
    if comparison and draw.random() < templates()["sides"]["share"]:
        left, verb, right, rest = comparison.group("left", "verb", "right", "rest")
        return f"{_raised(right)} {verb} {_lowered(left)}{rest}"
    opposites: Mapping[str, str] = templates()["opposites"]
    places = [
        (match.start(), match.end(), opposite)
        for word, opposite in opposites.items()
        for match in _word(word).finditer(text)
    ]
    if not places:
        return None
    start, end, opposite = draw.choice(sorted(places))
    return text[:start] + _cased(text[start], opposite) + text[end:]


def names(text: str) -> list[str]:
    """Acronyms and names with capitals inside or digits, each once, in order."""
    return list(dict.fromkeys(match.group() for match in _NAME.finditer(text)))


def swap_name(text: str, others: Sequence[str], draw: random.Random) -> str | None:
    """The sentence with one of its names replaced by one of the others; None without either."""
    ours = names(text)
    fresh = [name for name in others if not any(name in one or one in name for one in ours)]
    if not ours or not fresh:
        return None
    return re.sub(rf"(?<![\w-]){re.escape(draw.choice(ours))}(?![\w-])", draw.choice(fresh), text)


def drop_hedge(text: str, draw: random.Random) -> str | None:
    """The sentence said more firmly or generally than it was; None where nothing hedges it."""
    hedges: Mapping[str, str] = templates()["hedges"]
    places = [
        (match.start(), match.end(), firm)
        for hedge, firm in hedges.items()
        for match in _word(hedge).finditer(text)
    ]
    if not places:
        return None
    start, end, firm = draw.choice(sorted(places))
    put = _cased(text[start], firm) if firm else ""
    return " ".join((text[:start] + put + text[end:]).split())


def holds_any(text: str, words: Sequence[str]) -> bool:
    """Whether one of the words (or groups of words) stands in a text, in any case."""
    return any(_word(word).search(text) for word in words)


@functools.cache
def _word(word: str) -> re.Pattern[str]:
    return re.compile(rf"(?<![\w-]){re.escape(word)}(?![\w-])", re.IGNORECASE)


def _cased(like: str, text: str) -> str:
    return text[:1].upper() + text[1:] if like.isupper() else text


def _raised(text: str) -> str:
    return text[:1].upper() + text[1:]


def _lowered(text: str) -> str:
    name = text[:2].isupper() or any(letter.isupper() for letter in text.split()[0][1:])
    return text if name else text[:1].lower() + text[1:]

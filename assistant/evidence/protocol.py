"""What a review tells of how it was made: the items of PRISMA, and how a sentence serves one."""

from __future__ import annotations

import calendar
import functools
import re
import tomllib
from collections import Counter
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Literal

from assistant.documents.section_kinds import kind_of
from assistant.evidence.counts import counts, numbers_of
from assistant.text.words import (
    content_words,
    names,
    stem,
    without_citations,
    without_markers,
)

Wants = Literal["works", "share", "names", "years", "month", "text"]
# Where a review tells of itself: its abstract, its introduction, what it calls its method.
HOME = frozenset(("abstract", "introduction", "method"))
FRONT = frozenset(("abstract", "introduction"))
SEVERAL_NAMES = 4
# What an answer must hold is worth a cosine of a quarter; the number that is meant, the place where
# a review tells of itself and a title of the item's own words less. A sentence answers that is so
# near to an item's questions, in such a place. Chosen on two reviews and two surveys that are none
# (papers of the half to develop on): right sentences reach cosines of 0.34 to 0.58, others' best
# 0.14 to 0.34.
HOLDS, MEANT, HOME_WORTH, ABSTRACT_WORTH, TITLED = 0.25, 0.35, 0.1, 0.15, 0.2
NEAR, NEAR_TEXT = 0.34, 0.42
# A share of one, or in per cent. Behind another number it is that one's error, and what is said of
# something ("0.5 tonnes of", "0.2 g per") has a unit.
_SHARE = re.compile(
    r"(?<![\d.])(?<!\d )(?:0?\.\d+(?! [a-z]+ (?:of|per)\b)|\d+(?:\.\d+)?\s?%)(?![\d.]*\d)", re.I
)
_MONTH = re.compile("|".join(rf"\b{month}\b" for month in calendar.month_name[1:]) + r"|\d\s*月")
_YEAR = re.compile(r"(?<!\d)(?:19|20)\d\d(?!\d)")


@dataclass(frozen=True)
class Item:
    """An item of the protocol.

    ``prisma`` is its number in the PRISMA 2020 checklist and ``topic`` its name there;
    ``questions`` ask for it; ``wants`` is what an answer must hold; ``headings`` has its name by
    language, ``aspects`` the names of a comparison's rows that it serves, ``kind`` the kind of
    their values; ``number`` tells which is meant where there are several: the one that ``recurs``,
    the ``largest``; ``home`` are the kinds of sections where a review tells it;
    ``proposed`` that comparisons of reviews propose it, ``any_survey`` that surveys which are no
    systematic reviews tell it too.
    """

    name: str
    prisma: str
    topic: str
    wants: Wants
    kind: Literal["text", "list", "number"]
    headings: Mapping[str, str]
    questions: tuple[str, ...]
    aspects: tuple[str, ...]
    number: Literal["", "recurs", "largest"] = ""
    home: frozenset[str] = HOME
    proposed: bool = False
    any_survey: bool = False

    @functools.cached_property
    def words(self) -> frozenset[str]:
        """The stems of its names, which the title of a section may have."""
        return frozenset(
            content_words(" ".join((self.topic, *self.headings.values(), *self.aspects)))
        )


@functools.cache
def items() -> tuple[Item, ...]:
    """Every item of ``protocol.toml``, in the order of the checklist."""
    return tuple(_item(values) for values in _data()["item"])


def _item(values: Mapping[str, Any]) -> Item:
    lists = {name: tuple(values[name]) for name in ("questions", "aspects")}
    return Item(**{**values, **lists, "home": frozenset(values.get("home", HOME))})


def item_for(aspect: str) -> Item | None:
    """The item that serves a row of a comparison; None where it asks for something else.

    >>> item_for("Papers included").name, item_for("scope")
    ('included', None)
    """
    wanted = " ".join(aspect.lower().split())
    return next((item for item in items() if wanted in item.aspects), None)


@functools.cache
def asking_words() -> frozenset[str]:
    """The stems of the words by which the items' questions ask."""
    return frozenset(content_words(" ".join(text for item in items() for text in item.questions)))


@functools.cache
def works() -> frozenset[str]:
    """The stems of what reviews count: papers, studies, records."""
    return frozenset(stem(word) for word in _data()["works"])


@functools.cache
def _data() -> dict[str, Any]:
    with Path(__file__).with_name("protocol.toml").open("rb") as file:
        return tomllib.load(file)


@dataclass(frozen=True)
class Told:
    """A sentence with the kind of its section and the path of its titles."""

    text: str
    kind: str
    section: str


def rate(
    item: Item, sentences: Sequence[Told], near: Sequence[float], *, systematic: bool = True
) -> list[float]:
    """How well each sentence answers an item; 0 where it does not hold what an answer must.

    ``near`` has the cosine of each to the item's questions. What reaches ``least(item)`` answers.
    Of a survey that is not ``systematic``, only abstract and introduction tell how it was made: its
    method part is about its field.
    """
    held = [holds(item, sentence.text) for sentence in sentences]
    meant = _meant(item, sentences)
    return [
        0.0
        if (item.wants != "text" and not share)
        or not (systematic or item.any_survey or sentence.kind in FRONT)
        else max(0.0, cosine) + HOLDS * share + MEANT * number + _place(item, sentence)
        for sentence, cosine, share, number in zip(sentences, near, held, meant, strict=True)
    ]


def least(item: Item) -> float:
    """What ``rate`` gives a sentence that is just near enough to answer an item."""
    return HOME_WORTH + (NEAR_TEXT if item.wants == "text" else NEAR + HOLDS)


def sources() -> Item:
    """The item that every systematic review tells, and no other survey: where it has searched."""
    return next(item for item in items() if item.name == "sources")


def _place(item: Item, sentence: Told) -> float:
    """What a sentence's place is worth: whether a review tells the item there, and its title."""
    return (
        HOME_WORTH * is_home(sentence.kind, sentence.section, item.home)
        + ABSTRACT_WORTH * (sentence.kind == "abstract" and item.wants != "text")
        + TITLED * is_titled(item, sentence.section)
    )


def is_titled(item: Item, section: str) -> float:
    """The share of the words of a section's title that are the item's own."""
    title = set(content_words(section.split(" › ")[-1]))
    return len(title & item.words) / max(1, len(title))


def meant_number(item: Item, text: str, sentences: Sequence[Told]) -> str:
    """The number of works of a text that an item means, digits only; empty where it has none."""
    weight = _weights(item, sentences)
    here = numbers_of(without_citations(text), works())
    return max(here, key=lambda number: (weight.get(number, 0.0), here[number]), default="")


def _meant(item: Item, sentences: Sequence[Told]) -> list[float]:
    """How likely a sentence's number is the one that is meant, 0..1, by all sentences' numbers."""
    if not item.number:
        return [0.0] * len(sentences)
    weight = _weights(item, sentences)
    most = max(weight.values(), default=0.0) or 1.0
    return [
        max((weight[number] / most for number in _works_counted(told)), default=0.0)
        for told in sentences
    ]


def _weights(item: Item, sentences: Sequence[Told]) -> dict[str, float]:
    """For each number of works how much speaks for it: how often it is told, or how large it is."""
    often = Counter(number for told in sentences for number in _works_counted(told))
    if item.number == "largest":
        return {number: float(number) if number.isdigit() else 0.0 for number in often}
    return {number: float(count) for number, count in often.items()}


def _works_counted(told: Told) -> dict[str, float]:
    return numbers_of(without_citations(told.text), works())


def is_home(kind: str, section: str, home: Collection[str] = HOME) -> bool:
    """Whether a review tells of itself in a section of this kind, with this path of titles.

    >>> is_home("body", "3 Methodology › 3.1 Literature search"), is_home("body", "2 Background")
    (True, False)
    """
    return kind in home or any(kind_of(title) in home for title in section.split(" › "))


def holds(item: Item, text: str) -> float:
    """How far a text holds what an answer to an item must hold, 0..1.

    >>> included = next(item for item in items() if item.name == "included")
    >>> holds(included, "We reviewed 73 papers."), holds(included, "We reviewed papers.")
    (1.0, 0.0)
    """
    text = without_markers(without_citations(text))
    if item.wants == "works":
        return counts(text, works())
    if item.wants == "names":
        return min(1.0, len(names(text)) / SEVERAL_NAMES)
    if item.wants == "years":
        return float(_YEAR.search(text) is not None)
    if item.wants == "share":
        return float(_SHARE.search(text) is not None)
    if item.wants == "month":
        return float(_MONTH.search(text) is not None and _YEAR.search(text) is not None)
    return 0.0

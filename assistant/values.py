"""Short values of a cell, taken from sentences: names, lists, numbers, years, yes or no."""

from __future__ import annotations

import re
from collections.abc import Sequence

from assistant.evidence import Evidence
from assistant.wording import content_words, negations, telling_words, without_markers

MOST_NAMES = 8
NEAR = 8
_FIGURE = re.compile(
    r"(?<![\w.\-/])\d+(?:,\d{3})*(?:\.\d+)?(?:\s?(?:%|[kKMB]\b|thousand|million|billion|hours?|h\b))?"
)
_YEAR = re.compile(r"\b(?:19[5-9]\d|20[0-4]\d)\b")
_NAME = re.compile(
    r"\b(?:[A-Z][\w]*[A-Z0-9][\w]*(?:[-–.][\w]+)*|[A-Z][a-z]+(?:[-–][A-Z0-9][\w]*)+"
    r"|[A-Za-z]+-?\d[\w.]*)\b"
)
_OWN = re.compile(r"^(?P<name>[^:]{2,40}?)\s*(?::|—|–| - )\s+\S")
_GENERIC = frozenset(
    "AI ML NLP CV RL DL LLM LLMs PLM PLMs IR LM LMs US USA UK et al Eq Fig Tab Sec".split()
)
_ASKS_NAME = re.compile(
    r"^(?:the |paper |proposed )?(?:methods?|models?|works?|approach(?:es)?|systems?|names?"
    r"|algorithms?|papers?|"
    r"operations?|data ?sets?|benchmarks?|(?:\w+ )?(?:method|model|name))$",
    re.IGNORECASE,
)
_CALLED = re.compile(
    r"\b(?:called|named|dubbed|termed|coined|abbreviated as|denoted as|namely|propose|introduce"
    r"|present)\s+(?:the |a |an )?"
    r"(?P<name>[A-Z][\w]*[A-Z0-9+][\w+-]*|[A-Z][a-z]+(?:[-–][A-Z0-9][\w]*)+)"
)
_BRACKETED = re.compile(r"\((?P<name>[A-Z][\w-]*[A-Z0-9][\w-]*)\)")


def own_name(title: str, abstract: Sequence[Evidence]) -> tuple[str, Evidence | None]:
    """What a paper calls what it proposes, with the sentence that says so; empty without one.

    >>> own_name("BERT: Pre-training of Deep Bidirectional Transformers", [])[0]
    'BERT'
    >>> own_name("A Survey of Rivers", [])[0]
    ''
    """
    if re.search(r"\b(?:survey|review|overview)\b", title, re.IGNORECASE):
        return "", None
    if (match := _OWN.match(title)) and len(match["name"].split()) <= 4:
        holding = (item for item in abstract if match["name"].lower() in item.text.lower())
        return match["name"].strip(), next(holding, abstract[0] if abstract else None)
    for pattern in (_CALLED, _BRACKETED):
        for item in abstract:
            proposes = re.search(
                r"\bwe\b|\bthis (?:paper|work)\b|\bour\b", item.text, re.IGNORECASE
            )
            if proposes and (found := pattern.search(item.text)) and found["name"] not in _GENERIC:
                return found["name"], item
    return "", None


def asks_for_name(aspect: str) -> bool:
    """Whether an aspect asks for the name of what a paper proposes, such as "Method"."""
    return _ASKS_NAME.match(aspect.strip()) is not None


def names_in(sentences: Sequence[Evidence], aspect: str) -> tuple[list[str], list[Evidence]]:
    """The names that sentences about an aspect give, in order, with the sentences they stand in."""
    found: list[str] = []
    holding: list[Evidence] = []
    wanted = set(content_words(aspect))
    for item in sentences:
        text = without_markers(item.text)
        names = [
            name
            for name in dict.fromkeys(_NAME.findall(text))
            if name not in _GENERIC and not set(content_words(name)) & wanted
        ]
        new = [name for name in names if name.lower() not in map(str.lower, found)]
        if new:
            found += new
            holding.append(item)
        if len(found) >= MOST_NAMES:
            break
    return found[:MOST_NAMES], holding


def number_near(sentences: Sequence[Evidence], aspect: str) -> tuple[str, Evidence | None]:
    """The number that stands nearest to an aspect's words; empty without one in a sentence."""
    best: tuple[float, str, Evidence | None] = (NEAR + 1.0, "", None)
    wanted = set(
        content_words(
            re.sub(r"^(?:#|number of|no\. of|how many|size of)\s*", "", aspect, flags=re.I)
        )
    )
    for rank, item in enumerate(sentences):
        text = without_markers(item.text)
        places = [
            match.start()
            for match in re.finditer(r"[^\W_]+", text)
            if set(content_words(match[0])) & wanted
        ]
        for match in _FIGURE.finditer(text):
            if not places or _YEAR.fullmatch(match[0].strip()):
                continue
            gap = min(_words_between(text, match, place) for place in places) + rank
            if gap < best[0]:
                best = (gap, match[0].strip(), item)
    return best[1], best[2]


def _words_between(text: str, match: re.Match[str], place: int) -> float:
    between = text[match.end() : place] if place >= match.end() else text[place : match.start()]
    # "12 rivers" is a count of rivers; a number after the word is less often its number.
    return len(between.split()) + (0.0 if place >= match.end() else 1.0)


def year_in(sentences: Sequence[Evidence]) -> tuple[str, Evidence | None]:
    """The first year that a sentence gives; empty without one."""
    for item in sentences:
        if match := _YEAR.search(item.text):
            return match[0], item
    return "", None


def yes_or_no(sentences: Sequence[Evidence], aspect: str) -> tuple[str, Evidence | None]:
    """Whether a sentence says that there is what an aspect names, or that there is not."""
    wanted = set(telling_words(aspect)) or set(content_words(aspect))
    for item in sentences:
        held = wanted & set(content_words(without_markers(item.text)))
        if wanted and len(held) >= 0.99 * len(wanted):
            return ("no" if negations(item.text) else "yes"), item
    return "", None


def listed(names: Sequence[str]) -> str:
    """Names as one value, for a cell."""
    return "; ".join(names)

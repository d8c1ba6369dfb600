"""Short values of a cell, taken from sentences: names, lists, numbers, years, yes or no."""

from __future__ import annotations

import re
from collections.abc import Sequence
from math import inf

from assistant.evidence.evidence import Evidence
from assistant.text.identifiers import stated_year
from assistant.text.wording import Wording
from assistant.text.words import SPELLED, content_words, negations, without_markers

MOST_NAMES = 8
OWN = 1.5  # what a sentence counts that says "we" or "our"
_FIGURE = re.compile(
    r"(?<![\w.\-/])\d+(?:,\d{3})*(?:\.\d+)?(?:\s?(?:%|[kKMB]\b|thousand|million|billion|hours?|h\b))?"
)
_NAME = re.compile(
    r"\b(?:[A-Z][\w]*[A-Z0-9][\w]*(?:[-–.][\w]+)*|[A-Z][a-z]+(?:[-–][A-Z0-9][\w]*)+"
    r"|[A-Za-z]+-?\d[\w.]*)\b"
)
# Acronyms of the field and of places: no values of any cell.
_GENERIC = frozenset("AI ML NLP CV RL DL LLM LLMs PLM PLMs IR LM LMs US USA UK".split())
_COUNT = rf"(?P<count>{_FIGURE.pattern}|\b(?:{'|'.join(SPELLED)})\b)"
_OURS = re.compile(r"\b(?:we|our|this paper)\b", re.IGNORECASE)
_COUNTED = re.compile(r"\([^)]*\)|[#*]|\b(?:number|size) of\b|^how many\b", re.IGNORECASE)
_CLAUSE = re.compile(r"[,;:]\s")


def own_work_weight(item: Evidence) -> float:
    """What a sentence counts: more where it speaks of its paper's own work."""
    return OWN if _OURS.search(item.text) else 1.0


def word_patterns(aspect: str) -> list[str]:
    """What an aspect's words look like in a text; "Seq." is any word that begins so.

    >>> [bool(re.fullmatch(p, "languages", re.I)) for p in word_patterns("# Lang.")]
    [True]
    """
    found = []
    for word in re.findall(r"[^\W_]+\.?", _COUNTED.sub(" ", aspect)):
        bare = word.rstrip(".")
        if not content_words(bare):
            continue
        if word.endswith(".") and len(bare) > 2:
            found.append(re.escape(bare) + r"\w*")
        elif bare.lower().endswith(("ies", "y")) and len(bare) > 3:
            found.append(re.escape(re.sub(r"(?:ies|y)$", "", bare.lower())) + "(?:y|ies)")
        else:
            found.append(re.escape(re.sub(r"(?<=\w\w\w)s$", "", bare)) + "(?:s|es)?")
    return found


def number_of(sentences: Sequence[Evidence], aspect: str) -> tuple[str, Evidence | None]:
    """The number that a text most often gives for what an aspect counts: "12,000 gait sequences".

    Empty where it gives none.
    """
    words = word_patterns(aspect)
    if not words:
        return "", None
    name = r"[\s-]+".join(words)
    loose = r"(?!(?:and|of|in|for|to|from|or|per)\b)[^\W\d_][\w-]*"
    told = _COUNT.replace("count", "told")
    looks = re.compile(
        rf"{_COUNT}(?:[\s-]+{loose}){{0,3}}[\s-]+{name}\b"
        rf"|\bnumber of {name} (?:is|are|was|were|equals?)(?: \w+)? {told}",
        re.IGNORECASE,
    )
    points: dict[str, float] = {}
    first: dict[str, tuple[float, Evidence]] = {}
    for item in sentences:
        for match in looks.finditer(without_markers(item.text)):
            value = (match["count"] or match["told"]).strip()
            value = SPELLED.get(value.lower(), value)
            # "two sequences" is seldom how many there are in all.
            if _is_year(value) or (match["count"] and value in ("1", "2")):
                continue
            weight = own_work_weight(item) * (2.0 if match["told"] else 1.0)
            points[value] = points.get(value, 0.0) + weight
            if value not in first or weight > first[value][0]:
                first[value] = (weight, item)
    best = max(points, key=lambda value: points[value], default="")
    return (best, first[best][1]) if best else ("", None)


def _is_year(value: str) -> bool:
    return value.isdigit() and stated_year(value) is not None


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
    best: tuple[float, str, Evidence | None] = (inf, "", None)
    wanted = set(content_words(_COUNTED.sub(" ", aspect)))
    for rank, item in enumerate(sentences):
        text = without_markers(item.text)
        places = [
            match.start()
            for match in re.finditer(r"[^\W_]+", text)
            if set(content_words(match[0])) & wanted
        ]
        for match in _FIGURE.finditer(text):
            if not places or _is_year(match[0].strip()):
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
        if (year := stated_year(item.text)) is not None:
            return str(year), item
    return "", None


def yes_or_no(sentences: Sequence[Evidence], aspect: str) -> tuple[str, Evidence | None]:
    """Whether a text says that there is what an aspect names ("yes") or that there is not ("no").

    What no clause has the words of is neither.
    """
    wording = Wording(aspect)
    wanted = wording.telling or wording.bag
    points = {"yes": 0.0, "no": 0.0}
    best: dict[str, tuple[float, Evidence]] = {}
    for item in sentences:
        for clause in _CLAUSE.split(without_markers(item.text)):
            held = wanted & set(content_words(clause))
            if not wanted or len(held) < 0.99 * len(wanted):
                continue
            value = "no" if negations(clause) else "yes"
            weight = own_work_weight(item)
            points[value] += weight
            if value not in best or weight > best[value][0]:
                best[value] = (weight, item)
    value = max(points, key=lambda name: points[name])
    return (value, best[value][1]) if value in best else ("", None)


def join_names(names: Sequence[str]) -> str:
    """Names as one value, for a cell."""
    return "; ".join(names)

"""What reviews and comparisons look for in a survey, and the sentences that may say it."""

from __future__ import annotations

import functools
import re
import tomllib
from collections import Counter
from collections.abc import Callable, Mapping, Sequence, Set
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

import numpy as np

from assistant.documents.headings import plain_heading
from assistant.documents.section_kinds import NO_EVIDENCE
from assistant.evidence.evidence import Evidence
from assistant.evidence.whole_text import is_title
from assistant.reviews.lists import openers, without_lead, without_point
from assistant.text.scripts import has_cjk
from assistant.text.words import flaws, is_entry

REVIEWED = (
    "motivation", "method", "questions", "findings", "evaluation", "limitations", "future",
)  # fmt: skip
MOST_ITEMS = 6
CANDIDATES = 40
REPEAT = 0.6
LEAST_SCORE, FEW_LEAST = 2.35, 1.9
FEW = 3
COSINE = 2.0
SAME_SECTION = 0.3
ABOVE = 0.7
# A heading that is the field's own name: what stands under it was put there as such.
NAMED, WHOLLY = 0.6, 1.3
LEANING = 1.2
CJK_SIMILARITY = 0.35
FRAME = frozenset(("abstract", "introduction", "conclusion", "translation"))
_ABOUT_THE_PAGE = re.compile(
    r"(?:list|page|repository|repo|website|collection)\b.{0,40}\b(?:under development"
    r"|up[- ]to[- ]date|updated|maintained)|\bmaintain a\b.{0,40}\b(?:page|list|repository)"
    r"|please (?:\w+ )?cite|pull request|feel free|stay tuned|was planned|e-?mail"
    r"|equal contribution"
    r"|\b(?:we|authors?) (?:would like to )?(?:thank|acknowledge)\b|supported by|copyright|©"
    r"|\b(?:university|institute|school|department|college)\b.*\d{5}|研究领域|研究方向为|博士|硕士|教授|基金",
    re.IGNORECASE,
)

# Sentences that announce what the text does next instead of saying something.
_ANNOUNCES = re.compile(
    r"\b(?:in|throughout) (?:this|the (?:next|following|previous|remaining|rest))\b[^,.]{0,20}"
    r"\b(?:parts?|(?:sub)?sections?|chapters?|paragraphs?)\b"
    r"|^(?:next|first|second|third|finally|then|lastly|below|here|now),? (?:we|let us)\b"
    r"|^to motivate\b"
    r"|^we (?:\w+ )?(?:\w+ )?(?:introduce|discuss|describe|present|review|summari[sz]e|provide"
    r"|give|list"
    r"|start|turn|refer|detail|elaborate)\b.{0,70}(?:below|next|in detail|in turn|briefly"
    r"|respectively)?\.$"
    r"|^(?:this|the (?:next|following)) (?:part|(?:sub)?section)\b"
    r"|\b(?:is|are) organi[sz]ed as\b|\bas follows\W*$|\bthe (?:rest|remainder) of (?:this|the)\b"
    r"|\b(?:readers?|interested) (?:can|may|are|is) (?:refer|find|referred)"
    r"|\bas (?:shown|illustrated|depicted|discussed|mentioned|described|listed|introduced|stated) "
    r"(?:in|above|below|before|earlier)\b|本(?:节|章|小节)|如(?:图|表)|见(?:图|表|第)|(?:次|本)節|に示す。$",
    re.IGNORECASE,
)
# Sentences that need the one before them.
_LEANS = re.compile(
    r"^(?:to (?:address|solve|tackle|overcome|mitigate|alleviate|achieve|do) (?:this|these|such"
    r"|the above|so)"
    r"|in (?:this|that|such|these|the (?:above|latter|former)) (?:\w+ )?(?:cases?|ways?|settings?"
    r"|regard|"
    r"contexts?|examples?|approach|method)|on the (?:one|other) hand|in contrast|by contrast"
    r"|conversely"
    r"|as (?:a|another) (?:result|consequence|example|typical \w+|special case)|for (?:this|these"
    r"|example)"
    r"|with this|after that|based on (?:this|these|the above)|among (?:them|these)|specifically"
    r"|concretely"
    r"|in particular|besides|compared (?:with|to) (?:this|these)|instead|otherwise|and|but|or"
    r"|which|where"
    r"|(?:the |both )?(?:former|latter|above|following|two|same)\b|another|other|both|one (?:such"
    r"|of them)"
    r"|this (?:situation|problem|issue|result|finding|approach|method|idea|case|fact|phenomenon)"
    r"|that is|(?:\w+, )?similar (?:results|findings|observations|trends)|i\.e|e\.g|so,"
    r"|again|similarly|likewise|meanwhile|next|second|third|first|finally|still)\b"
    r"|^(?:其中|例如|这|该(?!文|综述|书)|これ|この(?!論文|調査|サーベイ)|その)",
    re.IGNORECASE,
)
# Such a sentence says nothing without the list behind it.
_PROMISES_A_LIST = re.compile(
    r"\bthe following(?: \w+){0,3}\W*$|\bas follows\W*$"
    r"|\b(?:two|three|four|five|six|seven|several|some)(?: [\w-]+){1,3}\s*:\W*$"
    r"|(?:以下|如下)\w{0,5}[:：。．]?$",
    re.IGNORECASE,
)
# "However, they …" and "For evaluating this ability, …" point to something said before.
_POINTS_BACK = re.compile(
    r"^(?:however|nevertheless|yet|although|though|while|since|because|as|when|if|so|thus|indeed"
    r"|unfortunately|fortunately|interestingly|notably|consequently|accordingly|therefore),? "
    r"(?:they|it|he|she|this|these|those|such|its|their)\b(?! (?:survey|paper|review|article"
    r"|work|is (?:\w+ )?(?:to|that)|remains|has been))"
    r"|^(?:for|to|in|on|with|by|from|at|due to|despite|given) [^,]{0,60}\b(?:this|these|those"
    r"|such) (?!survey|paper|review|article|work|field|area|realm|domain|\w+ paper|\w+ survey)"
    r"[^,]{0,40},|^(?:at the end|in the end)\b|^(?:然而|但是|但)?(?:它|他们|其(?!次|中|他|实))",
    re.IGNORECASE,
)
# "This chapter" is the survey where the survey is a chapter; flaws() takes it for an anaphora.
_THIS_WORK = re.compile(r"^This (?:chapter|monograph|overview|tutorial|report|manuscript)\b")
_GROUNDWORK = re.compile(r"overview|background|preliminar|related", re.IGNORECASE)
_BROKEN = re.compile(
    r"^[a-z]|^\d{1,3}\. |^\d+\s*[\])］）]|^\d[A-Z]|^[^\w\s(“\"'‘「『（•]"
    r"|\b(?:https?:|www\.)|[=≤≥∑∏∈→←∼]{1}.*[=≤≥∑∏∈→←∼]|\( ?\)"
)


# What says how many works there are, or where they stand, instead of what they say.
_COUNTS_WORKS = re.compile(
    r"\b(?:names|has|lists|contains|covers|by|with) (?:the )?(?:\d+|\w+) (?:works|entries|papers"
    r"|articles|references|studies)\b"
    r"|\b(?:is|are) (?:also )?(?:listed|filed|covered) (?:under|among|as|by|in|twice|once)\b",
    re.IGNORECASE,
)


@dataclass(frozen=True)
class Field:
    """One thing to look for.

    ``headings`` has its title in each language; a sentence qualifies by standing in a section of
    ``kinds`` or under a heading that ``titles`` fits, or by wording that ``strong`` fits (only
    within ``within``, where that is not empty); ``cues`` add to that, ``avoid`` takes from it.
    ``query`` ranks what qualifies.
    """

    name: str
    headings: Mapping[str, str]
    query: str
    kinds: frozenset[str]
    strong: re.Pattern[str]
    cues: re.Pattern[str]
    avoid: re.Pattern[str]
    titles: re.Pattern[str]
    within: frozenset[str] = frozenset()
    aspects: tuple[str, ...] = ()


@functools.cache
def fields() -> tuple[Field, ...]:
    """Every field of ``fields.toml``, in the order of a review."""
    with Path(__file__).with_name("fields.toml").open("rb") as file:
        return tuple(_field(values) for values in tomllib.load(file)["field"])


def _field(values: dict[str, Any]) -> Field:
    return Field(
        name=values["name"],
        headings=values["headings"],
        query=values["query"],
        kinds=frozenset(values.get("kinds", ())),
        strong=_any_of(values["strong"]),
        cues=_any_of(values["cues"]),
        avoid=_any_of(values.get("avoid", ())),
        titles=_any_of(values["titles"]),
        within=frozenset(values.get("within", ())),
        aspects=tuple(values["aspects"]),
    )


def _any_of(patterns: Sequence[str]) -> re.Pattern[str]:
    """A pattern for any of these; one that fits nothing for none."""
    return re.compile("|".join(patterns) or r"(?!)", re.IGNORECASE)


def field_for(aspect: str) -> Field | None:
    """The field that serves an aspect of a comparison; None where only a search can."""
    wanted = aspect.lower().strip()
    return next((field for field in fields() if wanted in field.aspects), None)


def candidates(
    field: Field,
    sentences: Sequence[Evidence],
    similarities: Callable[[str, Sequence[str]], np.ndarray],
) -> list[Evidence]:
    """The sentences that may serve a field, best first, with their scores, without repeats.

    ``similarities`` gives the cosine of each text to a query, shape (texts,).
    """
    opening = _opening(sentences) if field.name == "motivation" else frozenset()
    opened = openers(sentences)
    rated = [
        (
            _qualifies(field, item, _place(item) in opening, opened.get(_place(item))),
            item,
        )
        for item in sentences
    ]
    found = sorted(
        (replace(item, score=points) for points, item in rated if points > 0),
        key=lambda item: -item.score,
    )[:CANDIDATES]
    if not found:
        return []
    near = similarities(field.query, [item.text for item in found])
    # An English query ranks Chinese and Japanese by chance: they count as middling.
    cosines = [
        CJK_SIMILARITY if has_cjk(item.text) else float(cosine)
        for item, cosine in zip(found, near, strict=True)
    ]
    found = [
        replace(item, score=item.score + COSINE * cosine, similarity=cosine)
        for item, cosine in zip(found, cosines, strict=True)
    ]
    return distinct(sorted(found, key=lambda item: -item.score))


def sentences_by_field(
    sentences: Sequence[Evidence], similarities: Callable[[str, Sequence[str]], np.ndarray]
) -> dict[str, list[Evidence]]:
    """The sentences of a survey under the fields of a review that they serve best."""
    found = {
        field.name: candidates(field, sentences, similarities)
        for field in fields()
        if field.name in REVIEWED
    }
    return assign_to_fields(found, MOST_ITEMS)


def assign_to_fields(
    found: Mapping[str, Sequence[Evidence]], most: int
) -> dict[str, list[Evidence]]:
    """At most ``most`` sentences a field, each under the one field that it serves best.

    What says nearly the same as a sentence that is taken is left out, under any field.
    """
    known = {field.name: field for field in fields()}
    shares: dict[str, list[Evidence]] = {name: [] for name in found}
    taken: Counter[tuple[str, str]] = Counter()
    bags: list[Set[str]] = []
    offers = [(item, name) for name, items in found.items() for item in items]
    while offers:
        # What a section has given already counts against it, so that more of the survey speaks.
        best = max(offers, key=lambda o: o[0].score - SAME_SECTION * taken[o[1], o[0].section])
        offers.remove(best)
        item, name = best
        words = item.wording.bag
        few = len(shares[name]) < FEW and item.kind in FRAME
        # A part on the field's own subject speaks for it even where its words do not.
        home = at_home(known[name], item)
        new = not taken[name, item.section] and home >= ABOVE
        least = FEW_LEAST if few or new or home >= WHOLLY else LEAST_SCORE
        if item.score < least or len(shares[name]) >= most or repeats(words, bags):
            continue
        shares[name].append(item)
        taken[name, item.section] += 1
        bags.append(words)
    for name, items in found.items():
        # A sentence that serves two fields best serves both, rather than leave one without any.
        if not shares[name] and name == "method":
            shares[name] = [item for item in items[:1] if item.score >= LEAST_SCORE]
    return shares


def distinct(items: Sequence[Evidence]) -> list[Evidence]:
    """The items without those that say nearly the same as an earlier one."""
    kept: list[Evidence] = []
    bags: list[Set[str]] = []
    for item in items:
        words = item.wording.bag
        if not repeats(words, bags):
            kept.append(item)
            bags.append(words)
    return kept


def repeats(words: Set[str], bags: Sequence[Set[str]]) -> bool:
    """Whether some words are nearly those of an earlier text."""
    return any(len(words & bag) > REPEAT * min(len(words), len(bag)) for bag in bags if bag)


def _list_topic(opener: str) -> str:
    """What the list is about: the last sentence before its first point."""
    return re.split(r"[（(]\s*(?:1|i|a)\s*[)）]", opener)[0]


def weakness(item: Evidence) -> float:
    """Points against a sentence that announces, leans on another, or is broken."""
    text = without_lead(without_point(item.text.strip())).rstrip(";；")
    points = flaws(text)
    if item.kind not in ("abstract", "translation") and _ANNOUNCES.search(text):
        points += 1.5
    if _PROMISES_A_LIST.search(text):
        points += 1.5
    if _LEANS.match(text) or _POINTS_BACK.match(text):
        points += LEANING
    if _BROKEN.search(text):
        points += 1.5
    if _COUNTS_WORKS.search(text):
        points += 0.5
    if is_title(text):
        points += 1.5
    letters = sum(character.isalpha() or character == " " for character in text)
    return points + (1.0 if letters < 0.8 * len(text) else 0.0)


def _opening(sentences: Sequence[Evidence]) -> frozenset[tuple[str, int]]:
    """An abstract's sentences before the one that says what the survey does, by their places."""
    method = next(field for field in fields() if field.name == "method")
    before: dict[str, list[int]] = {}
    told: set[str] = set()
    for item in sentences:
        if item.kind == "abstract" and item.document_id not in told:
            if method.strong.search(item.text):
                told.add(item.document_id)
            else:
                before.setdefault(item.document_id, []).append(item.sentence)
    return frozenset((document, place) for document in told for place in before.get(document, ()))


def at_home(field: Field, item: Evidence) -> float:
    """How far a sentence's section serves a field: 1 for its own, less for one above it, more
    for one that has the field's very name.
    """
    *above, last = (plain_heading(title) for title in item.section.split(" › "))
    named = field.titles.search(last)
    own = float(item.kind in field.kinds or named is not None)
    if named is not None and len(named[0]) >= NAMED * len(last):
        own = WHOLLY
    return max(own, ABOVE * any(field.titles.search(title) for title in above))


def _place(item: Evidence) -> tuple[str, int]:
    return (item.document_id, item.sentence)


def _qualifies(
    field: Field, item: Evidence, opens: bool = False, opener: Evidence | None = None
) -> float:
    """Points for a sentence; 0 where nothing speaks for it.

    A point of a list (``opener`` begins it) says what the list is about.
    """
    if item.kind in ("caption", "appendix", *NO_EVIDENCE):
        return 0.0
    if is_entry(item.text) or _ABOUT_THE_PAGE.search(item.text):
        return 0.0
    home = at_home(field, item)
    told = item.text if opener is None else _list_topic(opener.text)
    strong = bool(field.strong.search(item.text) or field.strong.search(told))
    if opens and (strong or field.cues.search(item.text)):
        home = max(home, ABOVE)
    allowed = not field.within or item.kind in field.within
    if not home and not (strong and allowed):
        return 0.0
    cued = bool(field.cues.search(item.text) or opener is not None)
    points = 1.5 * home + 1.5 * strong + 0.5 * cued
    points += {"abstract": 1.0, "conclusion": 0.5, "introduction": 0.4}.get(item.kind, 0.0)
    points -= 2.5 * bool(field.avoid.search(item.text))
    heading = plain_heading(item.section.split(" › ")[-1])
    points -= 0.9 * (item.kind == "introduction" and bool(_GROUNDWORK.search(heading)))
    points += 0.8 * bool(_THIS_WORK.match(item.text))
    return max(0.0, points - weakness(item))

"""The sentences of a survey that serve a field best, by its words, their places and the model."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Mapping, Sequence, Set
from dataclasses import replace
from statistics import median

from assistant.documents.headings import plain_heading
from assistant.documents.section_kinds import NO_EVIDENCE
from assistant.evidence.evidence import Evidence
from assistant.models.evidence_model import EvidenceModel
from assistant.reviews.field_reading import read_places
from assistant.reviews.fields import ABOVE, REVIEWED, WHOLLY, Field, at_home, fields
from assistant.reviews.lists import openers
from assistant.reviews.weakness import weakness
from assistant.text.words import is_entry

MOST_ITEMS = 6
# Sentences that the evidence model reads for a field, and what its log-odds are worth beside points
# by words and places (``python -m evals.calibration.review_fields``).
READ, ANSWERS = 30, 0.5
REPEAT = 0.6
LEAST_SCORE, FEW_LEAST = 2.0, 1.5
FEW = 3
SAME_SECTION = 0.3
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

_GROUNDWORK = re.compile(r"overview|background|preliminar|related", re.IGNORECASE)


def candidates(
    field: Field,
    sentences: Sequence[Evidence],
    model: EvidenceModel | None = None,
    weight: float = ANSWERS,
) -> list[Evidence]:
    """The sentences that may serve a field, best first, with their scores, without repeats.

    The likeliest are read by the ``model``, which says whether they answer the field's
    question; its log-odds count ``weight`` beside the points of words and places.
    """
    opening = _opening(sentences) if field.name == "motivation" else frozenset()
    opened = openers(sentences)
    rated = [
        (_points(field, item, _place(item) in opening, opened.get(_place(item))), number)
        for number, item in enumerate(sentences)
    ]
    likely = sorted((pair for pair in rated if pair[0] > 0), key=lambda pair: -pair[0])[:READ]
    places = [number for _, number in likely]
    read = read_places(model, field.questions, sentences, places) if model and places else {}
    usual = median(read[place].bounded_log_odds for place in places) if read else 0.0
    found = []
    for points, place in likely:
        if place in read:
            points += weight * (read[place].bounded_log_odds - usual)
        found.append(replace(sentences[place], score=points))
    return distinct(sorted(found, key=lambda item: -item.score))


def sentences_by_field(
    sentences: Sequence[Evidence],
    model: EvidenceModel | None = None,
    weight: float = ANSWERS,
) -> dict[str, list[Evidence]]:
    """The sentences of a survey under the fields of a review that they serve best."""
    found = {
        field.name: candidates(field, sentences, model, weight)
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


def _place(item: Evidence) -> tuple[str, int]:
    return (item.document_id, item.sentence)


def _points(
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
    return max(0.0, points - weakness(item))

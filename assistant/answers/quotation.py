"""Which evidence sentences are quoted: the one that fits best, and what tells more."""

from __future__ import annotations

import re
from collections.abc import Sequence

from assistant.answers.compared import Things, compared, contrasts, names_both, thing_of
from assistant.answers.question import Question
from assistant.evidence.claims import Claim, quote
from assistant.evidence.evidence import Evidence
from assistant.text.wording import Wording
from assistant.text.words import flaws, names, numbers, opens_list
from vectorstore.analyzer import estimate_tokens

FLAW_COST = 0.35
ASKING_COST = 1.0
AKIN = 0.45  # cosine, or share of what is asked, of a survey's best sentence that has to do with it
AS_LIKELY = 0.2  # how far the scores of two cells are apart that a question may both mean
# How a review was made often stands in two sentences, of which the second is so near to the first.
AS_WELL = 0.2
MOST_POINTS = 5
# The most quotes of an answer; more is what "Go deeper" is for.
MOST_QUOTES = 3
# How far a sentence may be behind the best one, more where the question asks what something is,
# since scores lie farther apart there, and points against quoting it.
BEHIND, BEHIND_EXPLAINED = 0.6, 2.0
MOST_FLAWS = 0.5
# The same across languages, where two sentences then are quoted for 0.28 of the questions, and one
# of the two is right for 0.80, the first for 0.71 (the half to develop on).
AS_NEAR = 0.1
# The share of what is asked for that it has, less where the evidence model has read it, and words
# that it adds.
LEAST_SHARE, LEAST_SHARE_READ = 0.5, 0.3
LEAST_NEW = 4
# How the first of several points begins that the sentence before announces, and how many follow.
_FIRST = re.compile(r"(?:first(?:ly)?|\(?1[.)]|\(?i\))(?!\w)|首先|第一|まず", re.IGNORECASE)
MOST_ANNOUNCED = 2
_ASKS = re.compile(r"[?？][\"”」)]*$")


def best(evidence: Sequence[Evidence], count: int) -> list[Evidence]:
    """The evidence sentences that fit the question best and can stand alone, best first."""
    return sorted(evidence, key=lambda item: -_fitness(item, evidence))[:count]


def _fitness(item: Evidence, beside: Sequence[Evidence] = ()) -> float:
    """How well a sentence can be quoted; what opens a list is whole with the list ``beside``."""
    asks = _ASKS.search(item.text) is not None
    opened = bool(_points_after(item, beside))
    return item.score - FLAW_COST * max(0.0, flaws(item.text) - opened) - ASKING_COST * asks


def points_announced(text: str, following: str) -> int:
    """How many points a sentence opens: many of a list, a few where the next begins with "first".

    >>> points_announced("It has drawbacks.", "First, it is slow."), points_announced("No.", "Yes.")
    (2, 0)
    """
    if opens_list(text):
        return MOST_POINTS
    return MOST_ANNOUNCED if _FIRST.match(following) and not _FIRST.match(text) else 0


def _points_after(item: Evidence, evidence: Sequence[Evidence]) -> list[Evidence]:
    """The points that a sentence opens, as far as they are among the evidence."""
    there = {e.sentence: e for e in evidence if e.document_id == item.document_id}
    place = item.sentence + 1
    if item.sentence < 0 or place not in there:
        return []
    most = points_announced(item.text, there[place].text)
    found: list[Evidence] = []
    while len(found) < most and place in there and there[place].section == item.section:
        if not opens_list(there[place].text):
            found.append(there[place])
        elif found:
            break
        place += 1
    return found


def _as_well(first: Evidence, ranked: Sequence[Evidence]) -> list[Evidence]:
    """The next best sentence where it tells as much of how a review was made, but not the same."""
    told = numbers(first.text) | names(first.text)
    close = (
        item
        for item in ranked
        if item.fact >= first.fact - AS_WELL and (numbers(item.text) | names(item.text)) - told
    )
    found = next(close, None) if first.fact else None
    return [found] if found is not None and found is not first else []


def further_sentences(ranked: Sequence[Evidence], question: Question) -> list[Evidence]:
    """Of the ranked sentences those that tell more of what is asked than the first.

    A question for one number or date needs no more than the best sentence; in another language
    than the surveys' it is shown what comes as near, since no words tell what is new.
    """
    if not ranked or question.wants_number or question.wants_date:
        return []
    if question.crosses:
        return [item for item in ranked[1:2] if item.score >= ranked[0].score - AS_NEAR]
    found = [ranked[0]]
    behind = BEHIND_EXPLAINED if question.explained else BEHIND
    for item in ranked[1:]:
        if len(found) >= MOST_QUOTES or item.score < ranked[0].score - behind:
            break
        if _tells_more(item, found, question):
            found.append(item)
    return found[1:]


def _tells_more(item: Evidence, found: Sequence[Evidence], question: Question) -> bool:
    told = frozenset[str]().union(*(other.wording.bag for other in found))
    new = len(item.wording.bag - told - question.wording.bag)
    least = LEAST_SHARE if item.probability is None else LEAST_SHARE_READ
    return item.share >= least and new >= LEAST_NEW and flaws(item.text) <= MOST_FLAWS


def best_within(evidence: Sequence[Evidence], budget: int) -> list[Evidence]:
    """The best evidence within ``budget`` tokens, in its order; at least one sentence."""
    kept: set[str] = set()
    for item in best(evidence, len(evidence)):
        cost = estimate_tokens(item.text)
        if cost <= budget or not kept:
            kept.add(item.key)
            budget -= cost
    return [item for item in evidence if item.key in kept]


def quotations(
    claims: Sequence[Claim],
    evidence: Sequence[Evidence],
    question: Question,
    *,
    capable: bool = False,
) -> list[Claim]:
    """The best evidence sentences; none where a ``capable`` model has said what is supported.

    The first is the one that fits best whatever a model says, so that it can be shown before. A
    question about several surveys gets the best one of each survey that no claim cites, where it
    has to do with the question. A question that compares two things gets the best one about each of
    them, after one that compares them itself or before one that names both.
    """
    cited = {c.survey.id for claim in claims if claim.supported for c in claim.citations}
    ranked = best(evidence, len(evidence))
    if question.numbers_asked < 2 and (telling := _told_by_several(ranked)):
        return [quote(item) for item in telling if item.survey.id not in cited]
    if not question.asks_each_of(item.survey for item in evidence):
        if (things := compared(question)) and (found := _of_each(things, claims, ranked)):
            return found
        if not ranked or (cited and capable):
            return []
        first = ranked[0]
        further = _as_likely_cells(first, ranked) or _points_after(first, ranked)
        if not further and first.fact:
            further = [] if question.counted else _as_well(first, ranked)
        elif not further:
            further = further_sentences(ranked, question)
        return [quote(item) for item in (first, *further)]
    best_of: dict[str, Evidence] = {}
    for item in ranked:
        best_of.setdefault(item.survey.id, item)
    return [
        quote(item)
        for number, (key, item) in enumerate(best_of.items())
        if key not in cited and (number == 0 or item.similarity >= AKIN or item.share >= AKIN)
    ]


def _told_by_several(ranked: Sequence[Evidence]) -> list[Evidence]:
    """Where several surveys tell how they were made, the best sentence of each that tells it."""
    most: dict[str, float] = {}
    for item in ranked:
        most[item.survey.id] = max(most.get(item.survey.id, 0.0), item.fact)
    telling: dict[str, Evidence] = {}
    for item in ranked:
        if item.fact and item.fact >= most[item.survey.id] - AS_WELL:
            telling.setdefault(item.survey.id, item)
    return list(telling.values()) if len(telling) > 1 else []


def _as_likely_cells(chosen: Evidence, ranked: Sequence[Evidence]) -> list[Evidence]:
    """The other cells of a table that are as likely meant as the one chosen."""
    if chosen.kind != "table":
        return []
    return [
        item
        for item in ranked
        if item is not chosen
        and (item.document_id, item.section, item.kind)
        == (chosen.document_id, chosen.section, chosen.kind)
        and abs(item.score - chosen.score) <= AS_LIKELY
    ]


def _of_each(things: Things, claims: Sequence[Claim], ranked: Sequence[Evidence]) -> list[Claim]:
    """What compares two things, about each thing that no claim is about, else what names both.

    Where there is nothing about one of them the best sentence of all comes first.
    """
    told = [thing_of(Wording(claim.text), things) for claim in claims if claim.supported]
    found: dict[str, Evidence] = {}
    # What was found for a thing alone says best what it is.
    for item in sorted(ranked, key=lambda item: not item.about):
        thing = thing_of(item.wording, things)
        if thing is not None and thing not in told:
            found.setdefault(thing.name, item)
    each = [found[thing.name] for thing in things if thing.name in found]
    together = [i for i in ranked if names_both(i.wording, things) and i not in each]
    compares = [item for item in together if contrasts(item.wording, things)][:1]
    if told:
        return [quote(item) for item in each]
    if len(each) == 1 and not together and ranked[0] not in each:
        compares = [ranked[0]]
    return [quote(item) for item in (*compares, *each, *([] if compares else together[:1]))]

"""Which evidence sentence is quoted: the one that fits best, and that a small model meant."""

from __future__ import annotations

import re
from collections.abc import Sequence, Set
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from langchain_core.language_models import BaseChatModel


import prompts
from assistant.answers.compared import Things, compared, contrasts, thing_of
from assistant.answers.question import Question
from assistant.errors import ModelError
from assistant.evidence.claims import Claim, quote
from assistant.evidence.evidence import Evidence
from assistant.models.capabilities import Likelihoods, capabilities
from assistant.models.streaming import to_messages
from assistant.text.scripts import has_cjk
from assistant.text.wording import Wording
from assistant.text.words import content_words, flaws, names, numbers, without_markers
from vectorstore.analyzer import estimate_tokens

FLAW_COST = 0.35
ASKING_COST = 1.0
AKIN = 0.35
MEANT = 1.0
# What a nat of mutual information with the question is worth; sentences that are further behind
# the best are not looked at.
NAT = 0.02
BEHIND = 0.3
MOST_WEIGHED = 4
AS_LIKELY = 0.2  # how far the scores of two cells are apart that a question may both mean
# How a review was made often stands in two sentences, of which the second is so near to the first.
AS_WELL = 0.2
MOST_POINTS = 5
OPENS = (":", "：")
# How the first of several points begins that the sentence before announces, and how many follow.
_FIRST = re.compile(r"(?:first(?:ly)?|\(?1[.)]|\(?i\))(?!\w)|首先|第一|まず", re.IGNORECASE)
MOST_ANNOUNCED = 2
NO_QUESTION = "What does it say?"
_ASKS = re.compile(r"[?？][\"”」)]*$")


def best(evidence: Sequence[Evidence], count: int, said: Set[str] = frozenset()) -> list[Evidence]:
    """The evidence sentences that fit the question best and can stand alone, best first.

    ``said`` are words of what a model made of them: it often means the right sentence, and
    restates it wrongly.
    """
    return sorted(evidence, key=lambda item: -_fitness(item, said, evidence))[:count]


def _fitness(item: Evidence, said: Set[str], beside: Sequence[Evidence] = ()) -> float:
    """How well a sentence can be quoted; what opens a list is whole with the list ``beside``."""
    asks = _ASKS.search(item.text) is not None
    meant = len(said & item.wording.bag) if said else 0
    opened = bool(_points_after(item, beside))
    return (
        item.score
        + MEANT * meant / max(1, len(said))
        - FLAW_COST * max(0.0, flaws(item.text) - opened)
        - ASKING_COST * asks
    )


def opens_list(text: str) -> bool:
    """Whether a sentence ends where a list begins.

    >>> opens_list("These criteria were used:"), opens_list("Criteria were used.")
    (True, False)
    """
    return text.rstrip().endswith(OPENS)


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
    model: BaseChatModel | None = None,
) -> list[Claim]:
    """The best evidence sentence where no claim is supported; a small ``model`` has a say in it.

    A question about several surveys gets the best one of each survey that no claim cites, where
    it has to do with the question. A question that compares two things gets the best one about
    each of them, after one that compares them itself.
    """
    cited = {c.survey.id for claim in claims if claim.supported for c in claim.citations}
    said = {word for claim in claims for word in content_words(claim.text)}
    said -= question.wording.bag
    if any(item.fact for item in evidence):
        said = set()  # of how a review was made, what a small model makes of it says nothing
    ranked = best(evidence, len(evidence), said)
    if question.numbers_asked < 2 and (telling := _told_by_several(ranked)):
        return [quote(item) for item in telling if item.survey.id not in cited]
    if not question.asks_each_of(item.survey for item in evidence):
        if (things := compared(question)) and (found := _of_each(things, claims, ranked)):
            return found
        if cited or not ranked:
            return []
        judge = None if question.crosses else model
        first = _likeliest(ranked, said, question.text, judge)
        further = _as_likely_cells(first, ranked) or _points_after(first, ranked)
        if not further and not question.counted:
            further = _as_well(first, ranked)
        return [quote(item) for item in (first, *further)]
    best_of: dict[str, Evidence] = {}
    for item in ranked:
        best_of.setdefault(item.survey.id, item)
    return [
        quote(item)
        for number, (key, item) in enumerate(best_of.items())
        if key not in cited
        and (number == 0 or item.similarity >= AKIN or question.wording.telling & item.wording.bag)
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
    """The best sentence that compares two things, and about each thing that no claim is about."""
    told = [thing_of(Wording(claim.text), things) for claim in claims if claim.supported]
    found: dict[str, Evidence] = {}
    for item in ranked:
        thing = thing_of(item.wording, things)
        if thing is not None and thing not in told:
            found.setdefault(thing.name, item)
        elif not told and contrasts(item.wording, things):
            found.setdefault("", item)
    wanted = ("", *(thing.name for thing in things))
    return [quote(found[name]) for name in wanted if name in found]


def _likeliest(
    ranked: Sequence[Evidence], said: Set[str], question: str, model: BaseChatModel | None
) -> Evidence:
    """Of the sentences that fit nearly as well as the first, the one that a small model expects.

    A larger model's own sentences are better than its choice; small ones know English only. One
    that fails has no say.
    """
    fitness = [_fitness(item, said, ranked) for item in ranked[:MOST_WEIGHED]]
    close = sum(value > fitness[0] - BEHIND for value in fitness)
    can = capabilities(model) if model is not None else None
    if close < 2 or ranked[0].fact or can is None or can.likelihoods is None or can.is_large_enough:
        return ranked[0]
    texts = [without_markers(item.text) for item in ranked[:close]]
    if has_cjk("".join([question, *texts])):
        return ranked[0]
    try:
        nats = mutual_information(can.likelihoods, question, texts)
    except ModelError:
        return ranked[0]
    scores = [value + NAT * gain for value, gain in zip(fitness, nats, strict=False)]
    return ranked[scores.index(max(scores))]


def mutual_information(
    likelihoods: Likelihoods, question: str, texts: Sequence[str]
) -> list[float]:
    """The pointwise mutual information of each text with the question, in nats.

    That is how much likelier the model finds a text as the reply to this question than as the
    reply to one that asks for nothing; so common or long texts are not favoured.
    """
    asked, not_asked = (
        likelihoods(to_messages(prompts.load("answer").render(evidence="", question=text)), texts)
        for text in (question, NO_QUESTION)
    )
    return [there - anyway for there, anyway in zip(asked, not_asked, strict=True)]

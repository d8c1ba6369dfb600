"""From hits to the few sentences that the model is shown, under keys S1, S2, …"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace

from assistant.answers.candidates import SHORTEST, Candidate, Looked
from assistant.answers.compared import Thing, Things, thing_of
from assistant.answers.question import Question
from assistant.answers.quotation import MOST_POINTS, points_announced
from assistant.documents.survey import Survey
from assistant.evidence.evidence import Evidence
from vectorstore.analyzer import estimate_tokens

NEAR_DUPLICATE = 0.85


def select(
    question: Question,
    looked: Looked,
    surveys: Mapping[str, Survey],
    budget: int,
    relevance: Mapping[int, float] | None = None,
) -> tuple[Evidence, ...]:
    """The best sentences within ``budget`` tokens, in reading order.

    ``surveys`` has the survey of each document id. Where the evidence model has read the sentences
    each stands for itself; else windows of three may come together. ``relevance`` says how likely
    sentences answer, by their place, where words do not.
    """
    if relevance is not None or any(score is not None for score in looked.scores):
        if relevance is None:
            relevance = looked.relevances(question, looked.ranks)
        alone = [(i,) for i in range(len(looked.candidates))]
        ranked = sorted(relevance.items(), key=lambda item: -item[1])
        chosen = _fill(looked.candidates, alone, ranked, budget)
    else:
        chosen = _fill(looked.candidates, looked.units, looked.fused, budget)
        chosen = looked.relevances(question, chosen)
    return as_evidence(looked, chosen, surveys)


def select_about(
    thing: Thing,
    things: Things,
    question: Question,
    looked: Looked,
    surveys: Mapping[str, Survey],
    budget: int,
) -> tuple[Evidence, ...]:
    """The best sentences about one of two things alone; ``question`` asks what that is."""
    relevance = looked.relevances(question, looked.ranks)
    ranked = [
        (i, score)
        for i, score in sorted(relevance.items(), key=lambda item: -item[1])
        if thing_of(looked.candidates[i].wording, things) is thing
    ]
    alone = [(i,) for i in range(len(looked.candidates))]
    found = as_evidence(looked, _fill(looked.candidates, alone, ranked, budget), surveys)
    return tuple(replace(item, about=thing.name) for item in found)


def _fill(
    candidates: Sequence[Candidate],
    units: Sequence[tuple[int, ...]],
    ranked: Sequence[tuple[int, float]],
    budget: int,
) -> dict[int, float]:
    """Sentences with the score of the unit that brought them, until the budget is spent."""
    chosen: dict[int, float] = {}
    left = budget
    for unit, score in ranked:
        new = [i for i in units[unit] if i not in chosen and not _repeats(candidates, i, chosen)]
        cost = sum(estimate_tokens(candidates[i].text) for i in new)
        if not new or (cost > left and chosen):
            continue
        new += _continuation(candidates, new, chosen)
        for i in new:
            chosen[i] = score
        left -= cost
        if left < SHORTEST:
            break
    return chosen


def _continuation(
    candidates: Sequence[Candidate], opened: Sequence[int], chosen: Mapping[int, float]
) -> list[int]:
    """The points that a sentence opens or announces, in its passage."""
    found: list[int] = []
    for start in opened:
        following = [
            i
            for i in range(start + 1, min(len(candidates), start + 1 + MOST_POINTS))
            if candidates[i].place[0] == candidates[start].place[0]
        ]
        if following:
            after = candidates[following[0]].text
            found += following[: points_announced(candidates[start].text, after)]
    return [i for i in found if i not in chosen and i not in opened]


def _repeats(candidates: Sequence[Candidate], index: int, chosen: Mapping[int, float]) -> bool:
    words = candidates[index].wording.bag
    for other in chosen:
        theirs = candidates[other].wording.bag
        union = len(words | theirs)
        if union and len(words & theirs) / union >= NEAR_DUPLICATE:
            return True
    return False


def as_evidence(
    looked: Looked, chosen: Mapping[int, float], surveys: Mapping[str, Survey]
) -> tuple[Evidence, ...]:
    """Candidates by their place, with their scores, as evidence in reading order."""
    candidates, scores = looked.candidates, looked.scores
    found = [
        Evidence(
            key="",
            text=candidates[i].text,
            survey=surveys[candidates[i].passage.document_id],
            document_id=candidates[i].passage.document_id,
            document=_document_name(surveys, candidates[i].passage.document_id),
            section=candidates[i].passage.section,
            kind=candidates[i].passage.kind,
            page=candidates[i].span.page,
            sentence=candidates[i].span.sentence,
            score=score,
            similarity=looked.similarity[i],
            share=looked.shares[i],
            span=read.answering_words if (read := scores[i]) else None,
            probability=read.likelihood if read else None,
            fact=looked.own[i] if looked.own else 0.0,
        )
        for i, score in chosen.items()
        if candidates[i].passage.document_id in surveys
    ]
    best: dict[str, float] = {}
    for item in found:
        best[item.survey.id] = max(best.get(item.survey.id, 0.0), item.score)
    found.sort(key=lambda e: (-best[e.survey.id], e.survey.id, e.document_id, _reading_order(e)))
    return tuple(replace(item, key=f"S{number}") for number, item in enumerate(found, start=1))


def _reading_order(item: Evidence) -> tuple[int, int]:
    return (0, item.sentence) if item.sentence >= 0 else (1, item.page or 0)


def _document_name(surveys: Mapping[str, Survey], document_id: str) -> str:
    for info in surveys[document_id].documents:
        if info.id == document_id:
            return info.name
    return document_id[:12]

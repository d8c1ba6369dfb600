"""From hits to the few sentences that the model is shown, under keys S1, S2, …"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace

import numpy as np

from assistant.answers.question import WHOLE_KINDS, Question
from assistant.answers.ranking import InContext, Relevance
from assistant.documents.survey import Survey
from assistant.evidence.evidence import Evidence
from assistant.evidence.injection import is_instruction
from assistant.text.sentences import is_question
from assistant.text.wording import Wording
from assistant.text.words import (
    content_words,
    inverse_frequency,
    is_entry,
    width,
    without_markers,
)
from vectorstore.analyzer import estimate_tokens
from vectorstore.fusion import fuse
from vectorstore.index import Hit
from vectorstore.passage import Passage, Span

WINDOW = 3
SHORTEST = 12
K1, B = 1.2, 0.5
NEAR_DUPLICATE = 0.85
RANK_CONSTANT = 5
BY_WORDS, BY_VECTOR, BY_PASSAGE = 1.0, 0.5, 0.5
DEFINITION = 0.2
AIM = 0.1
_STATES_AIM = re.compile(
    r"\b(?:we|this (?:paper|work|study|survey|article|review)|the (?:paper|survey|study))\b"
    r"[^.]{0,40}\b(?:propos|present|introduc|stud|investigat|aim|focus|explor|address|provid|review|survey|"
    r"examin|develop|contribut|describ|discuss|summari)|本文|本研究|本論文|本稿",
    re.IGNORECASE,
)


@dataclass(frozen=True)
class _Candidate:
    passage: Passage
    span: Span
    text: str
    wording: Wording
    place: tuple[int, int]


def select(
    question: Question,
    hits: Sequence[Hit],
    query_vector: np.ndarray,
    vectors: Mapping[str, np.ndarray],
    surveys: Mapping[str, Survey],
    budget: int,
    dense_weight: float = 1.0,
) -> tuple[Evidence, ...]:
    """The best sentences of the hits within ``budget`` tokens, in reading order.

    ``vectors`` has for each passage id its sentences' unit vectors, shape (sentences, dimension);
    ``surveys`` the survey of each document id. Sentences and windows of three are ranked by words
    and by vector, and fused with the rank of their passage; ``dense_weight`` is how much
    vectors count.
    """
    candidates = _candidates(
        hits,
        with_entries=question.wants_works,
        with_questions=question.wants_questions,
    )
    if not candidates:
        return ()
    similarity = _similarities(candidates, query_vector, vectors)
    units = _units(candidates)
    weights = inverse_frequency(item.wording.words for item in candidates)
    lexical = _lexical_scores(question, candidates, units, weights)
    dense = [float(np.mean([similarity[i] for i in unit])) for unit in units]
    rank_of = {hit.passage.id: rank for rank, hit in enumerate(hits)}
    order = range(len(units))
    fused = fuse(
        [
            sorted(_by_words(question, lexical), key=lambda i: -lexical[i]),
            sorted(order, key=lambda i: -dense[i]),
            sorted(order, key=lambda i: rank_of[candidates[units[i][0]].passage.id]),
        ],
        weights=[BY_WORDS, BY_VECTOR * dense_weight, BY_PASSAGE],
        constant=RANK_CONSTANT,
    )
    fused = _definitions_first(question, candidates, units, fused)
    fused = _aims_first(question, candidates, units, fused)
    chosen = _fill(candidates, units, fused, budget)
    chosen = _relevances(question, candidates, chosen, weights)
    return _as_evidence(candidates, chosen, similarity, surveys)


def _by_words(question: Question, lexical: Sequence[float]) -> list[int]:
    """The units that words rank: all, but those without a word of a question that crosses."""
    return [i for i, score in enumerate(lexical) if score or not question.crosses]


def _candidates(
    hits: Sequence[Hit], *, with_entries: bool, with_questions: bool
) -> list[_Candidate]:
    """The hits' sentences but orders; entries of reading lists only for questions about works.

    Questions state nothing, and are evidence only for what is asked about questions.
    """
    found: list[_Candidate] = []
    for number, hit in enumerate(hits):
        for position, span in enumerate(hit.passage.spans):
            text = hit.passage.sentence(span).strip()
            if is_instruction(text) or (not with_entries and is_entry(text)):
                continue
            if is_question(text) and not with_questions:
                continue
            if width(text) >= SHORTEST or hit.passage.kind == "caption":
                wording = Wording(without_markers(text))
                found.append(_Candidate(hit.passage, span, text, wording, (number, position)))
    return found


def _similarities(
    candidates: Sequence[_Candidate], query: np.ndarray, vectors: Mapping[str, np.ndarray]
) -> list[float]:
    return [
        float(vectors[item.passage.id][item.place[1]] @ query)
        if item.passage.id in vectors
        else 0.0
        for item in candidates
    ]


def _units(candidates: Sequence[_Candidate]) -> list[tuple[int, ...]]:
    """Indices of single sentences, and of runs of three within one passage."""
    units: list[tuple[int, ...]] = [(i,) for i in range(len(candidates))]
    for start in range(len(candidates) - WINDOW + 1):
        run = range(start, start + WINDOW)
        first, last = candidates[start].place, candidates[start + WINDOW - 1].place
        if first[0] == last[0] and last[1] - first[1] == WINDOW - 1:
            units.append(tuple(run))
    return units


def _lexical_scores(
    question: Question,
    candidates: Sequence[_Candidate],
    units: Sequence[tuple[int, ...]],
    weights: Mapping[str, float],
) -> list[float]:
    """BM25 of each unit against the question, with the candidates as the collection."""
    average = max(1.0, sum(len(item.wording.words) for item in candidates) / len(candidates))
    scores = []
    for unit in units:
        counts: Counter[str] = Counter()
        for i in unit:
            counts.update(candidates[i].wording.words)
        length = 1 - B + B * sum(counts.values()) / average
        scores.append(
            sum(
                weights[term] * counts[term] * (K1 + 1) / (counts[term] + K1 * length)
                for term in question.terms
                if counts[term]
            )
        )
    return scores


def _definitions_first(
    question: Question,
    candidates: Sequence[_Candidate],
    units: Sequence[tuple[int, ...]],
    fused: Sequence[tuple[int, float]],
) -> list[tuple[int, float]]:
    """For "what is …?", a bonus for single sentences that go on "… is", "… refers to"."""
    if (defines := question.definition) is None:
        return list(fused)
    alone = {
        unit
        for unit, _ in fused
        if len(units[unit]) == 1 and defines.search(candidates[units[unit][0]].text)
    }
    scored = [(unit, score + DEFINITION * (unit in alone)) for unit, score in fused]
    return sorted(scored, key=lambda item: -item[1])


def _aims_first(
    question: Question,
    candidates: Sequence[_Candidate],
    units: Sequence[tuple[int, ...]],
    fused: Sequence[tuple[int, float]],
) -> list[tuple[int, float]]:
    """For questions about a work as a whole, a bonus where it says what it does."""
    if not question.about_whole_work:
        return list(fused)

    def bonus(unit: int) -> float:
        if len(units[unit]) > 1:
            return 0.0
        item = candidates[units[unit][0]]
        states = _STATES_AIM.search(item.text) is not None
        return AIM * states + AIM * (item.passage.kind in WHOLE_KINDS)

    return sorted(((unit, score + bonus(unit)) for unit, score in fused), key=lambda item: -item[1])


def _fill(
    candidates: Sequence[_Candidate],
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
        for i in new:
            chosen[i] = score
        left -= cost
        if left < SHORTEST:
            break
    return chosen


def _relevances(
    question: Question,
    candidates: Sequence[_Candidate],
    chosen: Mapping[int, float],
    weights: Mapping[str, float],
) -> dict[int, float]:
    """The chosen sentences with how likely each answers the question."""
    relevance = Relevance(question, weights)
    found: dict[int, float] = {}
    for i, rank in chosen.items():
        item = candidates[i]
        found[i] = relevance(
            InContext(
                text=item.text,
                wording=item.wording,
                before=_beside(candidates, i, -1),
                after=_beside(candidates, i, 1),
                heading=content_words(item.passage.section),
                first=item.place[1] == 0,
                rank=rank,
            )
        )
    return found


def _beside(candidates: Sequence[_Candidate], index: int, step: int) -> tuple[str, ...]:
    """The words of the sentence before or after, within the passage."""
    other = index + step
    if 0 <= other < len(candidates) and candidates[other].place[0] == candidates[index].place[0]:
        return candidates[other].wording.words
    return ()


def _repeats(candidates: Sequence[_Candidate], index: int, chosen: Mapping[int, float]) -> bool:
    words = candidates[index].wording.bag
    for other in chosen:
        theirs = candidates[other].wording.bag
        union = len(words | theirs)
        if union and len(words & theirs) / union >= NEAR_DUPLICATE:
            return True
    return False


def _as_evidence(
    candidates: Sequence[_Candidate],
    chosen: Mapping[int, float],
    similarity: Sequence[float],
    surveys: Mapping[str, Survey],
) -> tuple[Evidence, ...]:
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
            similarity=similarity[i],
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

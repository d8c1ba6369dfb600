"""What can be said of the sentences of some hits: words, vectors, ranks, the evidence model."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from statistics import median

import numpy as np

from assistant.answers.own_facts import OwnFact
from assistant.answers.preference import BY_WORDS as BY_WORDS_OF
from assistant.answers.preference import CHOOSING, RANKING, preference, preferred
from assistant.answers.question import Question
from assistant.answers.ranking import InContext, Relevance
from assistant.evidence.injection import is_instruction
from assistant.evidence.protocol import Told
from assistant.models.heads import SentenceScore
from assistant.text.sentences import is_question
from assistant.text.wording import Wording
from assistant.text.words import (
    content_words,
    inverse_frequency,
    is_entry,
    width,
    without_markers,
)
from vectorstore.fusion import fuse
from vectorstore.index import Hit
from vectorstore.passage import Passage, Span

WINDOW = 3
SHORTEST = 12
K1, B = 1.2, 0.5
RANK_CONSTANT = 5
BY_WORDS, BY_VECTOR, BY_PASSAGE = 1.0, 0.5, 0.5
TINY = 1e-6


@dataclass(frozen=True)
class Candidate:
    """A sentence of a hit; ``place`` is the hit's number and the sentence's within it."""

    passage: Passage
    span: Span
    text: str
    wording: Wording
    place: tuple[int, int]


@dataclass(frozen=True)
class Looked:
    """What can be said of the sentences of some hits, each by its place in ``candidates``.

    ``units`` are sentences and windows of three; ``fused`` the units' places with their fused
    scores, best first; ``rarity`` the words' weights; ``shares`` how much each sentence
    has of what is asked for, by rarity; ``scores`` what the evidence model says;
    ``fact`` is what is asked of how a review was made, None for other questions, and ``own`` how
    well each sentence answers that.
    """

    candidates: Sequence[Candidate]
    units: Sequence[tuple[int, ...]]
    fused: Sequence[tuple[int, float]]
    rarity: Mapping[str, float]
    similarity: Sequence[float]
    shares: Sequence[float]
    scores: Sequence[SentenceScore | None]
    fact: OwnFact | None = None
    own: Sequence[float] = ()

    @cached_property
    def ranks(self) -> dict[int, float]:
        """For each sentence the fused score of the best unit that has it."""
        found: dict[int, float] = {}
        for unit, score in self.fused:
            for i in self.units[unit]:
                found.setdefault(i, score)
        return found

    @cached_property
    def _ordinary(self) -> float | None:
        """The log-odds of the ordinary sentence, which one that was not read is taken for."""
        odds = [score.bounded_log_odds for score in self.scores if score is not None]
        return median(odds) if odds else None

    @cached_property
    def _earliness(self) -> list[float]:
        """How early each stands among its document's sentences with all that is asked for.

        1 up to the first of them and for cells of tables, 0 after the last and for captions.
        """
        mentions: dict[str, list[int]] = {}
        for item, share in zip(self.candidates, self.shares, strict=True):
            if share >= 1 - TINY and item.span.sentence >= 0:
                mentions.setdefault(item.passage.document_id, []).append(item.span.sentence)

        def earliness(item: Candidate) -> float:
            if item.span.sentence < 0 or item.passage.kind == "table":
                return float(item.passage.kind == "table")
            places = mentions.get(item.passage.document_id, [])
            before = sum(place < item.span.sentence for place in places)
            return 1 - before / max(1, len(places))

        return [earliness(item) for item in self.candidates]

    def relevances(self, question: Question, ranks: Mapping[int, float]) -> dict[int, float]:
        """How likely each sentence that has a rank answers the question."""
        relevance = Relevance(question, self.rarity)
        found = {i: relevance(self.in_context(i, rank)) for i, rank in ranks.items()}
        if self.fact is None:
            return found
        by_words = BY_WORDS_OF[self.fact.item.wants]
        return {i: by_words * score + RANKING * self.own[i] for i, score in found.items()}

    def in_context(self, i: int, rank: float) -> InContext:
        """A sentence with what stands around it."""
        item = self.candidates[i]
        return InContext(
            text=item.text,
            wording=item.wording,
            before=_beside(self.candidates, i, -1),
            after=_beside(self.candidates, i, 1),
            heading=content_words(item.passage.section),
            first=item.place[1] == 0,
            rank=rank,
            similarity=self.similarity[i],
            early=self._earliness[i],
            answers=self.odds(i),
        )

    def odds(self, i: int) -> float | None:
        """The log-odds that a sentence answers; None where the evidence model has read none."""
        score = self.scores[i]
        return score.bounded_log_odds if score else self._ordinary


def look(
    question: Question,
    hits: Sequence[Hit],
    query_vector: np.ndarray,
    vectors: Mapping[str, np.ndarray],
    dense_weight: float = 1.0,
    fact: OwnFact | None = None,
    rarity: Mapping[str, float] | None = None,
) -> Looked:
    """What can be said of the hits' sentences.

    ``vectors`` has for each passage id its sentences' unit vectors, shape (sentences, dimension);
    ``fact`` is what the question asks of how a review was made, ``rarity`` how rare the words asked
    for are in the documents asked. The evidence model has read none yet. Sentences and windows of
    three are ranked by words and by vector, and fused with the rank of their passage;
    ``dense_weight`` is how much vectors count.
    """
    candidates = _candidates(
        hits,
        with_entries=question.wants_works,
        with_questions=question.wants_questions,
    )
    similarity = _similarities(candidates, query_vector, vectors)
    units = _units(candidates)
    weights = {**inverse_frequency(item.wording.words for item in candidates), **(rarity or {})}
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
    own = _own_facts(fact, candidates, vectors) if fact else [0.0] * len(candidates)
    worth = [
        preference(question, item.text, item.wording.text, item.passage.kind) + CHOOSING * points
        for item, points in zip(candidates, own, strict=True)
    ]
    fused = preferred(units, fused, worth)
    unread: list[SentenceScore | None] = [None] * len(candidates)
    share = Relevance(question, weights).share
    shares = [share(item.wording.bag) for item in candidates]
    return Looked(candidates, units, fused, weights, similarity, shares, unread, fact, own)


def _by_words(question: Question, lexical: Sequence[float]) -> list[int]:
    """The units that words rank: all, but those without a word of a question that crosses."""
    return [i for i, score in enumerate(lexical) if score or not question.crosses]


def _candidates(
    hits: Sequence[Hit], *, with_entries: bool, with_questions: bool
) -> list[Candidate]:
    """The hits' sentences but orders; entries of reading lists only for questions about works.

    Questions state nothing, and are evidence only for what is asked about questions.
    """
    found: list[Candidate] = []
    for number, hit in enumerate(hits):
        for position, span in enumerate(hit.passage.spans):
            text = hit.passage.sentence(span).strip()
            if is_instruction(text) or (not with_entries and is_entry(text)):
                continue
            if is_question(text) and not with_questions:
                continue
            if width(text) >= SHORTEST or hit.passage.kind == "caption":
                wording = Wording(without_markers(text))
                found.append(Candidate(hit.passage, span, text, wording, (number, position)))
    return found


def _similarities(
    candidates: Sequence[Candidate], query: np.ndarray, vectors: Mapping[str, np.ndarray]
) -> list[float]:
    return [
        float(vectors[item.passage.id][item.place[1]] @ query)
        if item.passage.id in vectors
        else 0.0
        for item in candidates
    ]


def _units(candidates: Sequence[Candidate]) -> list[tuple[int, ...]]:
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
    candidates: Sequence[Candidate],
    units: Sequence[tuple[int, ...]],
    weights: Mapping[str, float],
) -> list[float]:
    """BM25 of each unit against the question, with the candidates as the collection."""
    words = sum(len(item.wording.words) for item in candidates)
    average = max(1.0, words / max(1, len(candidates)))
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


def _own_facts(
    fact: OwnFact, candidates: Sequence[Candidate], vectors: Mapping[str, np.ndarray]
) -> list[float]:
    """How well each sentence answers what is asked of how a review was made."""
    rows = [vectors.get(item.passage.id) for item in candidates]
    own = [
        None if found is None else found[item.place[1]]
        for item, found in zip(candidates, rows, strict=True)
    ]
    told = [Told(item.text, item.passage.kind, item.passage.section) for item in candidates]
    return fact.rate(told, own)


def _beside(candidates: Sequence[Candidate], index: int, step: int) -> tuple[str, ...]:
    """The words of the sentence before or after, within the passage."""
    other = index + step
    if 0 <= other < len(candidates) and candidates[other].place[0] == candidates[index].place[0]:
        return candidates[other].wording.words
    return ()

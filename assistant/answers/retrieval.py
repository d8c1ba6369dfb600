"""From a question to its evidence: which surveys it means, their best passages and sentences."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING

from assistant.answers.candidates import Looked, look
from assistant.answers.compared import Things, compared, question_alone
from assistant.answers.crossing import (
    ANEW,
    DENSE_WEIGHT,
    SAME_LANGUAGE,
    Nearness,
    best_score,
    documents_across,
    documents_beside,
    look_across,
    ranked_anew,
    text_across,
    with_others,
)
from assistant.answers.features import Features, features_of, rarities
from assistant.answers.own_facts import OwnFact, home_hits, own_fact
from assistant.answers.question import WHOLE_KINDS, Question
from assistant.answers.reading import READ_TOKENS, read_sentences
from assistant.answers.selection import select, select_about
from assistant.answers.tabular import cells_for
from assistant.documents.survey import Survey
from assistant.evidence.evidence import Evidence, Reading
from assistant.evidence.protocol import least
from assistant.models.evidence_model import EvidenceModel
from assistant.text.words import content_words
from vectorstore.index import CANDIDATES, Hit, Index

if TYPE_CHECKING:
    import numpy as np

PASSAGES = 8
PASSAGES_EACH = 4
# So many times as many are looked at where the evidence model reads the best of their sentences.
READ_MORE = 2
TABLES = 4  # passages of tables beside these
MOST_SURVEYS_APART = 6
TELL = 2  # of the surveys asked how they were made, so many are thought to tell it
AS_WELL_TOLD = 0.17  # how far behind the survey that tells it best another one may be
REPEAT = 0.92
# The part of what is read and shown that is about two compared things together.
TOGETHER = 0.5
MOST_ABSTRACTS = 2


@dataclass(frozen=True)
class Retrieved:
    """The evidence for a question, and the features that tell whether it is enough.

    ``crosses`` says that the question is in another language than the surveys; ``read`` is how much
    was looked through, where that was the whole text; ``looked`` has all sentences that were looked
    at, by part of the surveys asked, and ``near`` how near those are that are nearest, where it
    crosses; ``fact`` is what is asked of how a review was made. Where the surveys were asked one by
    one, ``each`` has the features of each by its id. ``beside`` are the ids of the documents that
    it was not put to for their language.
    """

    evidence: tuple[Evidence, ...]
    features: Features
    crosses: bool = False
    read: Reading | None = None
    looked: tuple[Looked, ...] = field(default=(), repr=False)
    fact: OwnFact | None = None
    each: Mapping[str, Features] = field(default_factory=dict, repr=False)
    near: tuple[Mapping[int, Nearness], ...] = field(default=(), repr=False)
    beside: frozenset[str] = frozenset()

    @property
    def wants_fact(self) -> bool:
        """Whether what is asked stands in systematic reviews only, so that near is not enough."""
        return self.fact is not None and not self.fact.item.any_survey

    @property
    def tells_fact(self) -> bool:
        """Whether a sentence tells what is asked of how a review was made."""
        return bool(self.telling)

    @property
    def telling(self) -> frozenset[str]:
        """The ids of the surveys that tell what is asked of how a review was made."""
        if self.fact is None:
            return frozenset()
        best = max((item.fact for item in self.evidence), default=0.0)
        enough = max(least(self.fact.item), best - AS_WELL_TOLD)
        return frozenset(item.survey.id for item in self.evidence if item.fact >= enough)

    def of(self, surveys: Collection[str]) -> Retrieved:
        """The evidence of these surveys, by id, alone; all of it where there is none."""
        evidence = tuple(item for item in self.evidence if item.survey.id in surveys)
        return replace(self, evidence=evidence) if evidence else self


def retrieve(
    index: Index,
    question: Question,
    budget: int,
    model: EvidenceModel | None = None,
    *,
    whole: bool = False,
) -> Retrieved:
    """Evidence of at most ``budget`` tokens from the surveys that a question is about.

    A question about several surveys gets evidence from each of them, in equal parts, and so does
    one about how a review was made, which each review tells of itself. One that compares two things
    gets evidence on each of them as well, as if it asked what that is. An evidence
    ``model`` reads the best passages and says which sentences answer. With ``whole`` it is chosen
    from all sentences of the surveys, by words and vectors alone.
    """
    surveys: Sequence[Survey] = question.scope
    by_document = {info.id: survey for survey in surveys for info in survey.documents}
    vector = index.embed_query(question.text)
    across = documents_across(index, question.text, vector, by_document)
    beside = frozenset(documents_beside(index, question.text, by_document, across))
    if across:
        question = replace(question, crosses=True)
        vector = index.embed_query(text_across(question))
        by_document = {key: by_document[key] for key in across}
        surveys = list({survey.id: survey for survey in by_document.values()}.values())
    fact = own_fact(index, question, vector)
    told_by_each = fact is not None and question.numbers_asked < 2
    apart = len(surveys) > 1 and (question.asks_each or told_by_each)
    if apart:
        ranked = _ranked_surveys(index, question, surveys, by_document, vector)
        parts = [[survey] for survey in ranked]
    else:
        ranked, parts = list(surveys), [list(surveys)]
    share = budget // (min(len(parts), TELL) if fact else len(parts))
    things = None if apart or fact or question.crosses or whole else compared(question)
    if things is not None:
        share = int(share * TOGETHER)
    count = PASSAGES_EACH if apart and fact is None else PASSAGES
    count *= READ_MORE if model else 1
    each: dict[str, Features] = {}
    hits: list[Hit] = []
    found: list[Evidence] = []
    looks: list[Looked] = []
    near: list[Mapping[int, Nearness]] = []
    for part in parts:
        ids = {survey.id for survey in part}
        inside = {key: survey for key, survey in by_document.items() if survey.id in ids}
        passages = index.count(list(inside)) if whole else count
        best = _hits(index, question, inside, vector, passages)
        tables = [hit for hit in best if hit.passage.kind == "table"]
        best = [hit for hit in best if hit.passage.kind != "table"]
        if fact is not None and not whole:
            best += home_hits(index, fact, inside, best)
        rarity = rarities(index, question, list(inside))
        tokens = int(READ_TOKENS * TOGETHER) if things else READ_TOKENS
        reader = None if whole else model
        looked = _look(index, question, best, vector, rarity, reader, fact, tokens)
        relevance: dict[int, float] | None = None
        if question.crosses:
            looked, nearest = look_across(index, text_across(question), vector, looked, reader)
            near.append(nearest)
            if fact is None:
                relevance = {i: item.score for i, item in nearest.items()}
        items = select(question, looked, inside, share, relevance)
        if things is not None:
            alone = _evidence_alone(index, question, things, inside, model, share)
            items = _joined(items, alone)
        if not question.crosses and tables and fact is None:
            top = max((item.score for item in items), default=0.0)
            stated = _look(index, question, tables, vector, rarity)
            items = (*items, *cells_for(question, stated, inside, top))
        if apart:
            own = features_of(index, question, best, items, part, list(inside))
            unread = best_score(near[-1].values(), read=False) if near else 0.0
            each[part[0].id] = replace(own, nearest=unread)
        hits, found = hits + best, [*found, *items]
        looks.append(looked)
    evidence = tuple(replace(item, key=f"S{number}") for number, item in enumerate(found, start=1))
    features = features_of(index, question, hits, evidence, ranked, list(by_document))
    features = replace(
        features,
        answers=_likeliest(looks),
        surveys=len(surveys),
        nearest=best_score(item for nearest in near for item in nearest.values()),
    )
    read = _reading(hits) if whole else None
    return Retrieved(
        evidence, features, question.crosses, read, tuple(looks), fact, each, tuple(near), beside
    )


def _evidence_alone(
    index: Index,
    question: Question,
    things: Things,
    by_document: Mapping[str, Survey],
    model: EvidenceModel | None,
    budget: int,
) -> Iterator[Evidence]:
    """Evidence about each of two compared things alone, of ``budget`` tokens in all."""
    for thing in things:
        asked = question_alone(question, thing)
        vector = index.embed_query(asked.text)
        hits = _hits(index, asked, by_document, vector, PASSAGES * (READ_MORE if model else 1))
        texts = [hit for hit in hits if hit.passage.kind != "table"]
        rarity = rarities(index, asked, list(by_document))
        tokens = int(READ_TOKENS * TOGETHER)
        looked = _look(index, asked, texts, vector, rarity, model, tokens=tokens)
        yield from select_about(thing, things, asked, looked, by_document, budget // len(things))


def _joined(items: Iterable[Evidence], further: Iterable[Evidence]) -> tuple[Evidence, ...]:
    """Both; what is in both as it is in the second."""
    found = {(item.document_id, item.sentence, item.text): item for item in (*items, *further)}
    return tuple(found.values())


def _reading(hits: Sequence[Hit]) -> Reading:
    passages = [hit.passage for hit in hits]
    return Reading(
        sentences=sum(len(passage.spans) for passage in passages),
        sections=len({(passage.document_id, passage.section) for passage in passages}),
        surveys=len({passage.document_id for passage in passages}),
    )


def _likeliest(looks: Sequence[Looked]) -> float | None:
    """The log-odds of the sentence likeliest to answer; None where none was read."""
    odds = (s.bounded_log_odds for looked in looks for s in looked.scores if s is not None)
    return max(odds, default=None)


def _hits(
    index: Index,
    question: Question,
    by_document: Mapping[str, Survey],
    vector: np.ndarray,
    passages: int,
) -> list[Hit]:
    hits = _search(index, question, by_document, passages, vector)
    if not question.about_whole_work:
        return hits
    surveys = list({survey.id: survey for survey in by_document.values()}.values())
    return _with_abstracts(index, surveys, hits)


def _look(
    index: Index,
    question: Question,
    hits: Sequence[Hit],
    vector: np.ndarray,
    rarity: Mapping[str, float],
    model: EvidenceModel | None = None,
    fact: OwnFact | None = None,
    tokens: int = READ_TOKENS,
) -> Looked:
    passages = [hit.passage for hit in hits]
    weight = 1.0 if question.crosses else index.dense_weight(question.text)
    looked = look(question, hits, vector, index.sentence_vectors(passages), weight, fact, rarity)
    if model is None or question.crosses:
        return looked
    relevance = looked.relevances(question, looked.ranks)
    return replace(looked, scores=read_sentences(model, question.text, looked, relevance, tokens))


def _with_abstracts(index: Index, surveys: Sequence[Survey], hits: Sequence[Hit]) -> list[Hit]:
    """Before the hits the passages of each survey's abstract, of its introduction without one."""
    found: list[Hit] = []
    for survey in surveys[:MOST_SURVEYS_APART]:
        passages = [p for info in survey.documents for p in index.passages_of(info.id)]
        for kind in WHOLE_KINDS:
            if chosen := [passage for passage in passages if passage.kind == kind]:
                found += [Hit(passage, 0.0, None, None) for passage in chosen[:MOST_ABSTRACTS]]
                break
    first = {hit.passage.id for hit in found}
    return [*found, *(hit for hit in hits if hit.passage.id not in first)]


def search(index: Index, question: str, by_document: Mapping[str, Survey], k: int) -> list[Hit]:
    """The best passages of these documents, tables' too, without near repeats of one another."""
    if not question.strip():
        return []
    vector = index.embed_query(question)
    across = documents_across(index, question, vector, by_document)
    beside = documents_beside(index, question, by_document, across)
    asked = {key: by_document[key] for key in across or by_document if key not in beside}
    if across:
        hits, handicap = _search_across(index, question, asked, k), -SAME_LANGUAGE
    else:
        hits, handicap = _search(index, Question(question), asked, k, vector), SAME_LANGUAGE
    if not beside:
        return hits
    others = index.search(question, k, beside, vector, DENSE_WEIGHT)
    return with_others(hits, others, handicap)[:k]


def _search_across(
    index: Index, question: str, by_document: Mapping[str, Survey], k: int
) -> list[Hit]:
    """The passages for a question in another language, of the surveys that it names if it does."""
    surveys = {survey.id: survey for survey in by_document.values()}
    asked = Question(question, tuple(surveys.values()), crosses=True)
    ids = {survey.id for survey in asked.scope}
    inside = {key: survey for key, survey in by_document.items() if survey.id in ids}
    vector = index.embed_query(text_across(asked))
    hits = _search(index, asked, inside, max(k, ANEW), vector)
    return ranked_anew(index, vector, hits)[:k]


def _search(
    index: Index,
    question: Question,
    by_document: Mapping[str, Survey],
    k: int,
    vector: np.ndarray,
) -> list[Hit]:
    weight = DENSE_WEIGHT if question.crosses else None
    depth = max(2 * k, CANDIDATES)  # many of the best may be parts of one table
    hits = index.search(question.text, depth, list(by_document), vector, weight)
    kept: list[Hit] = []
    seen: list[set[str]] = []
    room = {True: TABLES, False: k}
    for hit in hits:
        tabular = hit.passage.kind == "table"
        words = set(content_words(hit.passage.text))
        if not room[tabular] or any(
            len(words & other) > REPEAT * max(len(words), len(other)) for other in seen
        ):
            continue
        kept.append(hit)
        seen.append(words)
        room[tabular] -= 1
    return kept


def _ranked_surveys(
    index: Index,
    question: Question,
    surveys: Sequence[Survey],
    by_document: Mapping[str, Survey],
    vector: np.ndarray,
) -> list[Survey]:
    """At most six surveys: those the question names, then those with the best passages."""
    if len(question.named) > 1:
        return list(question.named[:MOST_SURVEYS_APART])
    if len(surveys) <= MOST_SURVEYS_APART:
        return list(surveys)
    hits = index.search(question.text, 50, list(by_document), vector)
    best = list(dict.fromkeys(by_document[hit.passage.document_id].id for hit in hits))
    by_id = {survey.id: survey for survey in surveys}
    return [by_id[key] for key in best[:MOST_SURVEYS_APART]]

"""Features of a question's evidence that tell whether it answers: abstaining goes by them."""

from __future__ import annotations

import re
from collections.abc import Collection, Sequence
from dataclasses import dataclass
from math import log

from assistant.answers.candidates import K1
from assistant.answers.crossing import terms_carried
from assistant.answers.question import Question
from assistant.documents.survey import Survey, last_name
from assistant.evidence.evidence import Evidence
from assistant.text.scripts import has_cjk
from assistant.text.wording import Pair, Wording
from assistant.text.words import stem
from vectorstore.analyzer import query_terms
from vectorstore.index import Hit, Terms


@dataclass(frozen=True)
class Features:
    """Shares of a question that its evidence has, each 0..1.

    ``similarity`` is the best cosine of a shown sentence; ``match`` the best passage's BM25 out of
    what a passage could reach; ``coverage`` and ``sentence`` the share of the question's own
    terms, by rarity, in all the evidence and in the one best sentence; ``pairs`` the neighbouring
    words that stand together there too; ``names`` the names. ``rarity`` says how particular the
    rarest term is; ``missing`` lists the terms that stand nowhere in the documents asked, which is
    the share ``absent`` of its telling words. ``answers`` are the log-odds that the likeliest
    sentence answers, by the evidence model; None where that has not read them. ``surveys`` is how
    many were asked: the more, the likelier some have the words by chance. ``nearest`` is the score
    of the nearest sentence to a question in another language.
    """

    similarity: float = 0.0
    match: float = 0.0
    coverage: float = 0.0
    sentence: float = 0.0
    pairs: float = 0.0
    names: float = 1.0
    rarity: float = 0.0
    absent: float = 0.0
    missing: tuple[str, ...] = ()
    answers: float | None = None
    surveys: int = 1
    nearest: float = 0.0


def features_of(
    index: Terms,
    question: Question,
    hits: Sequence[Hit],
    evidence: Sequence[Evidence],
    surveys: Sequence[Survey],
    documents: Collection[str],
) -> Features:
    """The features of a question's evidence; ``surveys`` and ``documents`` are those asked.

    The words by which the question names a survey count as found. Of a question in another
    language only the words that stay the same can be found.
    """
    asked = question.core
    named = _names_of(surveys)
    terms = [t for t in query_terms(asked.text) if stem(t) in asked.terms and t not in named]
    if question.crosses:
        terms = [term for term in terms_carried(asked.text) if term not in named]
    shown = frozenset[str]().union(*(item.wording.bag for item in evidence))
    similarity = max((item.similarity for item in evidence), default=0.0)
    together = _pairs(asked, evidence)
    found_names = _name_share(asked, evidence, named)
    if not terms:
        # Nothing is asked for that could be missing, nor words that could stand apart.
        together = together if asked.pairs else 1.0
        return Features(similarity, 1.0, 1.0, 1.0, together, found_names)
    total = max(1, index.count())
    weights = {
        term: log(1 + total / max(0.5, index.frequency(term))) for term in dict.fromkeys(terms)
    }
    whole = sum(weights.values())

    def share(words: Collection[str]) -> float:
        return sum(weight for term, weight in weights.items() if stem(term) in words) / whole

    unseen = [term for term in weights if stem(term) not in shown]
    absent = [term for term in unseen if not index.frequency(term, documents)]
    missing = tuple(term for term in absent if not _joins_words(term, set(terms) - set(absent)))
    best = max((hit.bm25 or 0.0 for hit in hits), default=0.0)
    return Features(
        similarity=similarity,
        match=min(1.0, best / ((K1 + 1) * whole)),
        coverage=share(shown),
        sentence=max((share(item.wording.bag) for item in evidence), default=0.0),
        pairs=together,
        names=found_names,
        rarity=max(weights.values()) / log(1 + 2 * total),
        absent=min(1.0, len(missing) / (len(terms) if question.crosses else len(asked.terms))),
        missing=missing,
    )


def rarities(index: Terms, question: Question, documents: Collection[str]) -> dict[str, float]:
    """For each stem that a question asks for the logarithm of how few passages have it.

    What a survey is about stands in nearly all of its passages and tells nothing; what is asked
    about that stands in few. Passages that were found for their words would have it the other way
    round.
    """
    total = max(1, index.count(documents))
    terms = [term for term in query_terms(question.text) if stem(term) in question.terms]
    return {
        stem(term): log(1 + total / max(0.5, index.frequency(term, documents))) for term in terms
    }


def _joins_words(term: str, found: Collection[str]) -> bool:
    """Whether a pair of Chinese or Japanese characters only joins two words that are there.

    >>> _joins_words("仿学", {"模仿", "学习"})
    True
    """
    if len(term) != 2 or not has_cjk(term):
        return False
    return any(other.endswith(term[0]) for other in found) and any(
        other.startswith(term[1]) for other in found
    )


def _names_of(surveys: Sequence[Survey]) -> set[str]:
    """Lower-case words by which questions name surveys: authors, years, ids."""
    found = {"et", "al", "arxiv"}
    for survey in surveys:
        for author in survey.authors[:2]:
            found |= set(re.findall(r"[^\W_]+", last_name(author).lower()))
        found.add(str(survey.year))
        found |= set((survey.arxiv_id or "").split("."))
    return found


def _pairs(asked: Wording, evidence: Sequence[Evidence]) -> float:
    """The share of the question's neighbouring content words that are at most two apart there."""
    there = frozenset[Pair]().union(*(item.wording.near_pairs for item in evidence))
    return len(asked.pairs & there) / len(asked.pairs) if asked.pairs else 0.0


def _name_share(asked: Wording, evidence: Sequence[Evidence], named: Collection[str]) -> float:
    """The share of the question's names that the evidence, or what was asked, has."""
    text = " ".join(item.text for item in evidence).lower()
    titles = {item.survey.title for item in evidence}
    known = f"{text} {' '.join(titles).lower()}"
    found = [name for name in asked.names if name in known or name in named]
    return len(found) / len(asked.names) if asked.names else 1.0

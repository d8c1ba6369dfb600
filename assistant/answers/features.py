"""What speaks for evidence fitting a question: the signs that abstaining goes by."""

from __future__ import annotations

import re
from collections.abc import Collection, Sequence
from dataclasses import dataclass
from itertools import pairwise
from math import log

from assistant.answers.question import without_whole_work
from assistant.answers.selection import K1
from assistant.documents.survey import Survey, last_name
from assistant.evidence.evidence import Evidence
from assistant.text.scripts import has_cjk
from assistant.text.words import asked_for, content_words, names, stem, without_markers
from vectorstore.index import Hit
from vectorstore.lexical import LexicalIndex, query_terms


@dataclass(frozen=True)
class Signs:
    """Shares of a question that its evidence has, each 0..1.

    ``similarity`` is the best cosine of a shown sentence; ``match`` the best passage's BM25 out of
    what a passage could reach; ``coverage`` and ``sentence`` the share of the question's own
    terms, by rarity, in all the evidence and in the one best sentence; ``pairs`` the neighbouring
    words that stand together there too; ``names`` the names. ``rarity`` says how particular the
    rarest term is; ``missing`` lists the terms that stand nowhere in the documents asked, which is
    the share ``absent`` of its telling words.
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


def signs(
    lexical: LexicalIndex,
    question: str,
    hits: Sequence[Hit],
    evidence: Sequence[Evidence],
    surveys: Sequence[Survey],
    documents: Collection[str],
) -> Signs:
    """The signs of a question's evidence; ``surveys`` and ``documents`` are those asked.

    The words by which the question names a survey count as found.
    """
    whole_work = without_whole_work(question)
    question = question if whole_work is None else whole_work
    named = _names_of(surveys)
    telling = set(asked_for(question))
    terms = [t for t in query_terms(question) if stem(t) in telling and t not in named]
    sentences = [content_words(without_markers(item.text)) for item in evidence]
    shown = {word for words in sentences for word in words}
    similarity = max((item.similarity for item in evidence), default=0.0)
    together = _pairs(question, sentences)
    found_names = _found_names(question, evidence, named)
    if not terms:
        return Signs(similarity, 1.0, 1.0, 1.0, together, found_names)
    total = max(1, lexical.count())
    weights = {
        term: log(1 + total / max(0.5, lexical.frequency(term))) for term in dict.fromkeys(terms)
    }
    whole = sum(weights.values())

    def share(words: Collection[str]) -> float:
        return sum(weight for term, weight in weights.items() if stem(term) in words) / whole

    unseen = [term for term in weights if stem(term) not in shown]
    absent = [term for term in unseen if not lexical.frequency(term, documents)]
    missing = tuple(term for term in absent if not _joins_words(term, set(terms) - set(absent)))
    best = max((hit.bm25 or 0.0 for hit in hits), default=0.0)
    return Signs(
        similarity=similarity,
        match=min(1.0, best / ((K1 + 1) * whole)),
        coverage=share(shown),
        sentence=max((share(set(words)) for words in sentences), default=0.0),
        pairs=together,
        names=found_names,
        rarity=max(weights.values()) / log(1 + 2 * total),
        absent=min(1.0, len(missing) / len(telling)),
        missing=missing,
    )


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


def _pairs(question: str, sentences: Sequence[Sequence[str]]) -> float:
    """The share of the question's neighbouring content words that are at most two apart there."""
    wanted = set(pairwise(content_words(question)))
    there: set[tuple[str, str]] = set()
    for words in sentences:
        there |= set(pairwise(words)) | set(zip(words, words[2:], strict=False))
    return len(wanted & there) / len(wanted) if wanted else 0.0


def _found_names(question: str, evidence: Sequence[Evidence], named: Collection[str]) -> float:
    """The share of the question's names that the evidence, or what was asked, has."""
    text = " ".join(item.text for item in evidence).lower()
    titles = {item.survey.title for item in evidence}
    known = f"{text} {' '.join(titles).lower()}"
    wanted = names(question)
    found = [name for name in wanted if name in known or name in named]
    return len(found) / len(wanted) if wanted else 1.0

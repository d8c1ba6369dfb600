"""From a question to its evidence: which surveys it means, their best passages and sentences."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from assistant.answers.selection import WHOLE_KINDS, select, without_whole_work
from assistant.documents.survey import Survey, last_name, normal_title
from assistant.evidence.evidence import Evidence
from assistant.signs import Signs, signs
from assistant.text.words import content_words
from vectorstore.index import Hit, Index
from vectorstore.passage import CJK

if TYPE_CHECKING:
    import numpy as np

PASSAGES = 8
PASSAGES_EACH = 4
MOST_SURVEYS_APART = 6
REPEAT = 0.92
SHORTEST_TITLE = 12
MOST_ABSTRACTS = 2
_CJK_NAME = re.compile(f"[{CJK}]")
_SAYING = (
    "says?|said|writes?|wrote|defines?|describes?|proposes?|finds?|found|covers?|divides?|lists?|"
    "mentions?|argues?|discuss(?:es)?|uses?|thinks?|sees?|names?|calls?|groups?|classif(?:y|ies)"
)
# Words that ask for several things one by one; what things, the rest of the question says.
_EACH = re.compile(
    r"\b(?:each|both|differ|differs|difference|differences|compare|compared|comparison|versus|vs|"
    r"in common|similarit(?:y|ies)|agree|disagree)\b"
    r"|各|比較|比较|违い|区别|それぞれ|异同|共通",
    re.IGNORECASE,
)
_WORKS = re.compile(
    r"\b(?:surveys|papers|articles|reviews|they|them|these|those)\b|综述|论文|サーベイ|論文",
    re.IGNORECASE,
)
_EACH_WORK = re.compile(
    r"\b(?:surveys|(?:which|each|every|either) (?:survey|paper|review|article)s?"
    r"|which of (?:the|these|those))\b|(?:哪|各|每)一?[篇个](?:综述|论文)|どの(?:サーベイ|論文)",
    re.IGNORECASE,
)


@dataclass(frozen=True)
class Retrieved:
    """The evidence for a question, and the signs that it is enough."""

    evidence: tuple[Evidence, ...]
    signs: Signs


def named_surveys(question: str, surveys: Sequence[Survey]) -> list[Survey]:
    """The surveys that a question names by title, first author or arXiv id; none if it names none.

    An author counts with "et al.", "survey", a year or the like beside the name, or as a
    capitalised word that stands where only a person or a work can ("does Shen say", "by Shen").
    """
    text = f" {normal_title(question)} "
    found = []
    for survey in surveys:
        by_id = survey.arxiv_id is not None and survey.arxiv_id in question
        if by_id or _by_title(text, survey) or _by_author(question, survey):
            found.append(survey)
    return found


def _by_title(text: str, survey: Survey) -> bool:
    """Whether a normal text has a survey's title, or what stands before its colon as a title."""
    title = normal_title(survey.title)
    if len(title) >= SHORTEST_TITLE and f" {title} " in text:
        return True
    main = normal_title(re.split(r"[:：]", survey.title)[0])
    work = "(?:survey|paper|review|article)"
    return len(main) >= SHORTEST_TITLE and (
        re.search(rf" {re.escape(main)} {work} | {work} (?:on |called )?{re.escape(main)} ", text)
        is not None
    )


def _by_author(question: str, survey: Survey) -> bool:
    if not survey.authors:
        return False
    plain = last_name(survey.authors[0])
    name = re.escape(plain)
    if _CJK_NAME.search(plain):
        return len(plain) > 1 and plain in question
    year = rf"|,?\s*\(?{survey.year}\b" if survey.year else ""
    work = "(?:survey|paper|review|article)"
    pattern = (
        rf"\b{name}(?:\s+et\s+al|['’]s\b|\s+and\s+(?:colleagues|others|co){year}"
        rf"|\s+{work}\b)|\b{work} (?:by|of) {name}\b"
    )
    if re.search(pattern, question, re.IGNORECASE):
        return True
    person = (
        rf"\b(?:by|do|does|did|according to|in|from|and|or|vs\.?|than|to) {name}\b(?! [A-Z])"
        rf"|\b{name} (?:and|&) [A-Z]\w+ \(|\b{name} (?:{_SAYING})\b"
    )
    return re.search(person, question) is not None


def asks_each(question: str, surveys: Sequence[Survey] = ()) -> bool:
    """Whether a question is about several surveys one by one: which, how they differ, both.

    ``surveys`` are those that it may name. A difference between two methods is none of surveys.

    >>> asks_each("How do the surveys differ in scope?")
    True
    >>> asks_each("What is the difference between outer and inner alignment?")
    False
    """
    if len(named_surveys(question, surveys)) > 1 or _EACH_WORK.search(question):
        return True
    return _EACH.search(question) is not None and _WORKS.search(question) is not None


def retrieve(index: Index, question: str, surveys: Sequence[Survey], budget: int) -> Retrieved:
    """Evidence of at most ``budget`` tokens from these surveys.

    A question about several surveys gets evidence from each of them, so that each is heard.
    """
    by_document = {info.id: survey for survey in surveys for info in survey.documents}
    vector = index.embed_query(question)
    apart = len(surveys) > 1 and asks_each(question, surveys)
    if apart:
        ranked = _ranked_surveys(index, question, surveys, by_document, vector)
        parts = [[survey] for survey in ranked]
    else:
        ranked, parts = list(surveys), [list(surveys)]
    hits: list[Hit] = []
    found: list[Evidence] = []
    for part in parts:
        passages = PASSAGES_EACH if apart else PASSAGES
        best, items = _evidence(index, question, part, vector, budget // len(parts), passages)
        hits += best
        found += items
    evidence = tuple(replace(item, key=f"S{number}") for number, item in enumerate(found, start=1))
    return Retrieved(
        evidence, signs(index.lexical, question, hits, evidence, ranked, list(by_document))
    )


def _evidence(
    index: Index,
    question: str,
    surveys: Sequence[Survey],
    vector: np.ndarray,
    budget: int,
    passages: int,
) -> tuple[list[Hit], tuple[Evidence, ...]]:
    by_document = {info.id: survey for survey in surveys for info in survey.documents}
    hits = search(index, question, by_document, passages, vector)
    if without_whole_work(question) is not None:
        hits = _with_abstracts(index, surveys, hits)
    vectors = index.sentence_vectors([hit.passage for hit in hits])
    trust = index.trust(question)
    return hits, select(question, hits, vector, vectors, by_document, budget, trust)


def _with_abstracts(index: Index, surveys: Sequence[Survey], hits: Sequence[Hit]) -> list[Hit]:
    """Before the hits the passages of each survey's abstract, of its introduction without one."""
    found: list[Hit] = []
    for survey in surveys[:MOST_SURVEYS_APART]:
        passages = [p for info in survey.documents for p in index.lexical.of_document(info.id)]
        for kind in WHOLE_KINDS:
            if chosen := [passage for passage in passages if passage.kind == kind]:
                found += [Hit(passage, 0.0, None, None) for passage in chosen[:MOST_ABSTRACTS]]
                break
    first = {hit.passage.id for hit in found}
    return [*found, *(hit for hit in hits if hit.passage.id not in first)]


def search(
    index: Index,
    question: str,
    by_document: Mapping[str, Survey],
    k: int,
    vector: np.ndarray | None = None,
) -> list[Hit]:
    """The best passages among these documents, without near repeats of one another."""
    hits = index.search(question, 2 * k, list(by_document), vector)
    kept: list[Hit] = []
    seen: list[set[str]] = []
    for hit in hits:
        words = set(content_words(hit.passage.text))
        if any(len(words & other) > REPEAT * max(len(words), len(other)) for other in seen):
            continue
        kept.append(hit)
        seen.append(words)
        if len(kept) == k:
            break
    return kept


def _ranked_surveys(
    index: Index,
    question: str,
    surveys: Sequence[Survey],
    by_document: Mapping[str, Survey],
    vector: np.ndarray,
) -> list[Survey]:
    """At most six surveys: those the question names, then those with the best passages."""
    named = named_surveys(question, surveys)
    if len(named) > 1:
        return named[:MOST_SURVEYS_APART]
    if len(surveys) <= MOST_SURVEYS_APART:
        return list(surveys)
    hits = index.search(question, 50, list(by_document), vector)
    best = list(dict.fromkeys(by_document[hit.passage.document_id].id for hit in hits))
    by_id = {survey.id: survey for survey in surveys}
    return [by_id[key] for key in best[:MOST_SURVEYS_APART]]

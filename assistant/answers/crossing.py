"""Questions in another language than the surveys': found by vectors, since words cannot match."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace
from typing import TYPE_CHECKING

from assistant.documents.survey import Survey
from assistant.evidence.evidence import Evidence
from assistant.text.scripts import is_english_question
from assistant.text.words import stem
from vectorstore.analyzer import CJK_CHARACTER, query_terms, script_of
from vectorstore.index import Index

if TYPE_CHECKING:
    import numpy as np

# Half of an English question's words and more stand somewhere in surveys on its subject.
ABSENT_SHARE = 0.5
# Two texts of one language have a cosine that is higher by about so much than their sense gives.
# With it 0.97 of the Chinese and Japanese questions on English digests are seen to cross, beside
# documents of their own language, and 0.07 of the English ones (the half to develop on).
SAME_LANGUAGE = 0.05
# Words only put last what vectors do not find: shared names bring the wrong passages.
DENSE_WEIGHT = 500.0
# What a cosine of one is worth, and all of the question's names in one sentence, next to what flaws
# cost a quotation. A sentence on its own counts as much as in the light of its passage: of 114
# questions across languages (the half to develop on) the first sentence then is the right one for
# 0.54, for 0.46 without.
BY_COSINE, BY_CARRIED = 4.0, 0.2


def documents_across(
    index: Index, question: str, vector: np.ndarray, by_document: Mapping[str, Survey]
) -> list[str]:
    """The documents in another language that a question is about; empty where it does not cross.

    ``vector`` is the question's. In a library of several languages those documents are meant that
    come nearest. Needs an embedder that reads both: with others words are all there is.
    """
    script = script_of(question)
    asked = script or "en"
    spoken = {
        info.id: info.languages
        for survey in by_document.values()
        for info in survey.documents
        if info.id in by_document
    }
    own = [key for key, languages in spoken.items() if asked in languages]
    others = [key for key in spoken if key not in own]
    if asked == "en" and own and not is_english_question(question):
        return list(spoken) if _reads(index, ["zh"]) and _is_foreign(index, question) else []
    if not others or not _reads(index, [script, *(spoken[key][0] for key in others)]):
        return []
    if own and _nearest(index, vector, own) > _nearest(index, vector, others) + SAME_LANGUAGE:
        return []
    cjk = asked != "en" and any(spoken[key][0] != "en" for key in others)
    # A Japanese question may have no kana.
    return [] if cjk and not _is_foreign(index, question) else others


def scored_by_vector(
    index: Index, question: str, vector: np.ndarray, evidence: Sequence[Evidence]
) -> list[Evidence]:
    """The evidence with how close each sentence is to a question in another language.

    By vector, and by the words of the question that stay the same.
    """
    carried = {stem(term) for term in terms_carried(question)}
    alone = index.embed_passages([item.text for item in evidence]) @ vector if evidence else []
    return [
        replace(
            item,
            score=BY_COSINE * (item.similarity + float(cosine)) / 2
            + BY_CARRIED * len(carried & item.wording.bag) / max(1, len(carried)),
        )
        for item, cosine in zip(evidence, alone, strict=True)
    ]


def _reads(index: Index, languages: Iterable[str]) -> bool:
    """Whether the embedder reads the scripts of these languages; Latin script is read by all."""
    return all(index.understands(code) for code in set(languages) & {"zh", "ja", "ko"})


def _nearest(index: Index, vector: np.ndarray, documents: Sequence[str]) -> float:
    """The cosine of the passage of these documents that comes nearest; -1 without."""
    return max((cosine for _, cosine in index.nearest(vector, documents)), default=-1.0)


def _is_foreign(index: Index, question: str) -> bool:
    """Whether most of a question's words stand nowhere in the library."""
    terms = query_terms(question)
    absent = sum(not index.frequency(term) for term in terms)
    return absent >= ABSENT_SHARE * len(terms)


def terms_carried(question: str) -> list[str]:
    """The words of a Chinese or Japanese question that stay the same: names, acronyms, numbers.

    Which words of others stay the same cannot be told.

    >>> terms_carried("DPOとRLHFの違いは何ですか"), terms_carried("Was ist RLHF?")
    (['dpo', 'rlhf'], [])
    """
    if not CJK_CHARACTER.search(question):
        return []
    return [term for term in query_terms(question) if not CJK_CHARACTER.search(term)]

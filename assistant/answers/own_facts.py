"""Questions about how a review was made: what they ask for, and where a review tells that."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

import numpy as np

from assistant.answers.question import Question
from assistant.documents.survey import Survey
from assistant.evidence.protocol import (
    HOME,
    Item,
    Told,
    is_home,
    items,
    least,
    rate,
    sources,
    works,
)
from assistant.text.scripts import question_language
from vectorstore.index import Hit, Index

# A question is about an item of the protocol from this cosine to one of the item's questions on. Of
# 180 questions about other things in papers (L-Eval, the demo digests) the nearest reaches 0.52.
ASKED = 0.57
MOST_SURVEYS = 6


@dataclass(frozen=True)
class OwnFact:
    """An item of a review's protocol that a question asks for, with the vectors of all questions.

    ``vectors`` are unit vectors, float32, shape (questions, dimension), and ``about_sources`` those
    of the questions for where a review has searched.
    """

    item: Item
    vectors: np.ndarray = field(repr=False, compare=False)
    about_sources: np.ndarray = field(repr=False, compare=False)

    def rate(self, sentences: Sequence[Told], vectors: Sequence[np.ndarray | None]) -> list[float]:
        """How well each sentence answers, given its unit vector, None without one."""
        searched = rate(sources(), sentences, _near(self.about_sources, vectors))
        systematic = max(searched, default=0.0) >= least(sources())
        return rate(self.item, sentences, _near(self.vectors, vectors), systematic=systematic)


def _near(questions: np.ndarray, vectors: Sequence[np.ndarray | None]) -> list[float]:
    """The cosine of each vector to the nearest question; 0 without a vector."""
    return [0.0 if vector is None else float((questions @ vector).max()) for vector in vectors]


def own_fact(index: Index, question: Question, vector: np.ndarray) -> OwnFact | None:
    """The item that a question asks for; None for a question about anything else.

    An embedder that cannot read the question's script cannot tell.

    Where it asks how many, it must be works that are counted, as the item does.
    """
    script = question_language(question.text)
    if script != "en" and not index.understands(script):
        return None
    if question.unnamed != question.text:
        vector = index.embed_query(question.unnamed)
    counted = question.counted
    if counted and not counted & works():
        return None
    asked = [item for item in items() if bool(counted) == (item.wants == "works")]
    table = index.embed_fixed(tuple(text for item in items() for text in item.questions))
    rows: dict[str, np.ndarray] = {}
    start = 0
    for item in items():
        rows[item.name] = table[start : start + len(item.questions)]
        start += len(item.questions)
    best = max(asked, key=lambda item: float((rows[item.name] @ vector).max()))
    if float((rows[best.name] @ vector).max()) < ASKED:
        return None
    return OwnFact(best, np.vstack([rows[best.name], vector]), rows[sources().name])


def home_hits(
    index: Index, fact: OwnFact, by_document: Mapping[str, Survey], hits: Sequence[Hit]
) -> list[Hit]:
    """The passages in which the surveys of the hits tell of themselves, but for the hits."""
    there = {hit.passage.id for hit in hits}
    home = fact.item.home | HOME
    owners = list(dict.fromkeys(by_document[hit.passage.document_id].id for hit in hits))
    meant = set(owners[:MOST_SURVEYS])
    return [
        Hit(passage, 0.0, None, None)
        for document, survey in by_document.items()
        if survey.id in meant
        for passage in index.passages_of(document)
        if passage.id not in there
        and passage.kind != "table"
        and is_home(passage.kind, passage.section, home)
    ]

"""Evidence: a sentence with its place, under the key that a prompt names; how much was read."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property

from assistant.documents.survey import Survey
from assistant.text.wording import Wording
from assistant.text.words import without_markers

# A part of a text: where it starts and where it ends, as Python slices it.
Span = tuple[int, int]


@dataclass(frozen=True)
class Reading:
    """How much was looked through for evidence: sentences, sections and surveys."""

    sentences: int
    sections: int
    surveys: int


@dataclass(frozen=True)
class Evidence:
    """One sentence as it stands in a document, with its place.

    ``document`` is the source's name; ``page`` counts from 1, None without pages; ``sentence`` is
    its index in the document, -1 for a caption; ``score`` says how likely it answers the question,
    next to other evidence of the same one; ``similarity`` is its cosine to the question, ``share``
    how much it has of what is asked for, by the rarity of the words;
    ``span`` is the part of ``text`` that answers, and ``probability`` how likely it does by the
    evidence model; None where that has not read it. ``fact`` is how well it answers a question
    about how a review was made, 0 for any other question. ``about`` is the thing, of two that
    are compared, for which alone it was found, and by which it has its score.
    """

    key: str
    text: str
    survey: Survey
    document_id: str
    document: str
    section: str
    kind: str
    page: int | None
    sentence: int
    score: float = 0.0
    similarity: float = 0.0
    share: float = 1.0
    span: Span | None = None
    probability: float | None = None
    fact: float = 0.0
    about: str = ""

    @cached_property
    def wording(self) -> Wording:
        """Its text without marks of references, with its words."""
        return Wording(without_markers(self.text))

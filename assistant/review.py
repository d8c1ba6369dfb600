"""The structured review of one survey: each item a cited claim, over the whole of its text."""

from __future__ import annotations

import time
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, replace
from typing import Literal

import numpy as np
from langchain_core.language_models import BaseChatModel

from assistant import writing
from assistant.citations import Claim, cite, quote
from assistant.evidence import Evidence
from assistant.fields import Field, candidates, fields
from assistant.identity import Survey

Language = Literal["en", "zh", "ja"]
Similarities = Callable[[str, Sequence[str]], np.ndarray]

MOST_ITEMS = 5
MOST_FIGURES = 12
LEAST_SCORE = 2.2
REVIEWED = ("motivation", "method", "questions", "findings", "limitations", "future")
HEADINGS: dict[str, dict[str, str]] = {
    "one_line": {"en": "In one line", "zh": "一句话总结", "ja": "ひとこと要約"},
    "abstract": {"en": "Abstract", "zh": "摘要", "ja": "要旨"},
    "figures": {"en": "Figures and tables", "zh": "图表", "ja": "図と表"},
}
NOT_STATED = {"en": "Not stated.", "zh": "未说明。", "ja": "記載なし。"}


@dataclass(frozen=True)
class ReviewField:
    """One part of a review; no items means that the survey does not state it.

    ``note`` tells where the items come from, in one plain line.
    """

    name: str
    heading: str
    items: tuple[Claim, ...] = ()
    note: str = ""


@dataclass(frozen=True)
class Review:
    """The structured review of one survey, in the order of its ``fields``.

    ``sections_read`` of ``sections`` were looked through; ``pages`` is None without pages;
    ``seconds`` is what writing it took.
    """

    survey: Survey
    language: Language
    fields: tuple[ReviewField, ...] = ()
    sections_read: int = 0
    sections: int = 0
    pages: int | None = None
    model: str = ""
    seconds: float = 0.0
    finished: bool = False

    def field(self, name: str) -> ReviewField | None:
        """The part of this name; None while it is not written yet."""
        return next((field for field in self.fields if field.name == name), None)


def write_review(
    review: Review,
    sentences: Sequence[Evidence],
    captions: Sequence[Evidence],
    similarities: Similarities,
    model: BaseChatModel,
) -> Iterator[Review]:
    """The review as it grows, a field at a time; the last one is finished.

    ``review`` comes with everything but its fields; ``sentences`` are all of the survey's.
    """
    started = time.monotonic()
    language = review.language
    abstract = _abstract(sentences, language)
    parts = [
        lambda: _one_line(review, abstract, model),
        lambda: _abstract_field(abstract, language),
        *(
            lambda field=field: _field(field, sentences, similarities, model, language)
            for field in fields()
            if field.name in REVIEWED
        ),
        lambda: _figures(captions, language),
    ]
    for part in parts:
        review = replace(
            review,
            fields=(*review.fields, part()),
            seconds=time.monotonic() - started,
        )
        yield review
    yield replace(review, finished=True)


def _one_line(review: Review, abstract: Sequence[Evidence], model: BaseChatModel) -> ReviewField:
    claim = writing.one_line(review.survey.title, abstract, model)
    heading = HEADINGS["one_line"][review.language]
    return ReviewField("one_line", heading, (claim,) if claim else ())


def _abstract_field(abstract: Sequence[Evidence], language: Language) -> ReviewField:
    heading = HEADINGS["abstract"][language]
    note = "The survey's own abstract." if abstract else ""
    return ReviewField("abstract", heading, tuple(quote(item) for item in abstract), note)


def _field(
    field: Field,
    sentences: Sequence[Evidence],
    similarities: Similarities,
    model: BaseChatModel,
    language: Language,
) -> ReviewField:
    found = candidates(field, sentences, similarities)
    chosen = [item for item in found if item.score >= LEAST_SCORE][:MOST_ITEMS]
    chosen.sort(key=lambda item: (item.document_id, item.sentence))
    items = tuple(writing.item(item, model) for item in chosen)
    return ReviewField(field.name, field.headings[language], items)


def _figures(captions: Sequence[Evidence], language: Language) -> ReviewField:
    items = tuple(
        Claim(f"{item.section}: {item.text}", "supported", (cite(item, True),))
        for item in captions[:MOST_FIGURES]
    )
    left = len(captions) - len(items)
    note = f"And {left} more." if left > 0 else ""
    return ReviewField("figures", HEADINGS["figures"][language], items, note)


def _abstract(sentences: Sequence[Evidence], language: Language) -> list[Evidence]:
    """The sentences of the abstract; of its translation where that is the language asked for."""
    kinds = ("translation", "abstract") if language == "zh" else ("abstract",)
    for kind in kinds:
        found = [item for item in sentences if item.kind == kind]
        if found:
            first = found[0].document_id
            return [item for item in found if item.document_id == first]
    return []

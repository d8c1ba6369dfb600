"""Reviews and comparisons of a library's surveys: gathers what they need, keeps what they give."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterator, Sequence
from typing import TYPE_CHECKING

import numpy as np

import prompts
from assistant import writing
from assistant.abstention import reason_to_abstain
from assistant.comparison import Cell, Comparison, write_comparison
from assistant.evidence import Evidence
from assistant.fields import candidates, field_for
from assistant.identity import Survey
from assistant.records import dump, load
from assistant.review import LEAST_SCORE, Language, Review, write_review
from assistant.whole_text import WholeText, whole_text

if TYPE_CHECKING:
    from assistant.library import Library

VERSION = 3
CELL_SENTENCES = 3
CELL_EVIDENCE_TOKENS = 160


class Studies:
    """Writes reviews and comparisons, and keeps each review and cell under what it came from."""

    def __init__(self, library: Library) -> None:
        self._library = library
        self._texts: dict[tuple[str, str], WholeText] = {}

    def review(self, survey: Survey, language: Language) -> Iterator[Review]:
        """The review as it grows; at once where it is kept."""
        key = self._key("review", survey, language)
        if (kept := self._library.kept(key)) is not None:
            yield load(Review, kept)
            return
        text = self._text(survey, language)
        empty = Review(
            survey=survey,
            language=language,
            sections_read=text.sections_read,
            sections=text.sections,
            pages=text.pages,
            model=self._library.model_name,
        )
        review = empty
        for review in write_review(
            empty, text.sentences, text.captions, self._similarities, self._library.chat_model
        ):
            yield review
        self._library.keep(key, "review", dump(review))

    def compare(self, surveys: Sequence[Survey], aspects: tuple[str, ...]) -> Iterator[Comparison]:
        """The comparison as its cells come; kept cells come at once."""
        comparison = Comparison(tuple(surveys), aspects, model=self._library.model_name)
        yield from write_comparison(comparison, self._cell)

    def _cell(self, survey: Survey, aspect: str) -> Cell:
        key = self._key("cell", survey, aspect)
        if (kept := self._library.kept(key)) is not None:
            return load(Cell, kept)
        evidence = self._cell_evidence(survey, aspect)
        model = self._library.chat_model
        claims = (writing.cell(aspect, evidence, model),) if evidence else ()
        cell = Cell(survey.id, aspect, claims)
        self._library.keep(key, "cell", dump(cell))
        return cell

    def _cell_evidence(self, survey: Survey, aspect: str) -> list[Evidence]:
        """The few sentences that say most about an aspect; none where nothing fits."""
        field = field_for(aspect)
        if field is not None:
            text = self._text(survey, "en")
            found = candidates(field, text.sentences, self._similarities)
            return [item for item in found if item.score >= LEAST_SCORE][:CELL_SENTENCES]
        retrieved = self._library.retrieve(aspect, [survey], CELL_EVIDENCE_TOKENS)
        if reason_to_abstain(retrieved):
            return []
        ranked = sorted(retrieved.evidence, key=lambda item: -item.similarity)
        return ranked[:CELL_SENTENCES]

    def _text(self, survey: Survey, language: str) -> WholeText:
        documents = ",".join(info.id for info in survey.documents)
        key = (documents, language)
        if key not in self._texts:
            found = [self._library.document(info.id) for info in survey.documents]
            self._texts = {key: whole_text(survey, found, language)}
        return self._texts[key]

    def _similarities(self, query: str, texts: Sequence[str]) -> np.ndarray:
        vectors = self._library.embed([query, *texts])
        return vectors[1:] @ vectors[0]

    def _key(self, kind: str, survey: Survey, option: str) -> str:
        """Changes with the documents' bytes, the survey's name, the model, the prompts."""
        parts = [
            VERSION,
            kind,
            survey.id,
            survey.title,
            sorted(info.id for info in survey.documents),
            self._library.model_name,
            prompts.digests(),
            option,
        ]
        return hashlib.sha256(json.dumps(parts, ensure_ascii=False).encode()).hexdigest()

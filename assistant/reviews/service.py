"""Reviews, taxonomies and related surveys: gathers what they need and keeps what they give."""

from __future__ import annotations

import hashlib
import time
from collections.abc import Callable, Iterator, Sequence
from dataclasses import replace
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from langchain_core.language_models import BaseChatModel


from assistant.documents.survey import Survey
from assistant.evidence.claims import Claim
from assistant.evidence.corpus import Corpus, documents_key
from assistant.evidence.evidence import Evidence
from assistant.evidence.whole_text import WholeText
from assistant.models.capabilities import capabilities
from assistant.models.evidence_model import EvidenceModel
from assistant.reviews.candidates import sentences_by_field
from assistant.reviews.fields import fields
from assistant.reviews.kept import KeptResults, Surveys
from assistant.reviews.one_line import abstract_of
from assistant.reviews.related import Related, about, related_surveys
from assistant.reviews.review import Review, write_review
from assistant.reviews.taxonomy import Category, taxonomy
from assistant.reviews.thorough import Note, PartNotes, read_sections, select_notes
from assistant.reviews.written_line import write_line
from assistant.text.scripts import Language

SUMMARY_FIELDS = ("one_line", "findings")
MOST_SUMMARY_CLAIMS = 4
# Surveys that a survey is held against, where the library has more.
MOST_COMPARED = 40


class ReviewService:
    """Writes reviews and keeps each under what it came from.

    ``model`` gives the model that writes; it is asked for thorough reviews only. ``evidence_model``
    the one that reads what may serve a field, and what a capable model wrote.
    """

    def __init__(
        self,
        corpus: Corpus,
        kept: KeptResults,
        surveys: Surveys,
        model: Callable[[], BaseChatModel],
        evidence_model: Callable[[], EvidenceModel | None] = lambda: None,
    ) -> None:
        self._evidence_model = evidence_model
        self._corpus = corpus
        self._kept = kept
        self._surveys = surveys
        self._model = model
        self._fields: dict[str, dict[str, list[Evidence]]] = {}
        self._taxonomies: dict[str, tuple[Category, ...]] = {}

    def review(
        self, survey: Survey, language: Language, *, thorough: bool = False
    ) -> Iterator[Review]:
        """The review as it grows; at once where it is kept."""
        key = self._kept.key("review", survey, f"{language} thorough" if thorough else language)
        if (kept := self._kept.get(Review, key)) is not None:
            yield kept
            return
        text = self._corpus.text(survey, language)
        review = Review(
            survey=survey,
            language=language,
            sections_read=text.sections_read,
            sections=text.sections,
            pages=text.pages,
            thorough=thorough,
        )
        noted: dict[str, list[Claim]] = {}
        if thorough:
            notes: tuple[Note, ...] = ()
            for partial, so_far in self._read_with_model(review, text):
                yield partial
                review, notes = partial, so_far
            titles = {field.name: field.headings["en"] for field in fields()}
            noted = select_notes(notes, titles, self._model())
            noted |= self._line_written(survey, text, language)
        for partial in write_review(
            review, text, self._corpus.similarities, noted, self._evidence_model()
        ):
            yield partial
            review = partial
        # What the model failed at is asked again the next time.
        if not review.parts_failed:
            self._kept.keep(key, "review", review)

    def summary(
        self, survey: Survey, language: Language, only_line: bool = False
    ) -> tuple[Claim, ...]:
        """A survey in a few claims: its one line, and, but for ``only_line``, its main findings."""
        *_, review = self.review(survey, language)
        names = SUMMARY_FIELDS[:1] if only_line else SUMMARY_FIELDS
        fields = (review.field(name) for name in names)
        items = [item for field in fields if field is not None for item in field.items]
        return tuple({claim.text: claim for claim in items}.values())[:MOST_SUMMARY_CLAIMS]

    def _read_with_model(
        self, review: Review, text: WholeText
    ) -> Iterator[tuple[Review, tuple[Note, ...]]]:
        """The review while the model reads; what it noted of a part is kept at once."""
        started = time.monotonic()

        def key(part: Sequence[Evidence]) -> str:
            content = hashlib.sha256("\n".join(item.text for item in part).encode()).hexdigest()
            place = f"{part[0].document_id} {part[0].sentence} {content}"
            return self._kept.key("notes", review.survey, place)

        def kept(part: Sequence[Evidence]) -> PartNotes | None:
            return self._kept.get(PartNotes, key(part))

        def keep(part: Sequence[Evidence], notes: PartNotes) -> None:
            self._kept.keep(key(part), "notes", notes)

        judge = self._evidence_model()
        for reading in read_sections(text.sentences, self._model(), kept, keep, judge):
            yield (
                replace(
                    review,
                    parts=reading.parts,
                    parts_read=reading.done - reading.failed,
                    parts_failed=reading.failed,
                    seconds=time.monotonic() - started,
                ),
                reading.notes,
            )

    def _line_written(
        self, survey: Survey, text: WholeText, language: Language
    ) -> dict[str, list[Claim]]:
        """A capable model's one line of the abstract; empty where none holds."""
        if not capabilities(self._model()).is_large_enough:
            return {}
        abstract = abstract_of(text.sentences, language)
        line = write_line(survey.title, abstract, self._model(), self._evidence_model())
        return {"one_line": [line]} if line else {}

    def field_sentences(self, survey: Survey) -> dict[str, list[Evidence]]:
        """The sentences under each field of a review; found once while the survey stays."""
        key = documents_key(survey)
        if key not in self._fields:
            sentences = self._corpus.text(survey).sentences
            self._fields[key] = sentences_by_field(sentences, self._evidence_model())
        return self._fields[key]

    def taxonomy(self, survey: Survey | str) -> tuple[Category, ...]:
        """The survey's tree of categories, from its headings and its text."""
        survey = self._surveys.find(survey)
        key = f"{survey.id} {survey.title} {documents_key(survey)}"
        if key not in self._taxonomies:
            text = self._corpus.text(survey)
            self._taxonomies[key] = taxonomy(survey, text.documents, text.sentences)
        return self._taxonomies[key]

    def related(self, survey: Survey | str) -> list[Related]:
        """The other surveys of the library, nearest first, with the reasons.

        Of many, only those are read whose passages come nearest to the survey's abstract.
        """
        survey = self._surveys.find(survey)
        others = [other for other in self._surveys.all() if other.id != survey.id]
        if len(others) > MOST_COMPARED:
            others = self._nearest(survey, others)
        texts = {other.id: self._corpus.text(other) for other in (survey, *others)}
        return related_surveys(survey, others, texts, self._corpus.similarities, self.taxonomy)

    def _nearest(self, survey: Survey, others: Sequence[Survey]) -> list[Survey]:
        by_document = {info.id: other for other in others for info in other.documents}
        near = self._surveys.near(about(survey, self._corpus.text(survey)))
        found = {by_document[key].id: by_document[key] for key in near if key in by_document}
        return list(found.values())[:MOST_COMPARED]

"""Reviews and comparisons of a library's surveys: gathers what they need, keeps what they give."""

from __future__ import annotations

import hashlib
import json
import time
from collections.abc import Iterator, Sequence
from dataclasses import replace
from typing import TYPE_CHECKING

import numpy as np

import prompts
from assistant.comparisons.aspects import Aspect, checked_aspects, proposed_aspects
from assistant.comparisons.cells import EVIDENCE_TOKENS, Cell, Sources, make_cell
from assistant.comparisons.comparison import Comparison, write_comparison
from assistant.comparisons.synthesis import Synthesis, synthesise
from assistant.documents.survey import Survey, short_name
from assistant.errors import AssistantError, LibraryError, UnknownName
from assistant.evidence.claims import Claim
from assistant.evidence.evidence import Evidence
from assistant.evidence.whole_text import WholeText, whole_text
from assistant.models.chat import able
from assistant.reviews.fields import fields, reviewed
from assistant.reviews.related import Related, related_surveys
from assistant.reviews.review import Language, Review, write_review
from assistant.reviews.taxonomy import Category, taxonomy
from assistant.reviews.thorough import Note, Notes, chosen, read_sections
from assistant.storage.serialization import dump, load

if TYPE_CHECKING:
    from assistant.library import Library

VERSION = 8
MOST_TEXTS = 48
MOST_VECTORS = 50_000
LONGEST_VALUE = 2000
GONE = "null"
REMOVED = "The survey was removed while the table was made."


class Studies:
    """Writes reviews and comparisons, and keeps each review and cell under what it came from."""

    def __init__(self, library: Library) -> None:
        self._library = library
        self._texts: dict[tuple[str, str], WholeText] = {}
        self._vectors: dict[str, np.ndarray] = {}
        self._shared: dict[str, dict[str, list[Evidence]]] = {}

    def review(
        self, survey: Survey, language: Language, *, thorough: bool = False
    ) -> Iterator[Review]:
        """The review as it grows; at once where it is kept."""
        key = self._key("review", survey, f"{language} thorough" if thorough else language)
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
            thorough=thorough,
        )
        noted: dict[str, list[Claim]] = {}
        if thorough:
            notes: tuple[Note, ...] = ()
            for partial, so_far in self._noting(empty, text):
                yield partial
                empty, notes = partial, so_far
            titles = {field.name: field.headings["en"] for field in fields()}
            noted = chosen(notes, titles, self._library.chat_model)
        review = empty
        for review in write_review(empty, text, self._similarities, noted):
            yield review
        # What the model failed at is asked again the next time.
        if not review.parts_failed:
            self._library.keep(key, "review", dump(review))

    def _noting(self, review: Review, text: WholeText) -> Iterator[tuple[Review, tuple[Note, ...]]]:
        """The review while the model reads; what it noted of a part is kept at once."""
        started = time.monotonic()

        def key(part: Sequence[Evidence]) -> str:
            told = hashlib.sha256("\n".join(item.text for item in part).encode()).hexdigest()
            place = f"{part[0].document_id} {part[0].sentence} {told}"
            return self._key("notes", review.survey, place)

        def kept(part: Sequence[Evidence]) -> Notes | None:
            found = self._library.kept(key(part))
            return load(Notes, found) if found is not None else None

        def keep(part: Sequence[Evidence], notes: Notes) -> None:
            self._library.keep(key(part), "notes", dump(notes))

        for reading in read_sections(text.sentences, self._library.chat_model, kept, keep):
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

    def compare(
        self, surveys: Sequence[Survey], aspects: Sequence[str | Aspect] | None
    ) -> Iterator[Comparison]:
        """The comparison as its cells come; kept cells come at once. No aspects: proposed ones."""
        if not surveys:
            raise UnknownName("A comparison needs at least one survey. Name some.")
        wanted = checked_aspects(aspects) if aspects is not None else self.proposed(surveys)
        comparison = Comparison(
            tuple(surveys),
            tuple(aspect.name for aspect in wanted),
            model=self._library.model_name,
            kinds=tuple(aspect.kind for aspect in wanted),
        )
        yield from write_comparison(comparison, wanted, self.cell, self._conclude)

    def propose_aspects(self, surveys: Sequence[Survey | str]) -> tuple[Aspect, ...]:
        """Aspects that these surveys share or that tell them apart, each with its reason."""
        return self.proposed([self._library.survey(name) for name in surveys])

    def edit_cell(self, survey: Survey | str, aspect: str | Aspect, text: str) -> Cell:
        """A cell with a person's own value, kept and marked as edited; empty: "not stated".

        The quotes of the cell that it replaces stay with it.
        """
        (wanted,) = checked_aspects([aspect])
        return self._edit(self._library.survey(survey), wanted, text)

    def recompute_cell(self, survey: Survey | str, aspect: str | Aspect) -> Cell:
        """A cell made anew; what was kept or edited there is given up."""
        (wanted,) = checked_aspects([aspect])
        return self.recompute(self._library.survey(survey), wanted)

    def taxonomy(self, survey: Survey | str) -> tuple[Category, ...]:
        """The survey's tree of categories, from its headings and its text."""
        return self.tree(self._library.survey(survey))

    def related(self, survey: Survey | str) -> list[Related]:
        """The other surveys of the library, nearest first, with the reasons."""
        return self._related(self._library.survey(survey))

    def proposed(self, surveys: Sequence[Survey]) -> tuple[Aspect, ...]:
        """Aspects that these surveys share or that tell them apart."""
        if len(surveys) < 2:
            return checked_aspects(None)
        return proposed_aspects({short_name(s): self.tree(s) for s in surveys})

    def cell(self, survey: Survey, aspect: Aspect) -> Cell:
        """The cell as it was edited or kept, else a new one; a removed survey's is empty."""
        for key in (self._edit_key(survey, aspect), self._cell_key(survey, aspect)):
            if (kept := self._library.kept(key)) not in (None, GONE):
                return load(Cell, kept or "")
        return self.recompute(survey, aspect)

    def recompute(self, survey: Survey, aspect: Aspect) -> Cell:
        """The cell made anew; what a person wrote there is given up."""
        try:
            cell = make_cell(aspect, self._sources(survey))
        except LibraryError:
            if survey.id in {known.id for known in self._library.surveys()}:
                raise
            return Cell(survey.id, aspect.name, (), aspect.kind, note=REMOVED)
        if self._library.kept(self._edit_key(survey, aspect)) not in (None, GONE):
            self._library.keep(self._edit_key(survey, aspect), "edit", GONE)
        self._library.keep(self._cell_key(survey, aspect), "cell", dump(cell))
        return cell

    def _edit(self, survey: Survey, aspect: Aspect, text: str) -> Cell:
        cleaned = " ".join(text.split())
        if len(cleaned) > LONGEST_VALUE:
            raise AssistantError(
                f"A cell takes at most {LONGEST_VALUE} characters; this has {len(cleaned)}. "
                "Write less."
            )
        before = self.cell(survey, aspect)
        cited = tuple(citation for claim in before.claims for citation in claim.citations)
        claims = (Claim(cleaned, "supported", cited),) if cleaned else ()
        cell = Cell(survey.id, aspect.name, claims, aspect.kind, edited=True)
        self._library.keep(self._edit_key(survey, aspect), "edit", dump(cell))
        return cell

    def tree(self, survey: Survey) -> tuple[Category, ...]:
        """The survey's tree of categories."""
        text = self._text(survey, "en")
        return taxonomy(survey, text.documents, text.sentences)

    def _related(self, survey: Survey) -> list[Related]:
        others = [other for other in self._library.surveys() if other.id != survey.id]
        texts = {other.id: self._text(other, "en") for other in (survey, *others)}
        return related_surveys(survey, others, texts, self._similarities)

    def _conclude(self, comparison: Comparison) -> Synthesis:
        there = {survey.id for survey in self._library.surveys()}
        surveys = [survey for survey in comparison.surveys if survey.id in there]
        trees = {survey.id: self.tree(survey) for survey in surveys}
        return synthesise(surveys, comparison.cells, trees)

    def _sources(self, survey: Survey) -> Sources:
        model = self._library.chat_model
        return Sources(
            survey,
            self._text(survey, "en"),
            self._similarities,
            lambda aspect: self._library.retrieve(aspect, [survey], EVIDENCE_TOKENS),
            lambda: self._shares(survey),
            model if able(model) else None,
        )

    def _shares(self, survey: Survey) -> dict[str, list[Evidence]]:
        """A survey's sentences under the fields of a review; found once while it stays as it is."""
        key = ",".join(info.id for info in survey.documents)
        if key not in self._shared:
            sentences = self._text(survey, "en").sentences
            self._shared[key] = reviewed(sentences, self._similarities)
        return self._shared[key]

    def _cell_key(self, survey: Survey, aspect: Aspect) -> str:
        return self._key("cell", survey, f"{aspect.kind}: {aspect.name}")

    def _edit_key(self, survey: Survey, aspect: Aspect) -> str:
        """What a person wrote stays whatever the model and the prompts are."""
        parts = ["edit", survey.id, aspect.name]
        return hashlib.sha256(json.dumps(parts, ensure_ascii=False).encode()).hexdigest()

    def _text(self, survey: Survey, language: str) -> WholeText:
        documents = ",".join(info.id for info in survey.documents)
        key = (documents, language)
        if key not in self._texts:
            found = [self._library.document(info.id) for info in survey.documents]
            if len(self._texts) >= MOST_TEXTS:
                del self._texts[next(iter(self._texts))]
            self._texts[key] = whole_text(survey, found, language)
        return self._texts[key]

    def _similarities(self, query: str, texts: Sequence[str]) -> np.ndarray:
        """Cosines of texts to a query; vectors are kept while the library is open."""
        new = [text for text in dict.fromkeys((query, *texts)) if text not in self._vectors]
        if len(self._vectors) + len(new) > MOST_VECTORS:
            self._vectors.clear()
            new = list(dict.fromkeys((query, *texts)))
        if new:
            self._vectors.update(zip(new, self._library.embed(new), strict=True))
        if not texts:
            return np.zeros(0, dtype=np.float32)
        return np.stack([self._vectors[text] for text in texts]) @ self._vectors[query]

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

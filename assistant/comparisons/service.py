"""Comparisons of surveys: gathers what their cells need, and keeps each cell."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from langchain_core.language_models import BaseChatModel


from assistant.answers.retrieval import Retrieved
from assistant.comparisons.aspects import Aspect, parse_aspects, propose_aspects
from assistant.comparisons.cells import EVIDENCE_TOKENS, Cell, CellSources, make_cell
from assistant.comparisons.comparison import Comparison, write_comparison
from assistant.comparisons.synthesis import Synthesis, synthesise
from assistant.documents.survey import Survey, short_name
from assistant.errors import AssistantError, LibraryError, UnknownName
from assistant.evidence.claims import Claim
from assistant.evidence.corpus import Corpus
from assistant.evidence.evidence import Evidence
from assistant.evidence.protocol import Item, items
from assistant.messages import Message
from assistant.models.capabilities import capabilities
from assistant.models.evidence_model import EvidenceModel
from assistant.reviews.kept import KeptResults, Surveys, digest
from assistant.reviews.protocol import is_systematic, teller
from assistant.reviews.service import ReviewService

LONGEST_VALUE = 2000
REMOVED = Message("The survey was removed while the table was made.")
Retrieve = Callable[[str, Survey, int], Retrieved]


class ComparisonService:
    """Writes comparisons, and keeps each cell under what it came from.

    ``retrieve`` gives evidence for a text in a survey within a budget of tokens; ``model`` the
    model that writes, ``evidence_model`` the one that reads.
    """

    def __init__(
        self,
        corpus: Corpus,
        kept: KeptResults,
        reviews: ReviewService,
        retrieve: Retrieve,
        surveys: Surveys,
        model: Callable[[], BaseChatModel],
        evidence_model: Callable[[], EvidenceModel | None] = lambda: None,
    ) -> None:
        self._evidence_model = evidence_model
        self._corpus = corpus
        self._kept = kept
        self._reviews = reviews
        self._retrieve = retrieve
        self._surveys = surveys
        self._model = model

    def compare(
        self, surveys: Sequence[Survey], aspects: Sequence[str | Aspect] | None
    ) -> Iterator[Comparison]:
        """The comparison as its cells come; kept cells come at once. No aspects: proposed ones."""
        if not surveys:
            raise UnknownName("A comparison needs at least one survey. Name some.")
        wanted = self.propose_aspects(surveys) if aspects is None else parse_aspects(aspects)
        comparison = Comparison(
            tuple(surveys),
            tuple(aspect.name for aspect in wanted),
            model=capabilities(self._model()).name,
            kinds=tuple(aspect.kind for aspect in wanted),
        )
        yield from write_comparison(comparison, wanted, self.cell, self._conclude)

    def propose_aspects(self, surveys: Sequence[Survey | str]) -> tuple[Aspect, ...]:
        """Aspects that these surveys share or that tell them apart, each with its reason."""
        if len(surveys) < 2:
            return parse_aspects(None)
        chosen = [self._surveys.find(survey) for survey in surveys]
        trees = {short_name(s): self._reviews.taxonomy(s) for s in chosen}
        return propose_aspects(trees, self._items_told(chosen))

    def _items_told(self, surveys: Sequence[Survey]) -> list[Item]:
        """The main items of a protocol that more than one of these surveys tells."""
        texts = [self._corpus.text(survey).sentences for survey in surveys]
        near = self._corpus.similarities
        reviews = [text for text in texts if is_systematic(text, near)]

        def tells(item: Item, sentences: Sequence[Evidence]) -> bool:
            return teller(item, sentences, near, systematic=True) is not None

        return [i for i in items() if i.proposed and sum(tells(i, text) for text in reviews) > 1]

    def cell(self, survey: Survey, aspect: Aspect) -> Cell:
        """The cell as it was edited or kept, else a new one; a removed survey's is empty."""
        for key in (_edit_key(survey, aspect), self._cell_key(survey, aspect)):
            if (kept := self._kept.get(Cell, key)) is not None:
                return kept
        return self._make(survey, aspect)

    def recompute_cell(self, survey: Survey | str, aspect: str | Aspect) -> Cell:
        """A cell made anew; what was kept or edited there is given up."""
        (wanted,) = parse_aspects([aspect])
        return self._make(self._surveys.find(survey), wanted)

    def _make(self, survey: Survey, aspect: Aspect) -> Cell:
        try:
            cell = make_cell(aspect, self._cell_sources(survey))
        except LibraryError:
            if survey.id in {known.id for known in self._surveys.all()}:
                raise
            return Cell(survey.id, aspect.name, (), aspect.kind, note=REMOVED)
        self._kept.forget(_edit_key(survey, aspect), "edit")
        self._kept.keep(self._cell_key(survey, aspect), "cell", cell)
        return cell

    def edit_cell(self, survey: Survey | str, aspect: str | Aspect, text: str) -> Cell:
        """A cell with a person's own value, kept and marked as edited; empty: "not stated".

        The quotes of the cell that it replaces stay with it.
        """
        (wanted,) = parse_aspects([aspect])
        survey = self._surveys.find(survey)
        cleaned = " ".join(text.split())
        if len(cleaned) > LONGEST_VALUE:
            raise AssistantError(
                "A cell takes at most {most} characters; this has {count}. Write less.",
                most=LONGEST_VALUE,
                count=len(cleaned),
            )
        before = self.cell(survey, wanted)
        cited = tuple(citation for claim in before.claims for citation in claim.citations)
        claims = (Claim(cleaned, "supported", cited),) if cleaned else ()
        cell = Cell(survey.id, wanted.name, claims, wanted.kind, edited=True)
        self._kept.keep(_edit_key(survey, wanted), "edit", cell)
        return cell

    def _conclude(self, comparison: Comparison) -> Synthesis:
        there = {survey.id for survey in self._surveys.all()}
        surveys = [survey for survey in comparison.surveys if survey.id in there]
        trees = {survey.id: self._reviews.taxonomy(survey) for survey in surveys}
        texts = {survey.id: self._corpus.text(survey).sentences for survey in surveys}
        return synthesise(surveys, comparison.cells, trees, texts)

    def _cell_sources(self, survey: Survey) -> CellSources:
        model = self._model()
        return CellSources(
            survey,
            self._corpus.text(survey),
            self._corpus.similarities,
            lambda aspect: self._retrieve(aspect, survey, EVIDENCE_TOKENS),
            lambda: self._reviews.field_sentences(survey),
            lambda: self._reviews.taxonomy(survey),
            model if capabilities(model).is_large_enough else None,
            self._evidence_model(),
        )

    def _cell_key(self, survey: Survey, aspect: Aspect) -> str:
        return self._kept.key("cell", survey, f"{aspect.kind}: {aspect.name}")


def _edit_key(survey: Survey, aspect: Aspect) -> str:
    """What a person wrote stays whatever the model and the prompts are."""
    return digest(["edit", survey.id, aspect.name])

"""The cells of a comparison: a short value of the aspect's kind, from a survey's own sentences."""

from __future__ import annotations

import itertools
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from assistant.answers.abstention import reason_to_abstain
from assistant.answers.retrieval import Retrieved
from assistant.comparisons import values
from assistant.comparisons.aspects import Aspect, Kind
from assistant.comparisons.names import asks_for_name, is_review, own_name
from assistant.comparisons.vocabulary import value_kind_of, values_in_text
from assistant.comparisons.written_cell import write_cell
from assistant.documents.survey import Survey
from assistant.documents.table import stated
from assistant.evidence.claims import Citation, Claim, cite
from assistant.evidence.evidence import Evidence
from assistant.evidence.protocol import Item, item_for
from assistant.evidence.whole_text import WholeText
from assistant.messages import Text
from assistant.models.evidence_model import EvidenceModel
from assistant.reviews.candidates import LEAST_SCORE, candidates
from assistant.reviews.fields import REVIEWED, field_for
from assistant.reviews.one_line import abstract_of, one_line, shorten
from assistant.reviews.protocol import is_systematic, number_told, teller
from assistant.reviews.taxonomy import Category, key_of, top_level
from assistant.reviews.weakness import weakness
from assistant.text.words import content_words

if TYPE_CHECKING:
    from langchain_core.language_models import BaseChatModel

SENTENCES = 3
EVIDENCE_TOKENS = 220
MOST_CITED = 4
MOST_CLAIMS = 2
SEVERAL = frozenset(("findings", "future", "limitations", "questions"))
ABOUT = frozenset(("scope", "coverage", "subject", "topic", "summary"))
WEAK = 1.5
LEANING = 0.3
# Cosines that 2 % and 0.3 % of pairs of a field's query and a sentence reach
# (``python -m evals.calibration.cosines``; with all-MiniLM-L6-v2 they are 0.5 and 0.65).
ALIKE, VERY_ALIKE = 0.43, 0.48
HELD, BETWEEN = 0.6, 1
ITS_OWN_YEAR = frozenset(content_words("year date publication published when released release"))
UNUSABLE = "The model wrote nothing that the survey supports; this is the survey's own sentence."


@dataclass(frozen=True)
class Cell:
    """What one survey states about one aspect; no claims means that nothing was found.

    ``edited`` marks a value that a person wrote; ``note`` says what went wrong, in one line;
    ``searched`` is how many sentences were looked through, 0 where that is not known.
    """

    survey_id: str
    aspect: str
    claims: tuple[Claim, ...] = ()
    kind: Kind = "text"
    edited: bool = False
    note: Text = ""
    searched: int = 0

    @property
    def stated(self) -> bool:
        """Whether the survey states anything here."""
        return bool(self.claims)

    @property
    def text(self) -> str:
        """Its value as one text; empty where nothing is stated."""
        return " ".join(claim.text for claim in self.claims)


@dataclass(frozen=True)
class CellSources:
    """What cells of one survey are made from: its whole text, a search in it, and a model.

    ``fields`` gives the sentences under the fields of a review, ``taxonomy`` the tree of
    categories; ``model`` is None where the one that there is cannot write cells, which are then the
    survey's own words; ``evidence_model`` reads the sentences that may serve a field.
    """

    survey: Survey
    text: WholeText
    similarities: Callable[[str, Sequence[str]], np.ndarray]
    retrieve: Callable[[str], Retrieved]
    fields: Callable[[], dict[str, list[Evidence]]]
    taxonomy: Callable[[], tuple[Category, ...]]
    model: BaseChatModel | None
    evidence_model: EvidenceModel | None = None


def make_cell(aspect: Aspect, sources: CellSources) -> Cell:
    """The cell of an aspect: its value with what it was taken from, or that none was found."""
    claim, note = _claim(aspect, sources)
    claims: tuple[Claim, ...] = (claim,) if claim is not None else ()
    if claim is not None and aspect.kind == "text" and field_name(aspect) in SEVERAL:
        # What a survey found, or leaves open, is seldom one sentence.
        told = {citation.sentence for citation in claim.citations}
        others = (e for e in _evidence(aspect, sources) if e.sentence not in told)
        claims += tuple(shorten(item) for item in itertools.islice(others, MOST_CLAIMS - 1))
    looked = len(sources.text.sentences) + len(sources.text.captions)
    return Cell(sources.survey.id, aspect.name, claims, aspect.kind, note=note, searched=looked)


def _claim(aspect: Aspect, sources: CellSources) -> tuple[Claim | None, str]:
    if (asked := item_for(aspect.name)) is not None:
        return _protocol(asked, aspect, sources), ""
    if aspect.kind == "list" and field_name(aspect) == "taxonomy":
        return _categories(sources), ""
    if asks_for_name(aspect.name):
        name, item = own_name(sources.survey.title, sources.text.sentences, aspect.name)
        if name and item is not None:
            return Claim(name, "supported", (cite(item, True),)), ""
    circle = value_kind_of(aspect.name) if aspect.kind in ("text", "list") else None
    if circle is not None and not is_review(sources.survey.title):
        told, holding = values_in_text(circle, _all_told(sources))
        if told:
            cited = tuple(cite(item, True) for item in holding)
            return Claim(values.join_names(told), "supported", cited), ""
    if aspect.kind == "year" and sources.survey.year is not None:
        return _year(sources), ""
    if aspect.kind == "year" and not aspect.wording.bag - ITS_OWN_YEAR:
        # A year in its text is more often another work's.
        return None, ""
    if aspect.kind == "text" and field_for(aspect.name) is None:
        part = _part(aspect, sources)
        if part is not None:
            return part, ""
    if aspect.kind == "text" and aspect.name.lower() in ABOUT:
        abstract = abstract_of(sources.text.sentences, "en")
        if (line := one_line(sources.survey.title, abstract)) is not None:
            return line, ""
    if aspect.kind == "text":
        evidence = _evidence(aspect, sources)
        value_told = _from_table(evidence)
        return (value_told, "") if value_told else _text(aspect, evidence, sources)
    if aspect.kind in ("number", "yes/no"):
        find = values.number_of if aspect.kind == "number" else values.yes_or_no
        value, found = find(_all_told(sources), aspect.name)
        if found is not None:
            return Claim(value, "supported", (cite(found, True),)), ""
    evidence = _evidence(aspect, sources)
    if (value_told := _from_table(evidence)) is not None:
        return value_told, ""
    if aspect.kind == "list":
        names, holding = values.names_in(evidence, aspect.name)
        if len(names) > 1:
            cited = tuple(cite(item, True) for item in holding[:MOST_CITED])
            return Claim(values.join_names(names), "supported", cited), ""
        return _text(aspect, evidence, sources)
    take: dict[Kind, Callable[[], tuple[str, Evidence | None]]] = {
        "number": lambda: values.number_near(evidence, aspect.name),
        "yes/no": lambda: values.yes_or_no(evidence, aspect.name),
        "year": lambda: values.year_in(evidence),
    }
    value, found = take[aspect.kind]()
    return (Claim(value, "supported", (cite(found, True),)) if found is not None else None), ""


def _from_table(evidence: Sequence[Evidence]) -> Claim | None:
    """The value of a table's cell where that is the best evidence."""
    if not evidence or evidence[0].kind != "table":
        return None
    parts = stated(evidence[0].text)
    return Claim(parts.value, "supported", (cite(evidence[0], True),)) if parts else None


def _protocol(item: Item, aspect: Aspect, sources: CellSources) -> Claim | None:
    """What a survey tells of how it was made: a number of works, or the sentence that tells it."""
    sentences = sources.text.sentences
    systematic = is_systematic(sentences, sources.similarities)
    found = teller(item, sentences, sources.similarities, systematic=systematic)
    if found is None:
        return None
    number = number_told(item, found, sentences) if item.kind == "number" else ""
    if number and aspect.kind in ("number", "text"):
        return Claim(number, "supported", (cite(found, True),))
    return shorten(found)


def _all_told(sources: CellSources) -> tuple[Evidence, ...]:
    return (*sources.text.sentences, *sources.text.captions)


def field_name(aspect: Aspect) -> str:
    """The name of the field that serves an aspect; empty where only a search can."""
    field = field_for(aspect.name)
    return field.name if field is not None else ""


def _part(aspect: Aspect, sources: CellSources) -> Claim | None:
    """What a survey's part of the aspect's name says or holds; None where it has no such part."""
    tree = sources.taxonomy()
    key = key_of(aspect.name)
    place = next((i for i, category in enumerate(tree) if key_of(category.name) == key), None)
    if place is None or not key:
        return None
    home = tree[place]
    where = home.citation.section
    inside = [
        item
        for item in sources.text.sentences
        if item.document_id == home.citation.document_id
        and (item.section == where or item.section.startswith(where + " › "))
        and not weakness(item)
    ]
    about = [item for item in inside if key & item.wording.bag]
    own = [item for item in about if item.section == where]
    if own:
        # The sentence with most of its name, and of these the first.
        return shorten(max(own, key=lambda item: len(key & item.wording.bag)))
    below = []
    for category in tree[place + 1 :]:
        if category.depth <= home.depth:
            break
        if category.depth == home.depth + 1:
            below.append(category)
    if len(below) > 1:
        cited = tuple(dict.fromkeys(category.citation for category in (home, *below)))
        return Claim(values.join_names([category.name for category in below]), "supported", cited)
    return shorten(about[0]) if about else None


def _categories(sources: CellSources) -> Claim | None:
    """The top of the survey's tree of categories."""
    tree = sources.taxonomy()
    top = top_level(tree)
    if not top:
        return None
    cited = tuple(dict.fromkeys(category.citation for category in top))
    return Claim(values.join_names([category.name for category in top]), "supported", cited)


def _year(sources: CellSources) -> Claim:
    """The survey's year, with the line of its front that gives it where there is one."""
    year = str(sources.survey.year)
    for document in sources.text.documents:
        for section, sentence in document.sentences():
            if section.kind in ("front", "abstract") and year in sentence.text:
                citation = Citation(
                    sources.survey, document.id, document.name, section.label(document.title),
                    sentence.page, sentence.text, -1, True,
                )  # fmt: skip
                return Claim(year, "supported", (citation,))
    return Claim(year, "supported")


def _text(
    aspect: Aspect, evidence: Sequence[Evidence], sources: CellSources
) -> tuple[Claim | None, str]:
    if not evidence:
        return None, ""
    if sources.model is None:
        return shorten(evidence[0]), ""
    written = write_cell(aspect.name, evidence, sources.model, sources.evidence_model)
    if written is not None:
        return written, ""
    return shorten(evidence[0]), UNUSABLE


def _evidence(aspect: Aspect, sources: CellSources) -> list[Evidence]:
    """The few sentences that say most about an aspect, best first; none where nothing fits."""
    field = field_for(aspect.name)
    if field is not None and field.name in REVIEWED:
        shared = sources.fields()[field.name]
        return sorted(shared, key=lambda item: -item.score)[:SENTENCES]
    if field is not None:
        found = candidates(field, sources.text.sentences, sources.evidence_model)
        return [item for item in found if item.score >= LEAST_SCORE][:SENTENCES]
    retrieved = sources.retrieve(aspect.name)
    if reason_to_abstain(retrieved):
        return []
    # What the whole text leaves out is a reading list or about the page.
    known = {(item.document_id, item.sentence) for item in sources.text.sentences}
    cells = [item for item in retrieved.evidence if item.kind == "table"]
    found = [
        item
        for item in retrieved.evidence
        if (item.document_id, item.sentence) in known
        and (aspect.kind != "text" or weakness(item) < WEAK)
        and _is_about(item, aspect)
    ]
    found.sort(key=lambda e: LEANING * weakness(e) - e.similarity)
    return [*sorted(cells, key=lambda e: -e.score), *found][:SENTENCES]


def _is_about(item: Evidence, aspect: Aspect) -> bool:
    """Whether a sentence has an aspect's words, or says much the same in others.

    In a text cell its words must stand together: "following instructions with human feedback" is
    not about human instructions.
    """
    wanted = aspect.wanted
    words = item.wording.words
    there = [want for want in wanted if want in words]
    if len(there) < HELD * max(1, len(wanted)):
        if aspect.kind == "text" and len(wanted) > 1:
            return item.similarity >= VERY_ALIKE
        return item.similarity >= ALIKE
    if aspect.kind != "text" or item.similarity >= VERY_ALIKE:
        return True
    starts = [place for place, word in enumerate(words) if word == there[0]]
    span = len(there) + BETWEEN
    return any(_follow(there, words[start : start + span]) for start in starts)


def _follow(wanted: Sequence[str], words: Sequence[str]) -> bool:
    """Whether the wanted words stand among some words in their order."""
    left = iter(words)
    return all(word in left for word in wanted)

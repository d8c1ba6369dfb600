"""Cells by their kinds, from a survey's own sentences, with a model and without one."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import fields, replace
from pathlib import Path

import numpy as np
import pytest
from langchain_core.language_models import BaseChatModel, FakeListChatModel

from assistant.answers.features import Features
from assistant.answers.retrieval import Retrieved
from assistant.comparisons.aspects import aspect_of
from assistant.comparisons.cells import UNUSABLE, Cell, CellSources, make_cell
from assistant.evidence.claims import cite
from assistant.evidence.evidence import Evidence
from assistant.evidence.whole_text import whole_text
from assistant.library import Library
from assistant.reviews.candidates import sentences_by_field
from assistant.reviews.taxonomy import taxonomy
from tests.texts import RIVERS, document, no_cosines

CODE = "The code is not released."
BENCHMARKS = "It uses GSM8K, MMLU and BIG-bench for tests."
DOCUMENT = replace(
    document(
        (1, "Abstract", ["In this survey, we review how 12 towns measure rivers."]),
        (1, "2 Gauges", ["Gauges of steel are read every morning in all towns."]),
        (1, "3 Floods", []),
        (2, "3.1 Spring Floods", ["Spring floods are frequent in the north of the country."]),
        (2, "3.2 Summer Floods", ["Summer floods are rare in the north of the country."]),
        (
            1,
            "4 Data",
            [CODE, BENCHMARKS],
        ),
        (1, "5 Future Work", ["Future research should measure the small streams of the north."]),
    ),
    title="A Survey of Rivers",
)
KINDS = {"Abstract": "abstract", "5 Future Work": "future"}
TEXT = whole_text(
    RIVERS,
    [
        replace(
            DOCUMENT,
            sections=tuple(
                replace(s, kind=KINDS.get(s.title, "body"))  # type: ignore[arg-type]
                for s in DOCUMENT.sections
            ),
        )
    ],
)


SURE = Features(**{field.name: 1.0 for field in fields(Features) if field.name != "missing"})


def found(*texts: str) -> list[Evidence]:
    return [replace(e, similarity=0.8, score=3.0) for e in TEXT.sentences if e.text in texts]


def sources(evidence: Sequence[Evidence] = (), model: BaseChatModel | None = None) -> CellSources:
    return CellSources(
        RIVERS,
        TEXT,
        no_cosines,
        lambda aspect: Retrieved(tuple(evidence), SURE),
        lambda: sentences_by_field(TEXT.sentences),
        lambda: taxonomy(RIVERS, TEXT.documents, TEXT.sentences),
        model,
    )


def made(aspect: str, *texts: str, model: BaseChatModel | None = None) -> Cell:
    return make_cell(aspect_of(aspect), sources(found(*texts), model))


@pytest.mark.parametrize(
    ("aspect", "texts", "value"),
    [
        ("released code (yes/no)", (CODE,), "no"),
        ("year", (), "2021"),
        ("taxonomy", (), "Gauges; Floods; Data"),
        ("floods", (), "Spring Floods; Summer Floods"),
        ("gauges", (), "Gauges of steel are read every morning in all towns."),
        ("open problems", (), "Future research should measure the small streams of the north."),
        ("scope", (), "We review how 12 towns measure rivers."),
        ("test sets (list)", (BENCHMARKS,), "GSM8K; MMLU; BIG-bench"),
        ("varroa mites", (), ""),
        ("varroa mites", (CODE,), ""),
        ("number of mites", (CODE,), ""),
    ],
)
def test_a_cell_is_a_short_value_of_its_kind(
    aspect: str, texts: tuple[str, ...], value: str
) -> None:
    cell = made(aspect, *texts)
    assert cell.text == value
    assert cell.stated == bool(value)
    for claim in cell.claims:
        assert claim.supported
        if aspect != "year":
            assert claim.citations
    assert cell.note == ""


def test_an_able_models_words_stand_where_they_are_the_surveys() -> None:
    words = FakeListChatModel(responses=["Gauges of steel, read every morning."])
    text = "Gauges of steel are read every morning in all towns."
    cell = make_cell(aspect_of("steel reading"), sources(found(text), words))
    assert cell.text == "Gauges of steel, read every morning." and cell.note == ""


@pytest.mark.parametrize("said", ["", "Banana banana banana!", "\n\n", "x" * 3000])
def test_nonsense_of_a_model_gives_the_surveys_sentence_and_says_so(said: str) -> None:
    text = "Gauges of steel are read every morning in all towns."
    cell = make_cell(
        aspect_of("steel reading"), sources(found(text), FakeListChatModel(responses=[said]))
    )
    assert cell.text == text and cell.note == UNUSABLE
    assert cell.claims[0].citations == (cite(found(text)[0], True),)


@pytest.mark.parametrize(
    ("aspect", "stated"),
    [("steel reading", True), ("gauge reading", True), ("towns reading", False)],
)
def test_an_aspects_words_stand_together_in_their_order(aspect: str, stated: bool) -> None:
    """Where nothing but the words speaks for a sentence."""
    text = "Gauges of steel are read every morning in all towns."
    told = [replace(item, similarity=0.3) for item in found(text)]
    assert make_cell(aspect_of(aspect), sources(told)).stated == stated


def test_an_unknown_year_is_not_taken_from_other_works() -> None:
    text = "Gauges of steel are read every morning in all towns."
    told = [replace(item, text="In 1998 gauges came.") for item in found(text)]
    undated = replace(sources(told), survey=replace(RIVERS, year=None))
    assert not make_cell(aspect_of("publication year"), undated).stated


def test_a_cell_comes_from_a_table_that_has_it(library: Library, tmp_path: Path) -> None:
    path = tmp_path / "rivers.md"
    path.write_text(
        "# A Survey of Rivers\n\n## Findings\n\nRivers carry water down to the sea in every "
        "year. They are compared by size.\n\nTable 1: Rivers of the world.\n\n"
        "| River | Length (km) | Flow |\n|---|---|---|\n| Amazon | 6400 | 209000 |\n"
        "| Congo | 4700 | 41200 |\n"
    )
    survey = library.add(path)
    table = library.compare([survey], aspects=["flow of the Amazon (number)", "scope"])
    first, second = (table.cell(survey, aspect) for aspect in table.aspects)
    assert first is not None and second is not None
    assert [claim.text for claim in first.claims] == ["209000"]
    assert first.claims[0].citations[0].quote == "Table 1, row Amazon, column Flow: 209000."
    assert not any(c.quote.startswith("Table") for claim in second.claims for c in claim.citations)


def test_a_reviews_own_facts_are_cells() -> None:
    method = document(
        (1, "1 Method", ["We searched Scopus, PubMed, ERIC and Crossref.", "We sorted 41 papers."])
    )
    sections = tuple(replace(section, kind="method") for section in method.sections)
    whole = whole_text(RIVERS, [replace(method, sections=sections)])
    near = replace(
        sources(), text=whole, similarities=lambda query, texts: np.full(len(texts), 0.4)
    )
    assert make_cell(aspect_of("papers included"), near).text == "41"
    assert "PubMed" in make_cell(aspect_of("databases"), near).text
    missing = make_cell(aspect_of("kappa"), near)
    assert not missing.stated and missing.searched == 2

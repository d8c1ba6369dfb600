"""The table of a comparison: its cells as they come, its kinds, its CSV."""

from __future__ import annotations

import csv
from pathlib import Path

import pytest

from assistant.comparisons.aspects import aspect_of
from assistant.comparisons.cells import Cell
from assistant.comparisons.comparison import Aspect, Comparison, write_comparison
from assistant.comparisons.synthesis import Synthesis
from assistant.documents.survey import Survey
from assistant.errors import AssistantError, UnknownName
from assistant.evidence.claims import Claim
from tests.texts import LAKES, RIVERS, cited

ASPECTS = (aspect_of("scope"), aspect_of("code released (yes/no)"))


def cell(survey: Survey, aspect: Aspect) -> Cell:
    text = f"{survey.title}: {aspect.name}"
    return Cell(
        survey.id, aspect.name, (Claim(text, "supported", (cited(text, survey),)),), aspect.kind
    )


def grown(conclude: Synthesis | None = None) -> list[Comparison]:
    table = Comparison(
        (RIVERS, LAKES),
        tuple(aspect.name for aspect in ASPECTS),
        kinds=tuple(aspect.kind for aspect in ASPECTS),
    )
    return list(write_comparison(table, ASPECTS, cell, lambda _: conclude or Synthesis()))


def test_cells_come_one_by_one_row_by_row() -> None:
    tables = grown()
    assert [len(table.cells) for table in tables] == [0, 1, 2, 3, 4, 4]
    assert [table.finished for table in tables] == [False] * 5 + [True]
    last = tables[-1]
    assert [(made.survey_id, made.aspect) for made in last.cells] == [
        (survey.id, aspect.name) for aspect in ASPECTS for survey in (RIVERS, LAKES)
    ]
    assert last.size == 4


def test_a_cell_is_found_by_survey_and_aspect() -> None:
    half = grown()[1]
    first = half.cell(RIVERS, "scope")
    assert first is not None and first.text.startswith("A Survey of Rivers")
    assert half.cell(LAKES, "scope") is None, "it is not made yet"
    with pytest.raises(UnknownName, match="scope"):
        half.cell(RIVERS, "scopes")


def test_an_aspect_has_a_kind() -> None:
    table = grown()[-1]
    assert [table.kind(name) for name in table.aspects] == ["text", "yes/no"]
    assert table.kind("another") == "text"


def test_a_table_is_written_as_csv(tmp_path: Path) -> None:
    path = tmp_path / "table.csv"
    grown()[-1].to_csv(str(path))
    with path.open(encoding="utf-8", newline="") as file:
        rows = list(csv.reader(file))
    assert [row[0] for row in rows] == ["aspect", *(aspect.name for aspect in ASPECTS)]
    assert rows[1][1] == "A Survey of Rivers: scope"
    assert "“A Survey of Rivers: scope”" in rows[1][2]


def test_a_table_that_cannot_be_written_says_where(tmp_path: Path) -> None:
    with pytest.raises(AssistantError, match="nowhere"):
        grown()[-1].to_csv(str(tmp_path / "nowhere" / "table.csv"))

"""Comparisons as CSV, and files that can or cannot be written."""

from __future__ import annotations

import csv
import io
from dataclasses import replace
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from assistant.comparisons.cells import Cell
from assistant.comparisons.comparison import Comparison
from assistant.comparisons.csv_table import empty_cell_text, inert, write_file
from assistant.errors import AssistantError
from assistant.evidence.claims import Claim
from tests.export.values import SPITE, spiteful
from tests.texts import LAKES, RIVERS, cited

TABLE = Comparison(
    (RIVERS, LAKES),
    ("findings", "year"),
    (
        Cell("s1", "findings", (Claim("Sand moves.", "supported", (cited("Sand moves."),)),)),
        Cell("s2", "findings", (), note="its document was removed"),
        Cell("s1", "year", ()),
    ),
)


def rows(text: str) -> list[list[str]]:
    return list(csv.reader(io.StringIO(text)))


def test_a_row_for_each_aspect_and_two_columns_for_each_survey() -> None:
    head, findings, year = rows(TABLE.as_csv())
    assert head == [
        "aspect", "Reed (2021)", "Reed (2021): evidence", "Lund (2022)", "Lund (2022): evidence",
    ]  # fmt: skip
    assert findings[:2] == ["findings", "Sand moves."]
    assert "p. 2" in findings[2] and "“Sand moves.”" in findings[2]
    assert findings[3:] == ["not stated (its document was removed)", ""]
    assert year == ["year", "not stated", "", "…", ""]


def test_no_value_is_a_formula() -> None:
    made = rows(spiteful().as_csv())
    assert len(made) == 3
    for value in (value for row in made for value in row):
        assert not value.startswith(("=", "+", "-", "@", "\t", "\r"))
    assert made[1][1].lstrip("'") == SPITE


@given(st.text())
def test_only_an_apostrophe_is_added(value: str) -> None:
    assert inert(value) in (value, f"'{value}")
    assert inert(inert(value)) == inert(value)


@pytest.mark.parametrize(
    ("cell", "shown"),
    [
        (None, "…"),
        (Cell("s1", "a"), "not stated"),
        (Cell("s1", "a", searched=68), "not found in 68 sentences"),
        (Cell("s1", "a", note="it failed"), "not stated (it failed)"),
    ],
)
def test_what_stands_in_a_cell_without_a_value(cell: Cell | None, shown: str) -> None:
    assert empty_cell_text(cell) == shown


@pytest.mark.parametrize("kind", [str, Path])
def test_a_table_is_written_to_a_file(kind: type, tmp_path: Path) -> None:
    path = kind(tmp_path / "table.csv")
    table = replace(TABLE, finished=True)
    table.to_csv(path)
    assert (tmp_path / "table.csv").read_bytes().decode() == table.as_csv()


def test_a_place_that_cannot_be_written_is_named(tmp_path: Path) -> None:
    with pytest.raises(AssistantError, match="nowhere"):
        write_file(tmp_path / "nowhere" / "table.csv", "text")
    write_file(tmp_path / "odd.txt", "a\ud800b")
    assert (tmp_path / "odd.txt").read_bytes() == b"a?b", "half a character does not stop it"

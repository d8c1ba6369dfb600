"""The gold of tables."""

from __future__ import annotations

from assistant.documents.table import Table, TableCell
from evals.datasets.table_gold import digest, keys_of, load


def test_every_table_is_whole() -> None:
    tables = load()
    assert len(tables) >= 20
    assert len({table.id for table in tables}) == len(tables)
    assert {table.half for table in tables} == {"develop", "confirm"}
    assert all(len(key) == 3 for table in tables for key in table.cells)


def test_no_paper_is_in_both_halves() -> None:
    halves: dict[str, set[str]] = {}
    for table in load():
        halves.setdefault(table.file, set()).add(table.half)
    assert all(len(half) == 1 for half in halves.values())


def test_cells_that_were_read_are_told_as_the_gold_has_them() -> None:
    cells = (TableCell("F1", 0, 1), TableCell("BERT", 1, 0), TableCell("88.5", 1, 1))
    assert list(keys_of(Table("Table 1", "", cells))) == [
        (digest("bert"), digest("f1"), digest("88.5"))
    ]

"""The task of tables in papers."""

from __future__ import annotations

from dataclasses import replace

from assistant.documents.document import Document
from assistant.documents.table import Table, TableCell
from evals.datasets.papers import read_lines
from evals.datasets.table_gold import GoldTable, digest
from evals.tasks.page_tables import QUESTIONS, tally

CELLS = (
    TableCell("F1", 0, 1), TableCell("BERT", 1, 0), TableCell("88.5", 1, 1),
    TableCell("GPT", 2, 0), TableCell("70", 2, 1),
)  # fmt: skip
DOCUMENT = Document("0" * 64, "a.pdf", "pdf", (), tables=(Table("Table 1", "", CELLS),))
GOLD = GoldTable(
    "a.pdf",
    "Table 1",
    "develop",
    "ruled",
    (
        (digest("BERT"), digest("F1"), digest("88.5")),
        (digest("GPT"), digest("F1"), digest("71")),
        (digest("T5"), digest("F1"), digest("60")),
    ),
)


def test_cells_are_counted_with_their_headers() -> None:
    found = tally(GOLD, DOCUMENT)
    assert (found.right, found.wanted, found.given) == (1, 3, 2)
    assert found.misses == ("70",)


def test_a_table_that_was_not_found_has_no_cell() -> None:
    found = tally(replace(GOLD, label="Table 2"), DOCUMENT)
    assert (found.right, found.wanted, found.given) == (0, 3, 0)


def test_questions_are_for_papers_of_one_half() -> None:
    records = read_lines(QUESTIONS)
    assert len(records) >= 40
    halves: dict[str, set[str]] = {}
    for record in records:
        halves.setdefault(record["document"], set()).add(record["half"])
    assert all(len(half) == 1 for half in halves.values())
    assert len(halves) >= 10

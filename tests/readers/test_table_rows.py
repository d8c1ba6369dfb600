"""Rows of cells put together to tables."""

from __future__ import annotations

from assistant.documents.document import Caption
from assistant.documents.metadata import Metadata
from assistant.documents.table import Table
from assistant.readers import read_bytes
from assistant.readers.flow import Flow
from assistant.readers.table_rows import RowCell, TableRows, counts_rows, table_of

HEAD = [RowCell("River"), RowCell("km")]
ELBE = [RowCell("Elbe"), RowCell("1094")]


def stated(table: Table | None) -> list[str]:
    assert table is not None
    return [statement.text for statement in table.statements()]


def test_cells_over_several_rows_and_columns() -> None:
    rows = [
        [RowCell("Model", rows=2, heads=True), RowCell("Score", columns=2, heads=True)],
        [RowCell("dev", heads=True), RowCell("test", heads=True)],
        [RowCell("BERT", rows=2), RowCell("1"), RowCell("2")],
        [RowCell("3"), RowCell("4")],
    ]
    assert stated(table_of(Caption("Table 1", "Scores."), rows)) == [
        "Table 1, row BERT, column Score dev: 1.",
        "Table 1, row BERT, column Score test: 2.",
        "Table 1, row BERT, column Score dev: 3.",
        "Table 1, row BERT, column Score test: 4.",
    ]


def test_a_cell_that_claims_to_cover_everything() -> None:
    rows = [[RowCell("a", columns=9999, rows=9999)], [RowCell("b")], [RowCell("c")]]
    assert table_of(None, rows) is None


def test_a_column_that_only_counts_the_rows_names_them_together_with_the_next() -> None:
    rows = [[RowCell("No."), RowCell("River"), RowCell("km")]]
    rows += [
        [RowCell(f"{number}."), RowCell(name), RowCell(length)]
        for number, name, length in ((1, "Elbe", "1094"), (2, "Rhine", "1233"), (3, "Oder", "840"))
    ]
    assert stated(table_of(None, rows))[1] == "Table, row 2. Rhine, column km: 1233."
    assert not counts_rows(["1", "2"], ["Elbe", "Rhine"])
    assert not counts_rows(["1", "2", "4"], ["Elbe", "Rhine", "Oder"])
    assert not counts_rows(["1", "2", "3"], ["0.1", "0.2", "0.3"])
    assert not counts_rows(["1", "2", ""], ["Elbe", "Rhine", "Oder"])


def test_one_row_or_one_column_is_no_table() -> None:
    assert table_of(None, [HEAD]) is None
    assert table_of(None, [[RowCell("a")], [RowCell("b")]]) is None


def test_captions_above_and_below() -> None:
    rows = TableRows()
    rows.caption(Caption("Table 1", "Above."))
    rows.row(HEAD, None)
    rows.row(ELBE, None)
    assert rows.end() == []
    rows.text()
    rows.row(HEAD, None)
    rows.row(ELBE, None)
    assert rows.end() == []
    rows.caption(Caption("Table 2", "Below."))
    assert [(table.label, table.caption) for table in rows.tables] == [
        ("Table 1", "Above."),
        ("Table 2", "Below."),
    ]


def test_rows_that_make_no_table_are_lines() -> None:
    rows = TableRows()
    rows.row(ELBE, 3)
    assert rows.end() == [("Elbe | 1094", 3)]


def test_a_flow_puts_rows_together_between_its_texts() -> None:
    flow = Flow()
    flow.heading("Data", 1)
    flow.paragraph("Table 2: Lengths of rivers.")
    flow.row(["River", "km"])
    flow.row(["Elbe", "1094"])
    flow.paragraph("Rivers run to the sea.")
    flow.row(["Lonely", "row"])
    found = flow.document(b"bytes", "a.docx", "docx", Metadata("Rivers"))
    assert stated(found.tables[0]) == ["Table 2, row Elbe, column km: 1094."]
    texts = [sentence.text for _, sentence in found.sentences()]
    assert texts == ["Rivers run to the sea.", "Lonely | row"]


def test_a_text_that_is_nothing_but_a_table_is_read() -> None:
    found = read_bytes(b"# Rivers\n\n| River | km |\n|---|---|\n| Elbe | 1094 |\n", "a.md")
    assert stated(found.tables[0]) == ["Table, row Elbe, column km: 1094."]


def test_columns_that_latex_joins() -> None:
    body = (
        r"\documentclass{article}\begin{document}\section{A}Rivers flow to the sea.\begin{table}"
        r"\caption{Rivers.}\begin{tabular}{lcc}River & km & flow\\ \hline "
        r"Elbe & \multicolumn{2}{c}{1094 at 700}\\ Po & 652 & 1540\\ \end{tabular}\end{table}"
        r"\end{document}"
    )
    (table,) = read_bytes(body.encode(), "a.tex").tables
    assert stated(table) == [
        "Table 1, row Elbe, column km: 1094 at 700.",
        "Table 1, row Po, column km: 652.",
        "Table 1, row Po, column flow: 1540.",
    ]


def test_cells_that_cover_one_another_take_no_time() -> None:
    rows = [[RowCell(f"{n}", columns=90, rows=1900)] * 50 for n in range(1500)]
    table = table_of(None, rows)
    assert table is None or len(table.cells) <= 20_000


def test_a_header_of_a_whole_page_is_cut() -> None:
    rows = [[RowCell("River"), RowCell("km " * 5000)], ELBE]
    (text,) = stated(table_of(None, rows))
    assert len(text) < 400

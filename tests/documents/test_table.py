"""Tables and what their cells state."""

from __future__ import annotations

from assistant.documents.box import Box
from assistant.documents.table import Table, TableCell, stated


def table(*rows: tuple[str, ...], header_columns: int = 1) -> Table:
    cells = [
        TableCell(text, row, column)
        for row, texts in enumerate(rows)
        for column, text in enumerate(texts)
        if text
    ]
    return Table("Table 3", "Results.", tuple(cells), 1, header_columns, 4)


def said(table: Table) -> list[str]:
    return [statement.text for statement in table.statements()]


def test_each_value_under_its_headers() -> None:
    assert said(table(("Model", "F1", "EM"), ("BERT", "88.5", "80.8"))) == [
        "Table 3, row BERT, column F1: 88.5.",
        "Table 3, row BERT, column EM: 80.8.",
    ]


def test_blank_cells_state_nothing() -> None:
    assert said(table(("Model", "F1", "EM"), ("BERT", "-", "80.8"))) == [
        "Table 3, row BERT, column EM: 80.8."
    ]
    assert not table(("Model", "F1")).is_readable


def test_two_columns_name_the_rows() -> None:
    rows = (("Kind", "Model", "F1"), ("Open", "OPT", "70"), ("Closed", "GPT", "80"))
    assert said(table(*rows, header_columns=2))[1] == "Table 3, row Closed GPT, column F1: 80."


def test_a_row_of_one_cell_heads_those_below() -> None:
    base = table(("Model", "F1"), ("", ""), ("BERT", "88.5"))
    grouped = Table("Table 3", "", (*base.cells, TableCell("Base size", 1, 0, 1, 2)))
    assert said(grouped) == ["Table 3, row Base size BERT, column F1: 88.5."]


def test_a_header_over_several_columns_and_rows() -> None:
    cells = (
        TableCell("Dev", 0, 1, 1, 2), TableCell("F1", 1, 1), TableCell("EM", 1, 2),
        TableCell("BERT", 2, 0, 2, 1), TableCell("1", 2, 1), TableCell("2", 3, 2),
    )  # fmt: skip
    assert said(Table("Table 1", "", cells, 2)) == [
        "Table 1, row BERT, column Dev F1: 1.",
        "Table 1, row BERT, column Dev EM: 2.",
    ]


def test_boxes_of_a_statement_are_its_headers_and_its_own() -> None:
    boxes = [Box(4, 0.1 * place, 0.1, 0.1 * place + 0.05, 0.2) for place in range(1, 5)]
    texts = (("F1", 0, 1), ("BERT", 1, 0), ("88.5", 1, 1))
    cells = tuple(
        TableCell(text, row, column, box=box)
        for (text, row, column), box in zip(texts, boxes, strict=False)
    )
    (statement,) = Table("Table 1", "", cells, page=4).statements()
    assert statement.boxes == tuple(boxes[:3]) and statement.page == 4


def test_in_chinese() -> None:
    cells = (TableCell("精度", 0, 1), TableCell("线性", 1, 0), TableCell("0.9", 1, 1))
    (text,) = said(Table("表2", "", cells))
    assert text == "表2，行 线性，列 精度：0.9。"
    found = stated(text)
    assert found is not None and (found.row, found.column, found.value) == ("线性", "精度", "0.9")


def test_what_is_no_statement() -> None:
    assert stated("Water flows downhill.") is None
    assert stated("Table 3 shows that rivers run: downhill.") is not None

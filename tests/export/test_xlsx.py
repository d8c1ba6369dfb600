"""Excel files: texts only, and the evidence on a second sheet."""

from __future__ import annotations

import io

import openpyxl

from assistant.export.xlsx import comparison_xlsx
from tests.export.values import spiteful


def test_excel_holds_texts_only_and_the_evidence() -> None:
    book = openpyxl.load_workbook(io.BytesIO(comparison_xlsx(spiteful())))
    assert book.sheetnames == ["Comparison", "Evidence", "Synthesis"]
    for sheet in book:
        for row in sheet.iter_rows():
            for cell in row:
                assert cell.data_type != "f", cell.value
    rows = list(book["Comparison"].iter_rows(values_only=True))
    assert rows[1][1].startswith("=cmd") and rows[1][1].endswith("(edited)")
    assert rows[2][1] == "not stated (=note)" and rows[2][2] == "…"
    evidence = list(book["Evidence"].iter_rows(values_only=True))
    assert len(evidence) > 2 and evidence[1][3] == "3"

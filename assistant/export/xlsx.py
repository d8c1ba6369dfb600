"""A comparison as an Excel file: the table, and its evidence on a second sheet."""

from __future__ import annotations

import io
import re

from assistant.comparisons.comparison import Comparison
from assistant.comparisons.csv_table import empty_cell_text
from assistant.documents.survey import short_name
from assistant.export.markdown import Notes, synthesis_parts

LONGEST = 32_000
_ILLEGAL = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f\ufffe\uffff\ud800-\udfff]")
WIDTH = 48


def comparison_xlsx(comparison: Comparison) -> bytes:
    """The bytes of an .xlsx file; every value is a text or a number, never a formula."""
    from openpyxl import Workbook
    from openpyxl.styles import Alignment, Font
    from openpyxl.utils import get_column_letter

    notes = Notes()
    book = Workbook()
    table = book.active
    table.title = "Comparison"
    rows = [["aspect", *(short_name(survey) for survey in comparison.surveys)]]
    for aspect in comparison.aspects:
        row = [aspect]
        for survey in comparison.surveys:
            cell = comparison.cell(survey, aspect)
            if cell is None or not cell.stated:
                row.append(empty_cell_text(cell))
            else:
                marks = " ".join(filter(None, (notes.marks(claim) for claim in cell.claims)))
                edited = " (edited)" if cell.edited else ""
                row.append(f"{cell.text} {marks}{edited}".strip())
        rows.append(row)
    synthesis = [
        [heading, f"{claim.text} {notes.marks(claim)}"]
        for heading, claims in synthesis_parts(comparison)
        for claim in claims
    ]
    evidence = [["number", "survey", "section", "page", "quote", "document"]]
    evidence += [
        [str(number), c.survey.title, c.section, str(c.page or ""), c.quote, c.document]
        for number, c in enumerate(notes.citations, start=1)
    ]
    sheets = [(table, rows), (book.create_sheet("Evidence"), evidence)]
    if synthesis:
        sheets.append((book.create_sheet("Synthesis"), synthesis))
    for sheet, values in sheets:
        for down, line in enumerate(values, start=1):
            for across, value in enumerate(line, start=1):
                cell = sheet.cell(row=down, column=across)
                cell.value = _ILLEGAL.sub("", value)[:LONGEST]
                cell.data_type = "s"  # a text that begins with "=" stays a text
                cell.alignment = Alignment(wrap_text=True, vertical="top")
                if down == 1 and sheet is not sheets[-1][0]:
                    cell.font = Font(bold=True)
        for across in range(1, len(values[0]) + 1):
            sheet.column_dimensions[get_column_letter(across)].width = WIDTH if across > 1 else 20
    out = io.BytesIO()
    book.save(out)
    return out.getvalue()

"""A comparison as CSV, and what stands in a cell without a value."""

from __future__ import annotations

import csv
import io
from collections.abc import Callable, Sequence
from pathlib import Path

from assistant.comparisons.cells import Cell
from assistant.documents.survey import Survey, short_name
from assistant.errors import AssistantError
from assistant.messages import Message

# What makes a spreadsheet read a text as a formula (OWASP, CSV injection).
_FORMULA = ("=", "+", "-", "@", "\t", "\r")


def csv_table(
    surveys: Sequence[Survey],
    aspects: Sequence[str],
    cell_of: Callable[[Survey, str], Cell | None],
) -> str:
    """Aspects by surveys as CSV: aspect, then for each survey its cell and the cell's evidence.

    A text that a spreadsheet would run as a formula gets an apostrophe in front.
    """
    out = io.StringIO()
    writer = csv.writer(out)
    heads = ["aspect"]
    for survey in surveys:
        heads += [short_name(survey), f"{short_name(survey)}: evidence"]
    writer.writerow([inert(head) for head in heads])
    for aspect in aspects:
        row = [aspect]
        for survey in surveys:
            cell = cell_of(survey, aspect)
            row.append(cell.text if cell is not None and cell.stated else empty_cell_text(cell))
            cited = (c for claim in (cell.claims if cell else ()) for c in claim.citations)
            row.append(" | ".join(f"{c.place}: “{c.quote}”" for c in cited))
        writer.writerow([inert(value) for value in row])
    return out.getvalue()


def empty_cell_text(cell: Cell | None) -> str:
    """What stands in a cell without a value: not made yet, not found, not stated, or why."""
    if cell is None:
        return "…"
    if cell.searched and not cell.note:
        return Message("not found in {sentences} sentences", sentences=cell.searched)
    if cell.note:
        return Message("not stated ({note})", note=cell.note)
    return Message("not stated")


def inert(value: str) -> str:
    """A text that no spreadsheet runs: one that looks like a formula gets an apostrophe.

    >>> inert("=1+1"), inert("1+1")
    ("'=1+1", '1+1')
    """
    return f"'{value}" if value.startswith(_FORMULA) else value


def write_file(path: str | Path, content: str | bytes) -> None:
    """Write a file; an AssistantError says why where that cannot be done."""
    data = content.encode("utf-8", "replace") if isinstance(content, str) else content
    try:
        Path(path).write_bytes(data)
    except OSError as error:
        raise AssistantError(
            "{path} cannot be written: {reason}. Choose another place.",
            path=path,
            reason=str(error.strerror),
        ) from error

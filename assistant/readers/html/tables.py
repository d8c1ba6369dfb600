"""Tables of web pages: those of LaTeXML's papers and those that a page means as tables."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Any

from assistant.documents.document import Caption
from assistant.documents.table import Table
from assistant.readers.html.latexml import captions_of
from assistant.readers.html.tree import classes, text_of
from assistant.readers.table_rows import RowCell, span_of, table_of

_NOISE = re.compile(r"\bltx_(?:ERROR|note|tag_note|rdf)|editsection|headerlink")
_FORMULA = re.compile(r"\bltx_(?:equation|equationgroup|eqn_table|authors|listing)\b")
MOST_TABLES = 500


def tables_of(root: Any) -> tuple[Table, ...]:
    """The tables of a page in their order, without those that only lay it out.

    A table is meant as one that has a caption or header cells.
    """
    found = []
    for element in root.iter("table", "span", "div"):
        named = classes(element)
        tabular = element.tag == "table" or "ltx_tabular" in named.split()
        if not tabular or _FORMULA.search(named) or _is_inside_table(element):
            continue
        table = table_of(_caption(element), [list(_cells(row)) for row in _rows(element)])
        if table is not None and (table.label or _has_heads(element)):
            found.append(table)
        if len(found) >= MOST_TABLES:
            break
    return tuple(found)


def _is_inside_table(element: Any) -> bool:
    """Whether an element stands in a table or in a group of formulas."""
    return any(
        item.tag == "table" or "ltx_tabular" in classes(item) or _FORMULA.search(classes(item))
        for item in element.iterancestors()
    )


def _caption(element: Any) -> Caption | None:
    """The caption of a table, in it or in the figure around it."""
    figure = next(
        (item for item in element.iterancestors() if item.tag == "figure"
         or re.search(r"\bltx_(?:table|figure|float)\b", classes(item))),
        None,
    )  # fmt: skip
    for place in (element, figure):
        if place is not None and (caption := next(captions_of(place), None)) is not None:
            return caption
    words = element.find("caption")
    return Caption("", text_of(words, without=_NOISE)) if words is not None else None


def _rows(element: Any) -> Iterator[Any]:
    for item in element.iter():
        if item.tag == "tr" or "ltx_tr" in classes(item).split():
            yield item


def _cells(row: Any) -> Iterator[RowCell]:
    for item in row:
        named = classes(item).split() if isinstance(item.tag, str) else []
        if item.tag in ("td", "th") or "ltx_td" in named or "ltx_th" in named:
            spans = span_of(item.get("colspan") or ""), span_of(item.get("rowspan") or "")
            heads = item.tag == "th" or "ltx_th" in named
            yield RowCell(text_of(item, without=_NOISE), *spans, heads)


def _has_heads(element: Any) -> bool:
    return any(
        item.tag in ("th", "thead") or "ltx_th" in classes(item).split() for item in element.iter()
    )

"""Displayed formulas of office texts: paragraphs of their own amid the sentence around them."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from dataclasses import replace

from assistant.readers.office.blocks import Block
from assistant.readers.table_rows import RowCell
from assistant.readers.text.rows import TERMINAL

_NUMBER = re.compile(r"[\s.,;]*(?:[(（]\s*[\w.\-]{1,8}\s*[)）])?[\s.,;]*")
_LEADS = (":", "：", ";", "；")  # of what may end a sentence, what leads to a formula


def is_apart(rest: str) -> bool:
    """Whether what stands beside a formula is nothing but its number: "(2)"."""
    return _NUMBER.fullmatch(rest) is not None


def formula_row(cells: Sequence[RowCell], formulas: Iterable[int]) -> str:
    """The text of a row that only places a formula and its number; "" for any other row.

    ``formulas`` are the places of the cells that hold nothing but a formula.
    """
    places = set(formulas)
    rest = [cell.text for place, cell in enumerate(cells) if place not in places]
    text = " ".join(cell.text for cell in cells if cell.text)
    return text if len(places) == 1 and all(map(is_apart, rest)) else ""


def with_formulas(blocks: Sequence[Block]) -> list[Block]:
    """The blocks with each formula in the paragraph that leads to it and that goes on behind it."""
    made: list[Block] = []
    opened = False  # whether the last one ends with a formula
    for block in blocks:
        last = made[-1] if made else None
        leads = last is not None and last.kind == "paragraph" and _leads(last.text)
        if block.kind == "formula" and last is not None and (leads or opened):
            made[-1] = replace(last, text=f"{last.text.rstrip()} {block.text.strip()}")
            opened = True
        elif opened and last is not None and _goes_on(block):
            made[-1] = replace(last, text=f"{last.text} {block.text.lstrip()}")
            opened = False
        elif block.text.strip() or block.kind == "row":
            made.append(replace(block, kind="paragraph") if block.kind == "formula" else block)
            opened = False
    return made


def _leads(text: str) -> bool:
    text = text.rstrip()
    return text.endswith(_LEADS) or not TERMINAL.search(text)


def _goes_on(block: Block) -> bool:
    return block.kind == "paragraph" and block.text.lstrip()[:1].islower()

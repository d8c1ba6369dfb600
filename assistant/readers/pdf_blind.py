"""Headings of scans whose digits and Latin letters are lost, so that numbers tell nothing."""

from __future__ import annotations

import re
from itertools import pairwise

from assistant.documents.section_kinds import kind_of
from assistant.readers.pdf_blocks import Block
from assistant.readers.pdf_lines import Line
from assistant.readers.pdf_style import Style

_WORDS = re.compile(r"(?:[\u3400-\u9fff]\s?){4,20}")


def mark_blind_headings(blocks: list[Block], style: Style) -> None:
    """Set right the headings of a document without numbers.

    Larger ones count where their size comes three times or more, and are of the first level.
    One-line paragraphs of a few characters without any stop are of the second.
    """
    large = [
        block.size for block in blocks if block.kind == "heading" and block.size > style.size + 1.0
    ]
    for block in blocks:
        if block.kind == "heading" and kind_of(block.plain()) == "body":
            alike = sum(abs(size - block.size) <= 0.6 for size in large)
            block.kind = "heading" if alike >= 3 else "clutter"
        if block.kind == "heading":
            block.level = 1
    place = 0
    while place < len(blocks):
        made = _parted(blocks[place], blocks[place + 1] if place + 1 < len(blocks) else None, style)
        blocks[place : place + 1] = made
        place += len(made)


def _parted(block: Block, following: Block | None, style: Style) -> list[Block]:
    """A block of text, cut where one of its lines is a heading."""
    if block.kind != "text":
        return [block]
    after = following.first if following and following.kind == "text" else None
    rows = [*pairwise(block.lines), (block.last, after)]
    made: list[Block] = []
    for line, below in rows:
        if _is_heading(line, below, style):
            made.append(Block("heading", [line], level=2))
        elif made and made[-1].kind == "text":
            made[-1].lines.append(line)
        else:
            made.append(Block("text", [line]))
    return made


def _is_heading(line: Line, below: Line | None, style: Style) -> bool:
    """Whether a line is a paragraph of its own, of a few characters, above another one."""
    if below is None or not _WORDS.fullmatch(line.text.strip()):
        return False
    if (line.page, line.column) != (below.page, below.column):
        return False
    indented = all(row.left - row.column_left > 1.2 * row.size for row in (line, below))
    short = line.right < line.column_left + 0.5 * (line.column_right - line.column_left)
    full = below.right > below.column_right - 3 * below.size
    near = full and 0 < below.base - line.base < 2.2 * style.leading
    return indented and short and near and abs(line.size - style.size) <= 0.5

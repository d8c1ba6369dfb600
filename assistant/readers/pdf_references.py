"""The reference list of a PDF, cut into its entries."""

from __future__ import annotations

import re
from collections.abc import Sequence

from assistant.document import Sentence
from assistant.readers.pdf_blocks import Block
from assistant.readers.pdf_lines import Line
from assistant.readers.pdf_paragraphs import Sizes, sentences_of

_BRACKETED = re.compile(r"^\s*[\[［〔]\s*(?:\d{1,3}|[A-Za-z+]{1,8}\d{2}[a-z]?)\s*[\]］〕]")
_DOTTED = re.compile(r"^\s*\d{1,3}\s?[.．)]\s+\S")


def entries_of(blocks: Sequence[Block], sizes: Sizes) -> list[Sentence]:
    """One sentence for each entry of a reference list.

    Entries start with "[1]" or "1.", else where a line stands out to the left of the ones under
    it, else with each paragraph.
    """
    lines = [line for block in blocks for line in block.lines]
    starts = _starts(lines, blocks)
    made = []
    for start, end in zip(starts, [*starts[1:], len(lines)], strict=True):
        whole = sentences_of([Block("text", lines[start:end])], sizes)
        if whole:
            boxes = tuple(box for sentence in whole for box in sentence.boxes)
            text = " ".join(sentence.text for sentence in whole)
            made.append(Sentence(text, whole[0].page, boxes, ends_paragraph=True))
    return made


def _starts(lines: Sequence[Line], blocks: Sequence[Block]) -> list[int]:
    """Where entries start among the lines; the first line always starts one."""
    if not lines:
        return []
    for pattern in (_BRACKETED, _DOTTED):
        marked = [place for place, line in enumerate(lines) if pattern.match(line.text)]
        if len(marked) >= max(3, len(lines) // 12):
            return sorted({0, *marked})
    outdented = [
        place
        for place, line in enumerate(lines)
        if line.left < _left_edge(lines, line) + 0.4 * line.size
    ]
    if 0.1 * len(lines) < len(outdented) < 0.9 * len(lines):
        return sorted({0, *outdented})
    starts, place = [], 0
    for block in blocks:
        starts.append(place)
        place += len(block.lines)
    return starts


def _left_edge(lines: Sequence[Line], line: Line) -> float:
    """The left edge of the lines that share a line's page and column."""
    return line.column_left

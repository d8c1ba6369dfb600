"""The reference list of a PDF, cut into its entries."""

from __future__ import annotations

import re
from collections.abc import Sequence

from assistant.documents.document import Sentence
from assistant.documents.section_kinds import kind_of
from assistant.readers.pdf.blocks import Block
from assistant.readers.pdf.lines import Line
from assistant.readers.pdf.paragraphs import Sizes, sentences_of

_BRACKETED = re.compile(
    r"^\s*[\[［〔]\s*(?:\d{1,3}|[A-Za-z+]{1,8}\d{2}[a-z]?|[^\]\[]{3,40}\d{4}[a-z]?\)?)\s*[\]］〕]"
)
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
        marked = _in_sequence(
            lines, [i for i, line in enumerate(lines) if pattern.match(line.text)]
        )
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


def _in_sequence(lines: Sequence[Line], marked: list[int]) -> list[int]:
    """Those of the marked lines whose numbers count up one by one, if most of them do."""
    numbers = [re.search(r"\d+", lines[place].text) for place in marked]
    kept: list[int] = []
    wanted = 0
    for place, number in zip(marked, numbers, strict=True):
        value = int(number[0]) if number else 0
        if not kept or wanted <= value <= wanted + 2:
            kept.append(place)
            wanted = value + 1
    counts = bool(numbers) and numbers[0] is not None and numbers[0][0] == "1"
    return kept if len(kept) > 0.8 * len(marked) or (counts and len(kept) >= 5) else marked


def is_marked(text: str) -> bool:
    """Whether a line starts with an entry's mark, as "[12]" or "12." is."""
    return bool(_BRACKETED.match(text) or _DOTTED.match(text))


def unnamed_list(blocks: Sequence[Block]) -> int:
    """The place of the block that opens a reference list without a heading; -1 without one.

    Its entries count up from "[1]" to "[5]" at least.
    """
    for place, block in enumerate(blocks):
        if block.kind == "heading" and kind_of(block.plain()) == "references":
            return -1
        if not re.match(r"\[1\]\s+\S", block.first.text):
            continue
        near = [line.text for later in blocks[place : place + 25] for line in later.lines]
        starts = [text for text in near if _BRACKETED.match(text)]
        if [int(n[0]) for text in starts[:5] if (n := re.search(r"\d+", text))] == [1, 2, 3, 4, 5]:
            return place
    return -1


def _left_edge(lines: Sequence[Line], line: Line) -> float:
    """The left edge of the lines that share a line's page and column."""
    return line.column_left

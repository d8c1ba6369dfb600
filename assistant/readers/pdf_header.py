"""The head of a first page set in columns: title and authors, above the running text."""

from __future__ import annotations

import re
from collections.abc import Sequence
from itertools import pairwise

from assistant.documents.section_kinds import kind_of
from assistant.readers.pdf_lines import Line


def header_of(lines: Sequence[Line], gutter: float, width: float) -> list[Line]:
    """The lines above a first page's text whose rows run over the gutter; empty without any.

    Authors are set side by side in rows; read column by column, half of them would come after
    the text of the first column.
    """
    end = _text_start(lines, width)
    above = [line for line in lines if line.base < end - 0.5]
    sides = [line for line in above if line.right < gutter + 4 or line.left > gutter - 4]
    paired = [
        line
        for line in sides
        if any(
            abs(other.base - line.base) < 1.5
            and abs(other.size - line.size) < 0.3
            and (other.left > gutter - 4) != (line.left > gutter - 4)
            for other in sides
        )
    ]
    return above if paired and len(paired) >= 0.5 * len(sides) else []


def _text_start(lines: Sequence[Line], width: float) -> float:
    """The height of the first line of running text: lines of one width under each other."""
    ordered = sorted(lines, key=lambda line: (round(line.left), line.base))
    starts = [
        first.base
        for first, second in pairwise(ordered)
        if 0.2 * width < first.right - first.left
        and abs(first.left - second.left) < 1.5
        and abs(first.right - second.right) < 1.5
        and 0 < second.base - first.base < 2 * first.size
        and abs(first.size - second.size) < 0.3
    ]
    starts += [line.base for line in lines if _is_label(line.text)]
    if not starts:
        return 0.0
    start = min(starts)
    for line in sorted(lines, key=lambda line: -line.base):  # an indented line, a heading above it
        long = line.right - line.left > 0.2 * width
        if long and start - 1.6 * line.size < line.base < start and line.size < 12.5:
            start = line.base
    return start


def _is_label(text: str) -> bool:
    compact = re.sub(r"\s", "", text)
    return len(compact) < 30 and kind_of(compact) in ("abstract", "introduction")

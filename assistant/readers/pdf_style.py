"""What running text looks like in a PDF, and where its sentences end."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from itertools import pairwise
from statistics import median

from assistant.readers.pdf_lines import Line

_TERMINAL = re.compile(
    r"[.!?。！？；：:;．…][\"'”’»)\]」』）〉》]*(?:\[[\d,–\- ]+\])?$"
    r"|[A-Za-z)”][.?!][\"”’]?\d{1,2}(?:,\d+)*$"
)


@dataclass(frozen=True)
class Style:
    """What running text looks like in a document: size and leading in points, font, weight."""

    size: float
    font: str
    bold: bool
    leading: float


def body_style(pages: Sequence[Sequence[Line]]) -> Style:
    """The style that most of the document's characters have."""
    sizes: Counter[float] = Counter()
    for lines in pages:
        for line in lines:
            sizes[round(line.size * 2) / 2] += len(line.text)
    if not sizes:
        return Style(10.0, "", False, 12.0)
    size = max(sizes.most_common(1)[0][0], 0.5)  # fonts of no size are drawn through a matrix
    fonts: Counter[tuple[str, bool]] = Counter()
    leads = []
    for lines in pages:
        for before, line in pairwise(lines):
            if abs(line.size - size) <= 0.5:
                fonts[(line.font, line.bold)] += len(line.text)
                lead = line.base - before.base
                if abs(before.size - size) <= 0.5 and 0 < lead < 3 * size:
                    leads.append(lead)
    font, bold = fonts.most_common(1)[0][0] if fonts else ("", False)
    return Style(size, font, bold, median(leads) if leads else 1.2 * size)


def ends_sentence(text: str) -> bool:
    """Whether a text ends with a full stop or the like."""
    return bool(_TERMINAL.search(text))

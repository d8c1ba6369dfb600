"""What running text looks like in a PDF, and where its sentences end."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from itertools import pairwise
from statistics import median

from assistant.readers.pdf.lines import Line
from assistant.text.scripts import is_cjk

_TERMINAL = re.compile(
    r"[.!?。！？；：:;．…][\"'”’»)\]」』）〉》]*(?:\[[\d,–\- ]+\])?$"
    r"|[A-Za-z)”][.?!][\"”’]?\d{1,2}(?:,\d+)*$"
)
_CUT_DOI = re.compile(r"doi(?:\.org/|[:\s]\s*)10\.$", re.IGNORECASE)  # its other half is below
CAPTION = re.compile(
    r"^((?:Figure|Fig\.?|FIGURE|FIG\.?|Table|TABLE|Tab\.|Algorithm|Listing)\s*"
    r"(?:[A-Z]?\.?\d{1,3}(?:\.\d+)?|[IVXL]{1,6})|[图圖図表]\s*\d{1,3}(?:[.\-]\d+)?)"
    r"(\s*[:.|：．]|\s|$)\s*"
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
                fonts[(line.font, line.bold)] += len(line.text) + 2 * sum(map(is_cjk, line.text))
                lead = line.base - before.base
                if abs(before.size - size) <= 0.5 and 0 < lead < 3 * size:
                    leads.append(lead)
    font, bold = fonts.most_common(1)[0][0] if fonts else ("", False)
    return Style(size, font, bold, median(leads) if leads else 1.2 * size)


def ends_sentence(text: str) -> bool:
    """Whether a text ends with a full stop or the like."""
    return bool(_TERMINAL.search(text)) and not _CUT_DOI.search(text)


def caption_label(line: Line, style: Style) -> str:
    """The label of the caption that a line opens, in one spelling; "" if it opens none."""
    caption = CAPTION.match(line.text)
    return _label(caption[1]) if caption and _is_caption(line, caption, style) else ""


def _is_caption(line: Line, caption: re.Match[str], style: Style) -> bool:
    """Whether a line that names a figure is its caption rather than a sentence about it."""
    mark = caption[2].strip()
    rest = line.text[caption.end() :]
    if mark in (":", "|", "：", "．") or (mark == "." and not rest[:1].islower()):
        return True
    if caption[1][0] in "图圖図表":
        smaller = line.size < style.size - 0.4
        full = line.right > line.column_right - 2 * line.size
        apart = bool(caption[2]) and not full and not ends_sentence(line.text)
        return (smaller or apart) and not re.match(r"[中所に的は为與与和でのを、，]", rest)
    other_style = line.first_bold != style.bold or line.size < style.size - 0.4 or not rest
    return other_style and not re.match(r"(?:shows?|is|are|and|in|presents?|lists?|gives?)\b", rest)


def _label(text: str) -> str:
    """A caption's label in one spelling: "Fig.1" as "Figure 1"."""
    label = re.sub(r"^(?:FIGURE|FIG\.?|Fig\.?(?!u))\s*", "Figure ", text)
    label = re.sub(r"^(?:TABLE|Tab\.)\s*", "Table ", label)
    return re.sub(r"\s+", " ", re.sub(r"^([图圖図表])\s+", r"\1", label)).strip()

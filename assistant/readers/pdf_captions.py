"""Lines that open a figure's or a table's caption."""

from __future__ import annotations

import re

from assistant.readers.pdf_lines import Line
from assistant.readers.pdf_style import Style, ends_sentence

CAPTION = re.compile(
    r"^((?:Figure|Fig\.?|FIGURE|FIG\.?|Table|TABLE|Tab\.|Algorithm|Listing)\s*"
    r"(?:[A-Z]?\.?\d{1,3}(?:\.\d+)?|[IVXL]{1,6})|[图圖図表]\s*\d{1,3}(?:[.\-]\d+)?)"
    r"(\s*[:.|：．]|\s|$)\s*"
)


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

"""Whether two lines that follow each other belong to one heading, paragraph or caption."""

from __future__ import annotations

import re
from collections.abc import Sequence

from assistant.readers.pdf_captions import caption_label
from assistant.readers.pdf_lines import Line
from assistant.readers.pdf_numbers import number_of
from assistant.readers.pdf_style import Style, ends_sentence
from assistant.text.identifiers import AFFILIATION

_BULLET = re.compile(r"^(?:[•▪◦‣●○■□➢✓·–—]\s|\(?\d{1,2}[.)）]\s|（\d{1,2}）|\([a-z]\)\s|[①-⑳])")
_CJK_LETTER = re.compile("[\u3040-\u30ff\u3400-\u9fff]")


def goes_on(lines: Sequence[Line], line: Line, style: Style, *, caption: bool) -> bool:
    """Whether a line goes on with the lines of the block before it; ``caption`` if it is one."""
    last = lines[-1]
    if line.page != last.page or line.column != last.column:
        return False
    lead = line.base - last.base
    leading = style.leading * max(0.7, min(1.3, last.size / style.size))
    if (
        lead <= 0
        or lead > 1.45 * leading
        or (caption_label(line, style) and not _flows(last, line, leading))
    ):
        return False
    if abs(line.size - last.size) > 0.12 * style.size + 0.3:
        return False
    if caption:
        if line.pieces > 1 and (ends_sentence(last.text) or last.pieces == 1):
            return False
        return line.bold == last.bold or len(lines) < 3
    if is_formula(line) != is_formula(last) or _parts_headings(last, line, style):
        return False
    if line.bold != last.bold and not _mixed(line, last) and line.lead_font != last.font:
        return False
    return not _starts_paragraph(last, line)


def _flows(last: Line, line: Line, leading: float) -> bool:
    """Whether a line goes on with the sentence of a full line above it in the same type."""
    return (
        not ends_sentence(last.text)
        and last.font == line.font
        and not line.first_bold
        and abs(last.size - line.size) < 0.2
        and last.right > last.column_right - 2 * last.size
        and abs(line.left - line.column_left) < line.size
        and line.base - last.base < 1.15 * leading
    )


def _parts_headings(last: Line, line: Line, style: Style) -> bool:
    """Whether a line below one that is set like a heading belongs to something else."""
    short = last.right < last.column_right - 3 * last.size and not ends_sentence(last.text)
    if len(number_of(last.text)) > 1 and line.font != last.font and short:
        return True
    set_apart = last.bold != style.bold or last.size > style.size + 0.6 or last.caps
    if not set_apart and last.font == style.font:
        return False
    if set_apart and abs(line.size - last.size) > 0.4:
        return True
    if set_apart and line.base - last.base > 1.34 * last.size and _would_fit(last, line):
        return True
    numbered = number_of(line.text)
    other = line.font != style.font or line.bold != style.bold
    return bool(numbered and (len(numbered) > 1 or set_apart) and other)


def _would_fit(last: Line, line: Line) -> bool:
    """Whether the first word of a line had room on the line before it, so that it is no wrap."""
    room = (last.column_right - last.column_left) - (last.right - last.left)
    word = len(line.text.split(maxsplit=1)[0]) if line.text.strip() else 0
    each = (line.right - line.left) / max(len(line.text), 1)
    return room > (word + 3) * each + 2 * line.size


_WORD = re.compile(r"[^\W\d_]{4,}")
_FUNCTIONS = frozenset("argmax argmin softmax tanh sigmoid sqrt diag rank trace".split())
_SIGNS = re.compile("[=←→≤≥∈≈∼∝∑∏∫√∥⊤∇∂×·∞±≡≠⊂∪∩∀∃|\u0370-\u03ff\u2100-\u214f]")
_RELATION = re.compile("[=←≤≥∈≈∼∝≡≠<>]")


def is_formula(line: Line) -> bool:
    """Whether a line is a displayed formula or a piece of one."""
    text = line.text
    if len(text) > 160 or _CJK_LETTER.search(text):
        return False
    if any(word.lower() not in _FUNCTIONS for word in _WORD.findall(text)):
        return False
    indented = line.left > line.column_left + 1.2 * line.size
    fills = line.right > line.column_right - 1.2 * line.size
    numbered = text.endswith(")") and fills
    if indented and (numbered or not fills):
        return bool(_SIGNS.search(text)) or len(text) <= 3
    return bool(_RELATION.search(text)) and (not fills or numbered) and len(text) > 6


def _mixed(line: Line, last: Line) -> bool:
    """Whether a change of weight lies within a paragraph, as where it opens with bold words."""
    return (
        not ends_sentence(last.text)
        and line.size == last.size
        and (line.text[:1].islower() or last.text.endswith(("-", ",")))
    )


def _starts_paragraph(last: Line, line: Line) -> bool:
    size = line.size
    ended = ends_sentence(last.text)
    if _BULLET.match(line.text) and (ended or last.right < last.column_right - 3 * size):
        return True
    if ended and len(number_of(line.text)) > 1 and line.right < line.column_right - 2 * size:
        return True
    indented = line.left > line.column_left + 0.8 * size and line.left > last.left + 0.8 * size
    short = last.right < last.column_right - 2.5 * size
    if (
        line.page == 1
        and AFFILIATION.search(last.text)
        and not AFFILIATION.search(line.text)
        and last.right < last.column_right - 6 * size
        and line.right > line.column_right - 3 * size
    ):
        return True
    outdented = line.left < last.left - 0.8 * size and bool(re.match(r"[\[\d]", line.text))
    return ended and (indented or short or outdented)

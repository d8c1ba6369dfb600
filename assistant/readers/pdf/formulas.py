"""Displayed formulas of a page: lines set apart in mathematical fonts or numbered at the margin.

A formula is a main line with whatever is set above and below it: halves of fractions, limits of
sums, rows of matrices. In a sentence that runs through it stands its text where that is one plain
row, else a mark such as "[formula (3)]", whose place on the page is that of the whole formula.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Sequence
from dataclasses import replace
from itertools import pairwise
from statistics import median

from assistant.readers.pdf.lines import Line
from assistant.readers.pdf.style import CAPTION, Style
from assistant.text.scripts import has_cjk, is_cjk

_NUMBER = re.compile(r"\(([A-Z]?\.?\d{1,3}(?:\.\d{1,3})?[a-z]?)\)$")
_WORD = re.compile(r"[a-zß-ÿ]{4,}(?![a-z]*\s?\()")  # but no name of a function, "softmax("
_RELATION = re.compile("[=←→≤≥∈≈∼∝≡≠<>∑∏∫√⊂⊆]")
_UNREAD = re.compile("[\x00-\x1f\ufffd\ue000-\uf8ff√∑∏∫̂̃‘`\u0300-\u036f]")
_MATHEMATICAL = 0.1  # of a formula's letters, at least, are set in mathematical fonts
_INDENT = 0.8  # font sizes from the column's edge
_PARAGRAPH = 2.6  # font sizes that a paragraph's first line is set in at most
_FILLED = 1.2  # font sizes from the column's right edge
_WORDS, _CJK = 3, 6  # words of four letters, Chinese characters: a line of so many is prose
_NEAR = 0.4  # font sizes between parts of a formula, one above the other
_LEVEL = 0.3  # font sizes between the base lines of what stands in one row
_BACK = 0.5  # font sizes that a letter may stand before the one that precedes it
_SMALL = 0.85  # of the size of the text; smaller formulas are labels of figures
_LEAST, _MOST_LINES = 4, 60  # letters; lines


def formulas_of(lines: Sequence[Line], style: Style) -> list[list[Line]]:
    """The formulas among the lines of a page, each with its lines in reading order."""
    found: list[list[Line]] = []
    taken: set[int] = set()
    for seed in lines:
        if id(seed) in taken or not _opens(seed):
            continue
        parts = _grown(seed, lines)
        if taken.isdisjoint(map(id, parts)) and _is_displayed(parts, lines, style):
            found.append(parts)
            taken.update(map(id, parts))
    return found


def formula_line(parts: Sequence[Line], before: str) -> tuple[Line, bool]:
    """A formula as a line that goes on with the text ``before`` it, and whether it was read.

    If so it is its text, else a mark; either covers the whole formula.
    """
    raw = _text(max(parts, key=lambda line: line.base))
    number = ", ".join(f"({found})" for line in parts for found in _numbers(line))
    stop = "." if _without_number(raw).endswith(".") else ""
    name = "式" if has_cjk(before) else "formula"
    plain = _plain(parts)
    text = plain or f"[{name} {number}]".replace(" ]", "]") + stop
    left, right = min(line.left for line in parts), max(line.right for line in parts)
    first = parts[0]
    line = replace(
        first, text=text, left=left, right=right, top=min(line.top for line in parts),
        bottom=max(line.bottom for line in parts), size=median(line.size for line in parts),
        stops=[(0, left), (len(text), right)], raised=(), scripts=(), lead=0,
    )  # fmt: skip
    return line, bool(plain)


def _plain(parts: Sequence[Line]) -> str:
    """The text of a formula that is one row of known signs, "x_k" and "x^2" as such; else ""."""
    line = parts[0]
    if len(parts) > 1 or _UNREAD.search(line.text) or _NUMBER.match(_text(line)):
        return ""
    if any(after[1] < before[1] - _BACK * line.size for before, after in pairwise(line.stops)):
        return ""  # its letters do not stand in the order in which they are read
    text, kept = "", 0
    for start, end, sign in line.scripts:
        piece = line.text[start:end].strip()
        opened, closed = ("(", ")") if len(piece) > 1 else ("", "")
        text = text + line.text[kept:start].rstrip() + f"{sign}{opened}{piece}{closed}"
        kept = end
    text = " ".join((text + line.text[kept:]).split())
    balanced = all(text.count(a) == text.count(b) for a, b in ("()", "[]", "{}"))
    return text if balanced else ""


def _opens(line: Line) -> bool:
    """Whether a line may be the main one of a displayed formula, or the number of one."""
    text = _text(line)
    if CAPTION.match(line.text) or _is_prose(line):
        return False
    if _numbers(line):
        return bool(_RELATION.search(text)) or _NUMBER.match(text) is not None
    return _is_indented(line) and not _fills(line) and bool(_RELATION.search(text))


def _grown(seed: Line, lines: Sequence[Line]) -> list[Line]:
    """A main line with what is set above, below and beside it, in reading order."""
    kept = {id(seed)}
    parts = [seed]
    top, bottom = seed.top, seed.bottom
    while len(parts) < _MOST_LINES:
        near = [
            line
            for line in lines
            if id(line) not in kept
            and line.column == seed.column
            and line.top < bottom + _NEAR * seed.size
            and line.bottom > top - _NEAR * seed.size
            and _is_part(line)
        ]
        if not near:
            break
        parts += near
        kept.update(map(id, near))
        top = min(top, *(line.top for line in near))
        bottom = max(bottom, *(line.bottom for line in near))
    return [line for line in lines if id(line) in kept]


def _is_part(line: Line) -> bool:
    if CAPTION.match(line.text) or _is_prose(line):
        return False
    apart = bool(_numbers(line)) or bool(_RELATION.search(_text(line)))
    return _is_indented(line) or (apart and not _WORD.search(line.text))


def _is_displayed(parts: Sequence[Line], lines: Sequence[Line], style: Style) -> bool:
    """Whether lines are a formula, and stand apart from all others of their column."""
    text = " ".join(map(_text, parts))
    if not _RELATION.search(text) or not len(text) >= _LEAST or len(parts) >= _MOST_LINES:
        return False
    letters = sum(len(line.text) for line in parts)
    mathematical = sum(line.math * len(line.text) for line in parts) > _MATHEMATICAL * letters
    if not mathematical and not any(map(_numbers, parts)):
        return False
    if max(line.size for line in parts) < _SMALL * style.size:
        return False
    kept = set(map(id, parts))
    low = min(line.base for line in parts) - _LEVEL * parts[0].size
    high = max(line.base for line in parts) + _LEVEL * parts[0].size
    return not any(
        line.column == parts[0].column and low < line.base < high and id(line) not in kept
        for line in lines
    )


def _is_prose(line: Line) -> bool:
    """Whether a line is running text: some words, from the column's edge or up to the other."""
    text = _text(line)
    if sum(map(is_cjk, text)) >= _CJK:
        return True
    opens = line.left < line.column_left + _PARAGRAPH * line.size
    return len(_WORD.findall(text)) >= _WORDS and (opens or _fills(line)) and not _numbers(line)


def _is_indented(line: Line) -> bool:
    return line.left > line.column_left + _INDENT * line.size


def _fills(line: Line) -> bool:
    return line.right > line.column_right - _FILLED * line.size


def _numbers(line: Line) -> list[str]:
    """The number that a line bears at the column's right edge, set apart from what precedes it."""
    found = _NUMBER.search(_text(line))
    if found is None or not _fills(line):
        return []
    alone = found.start() == 0 or line.pieces > 1 or not _WORD.search(line.text)
    return [found[1]] if alone else []


def _without_number(text: str) -> str:
    return _NUMBER.sub("", text).strip()


def _text(line: Line) -> str:
    """A line's text, signs as wide as Chinese letters made narrow, "( 3 )" at its end as "(3)"."""
    text = unicodedata.normalize("NFKC", line.text).strip()
    return re.sub(r"\(\s*(\S{1,7})\s*\)$", r"(\1)", text)

"""Sizes and weights of type on recognised pages: measured ones vary by a tenth, type does not."""

from __future__ import annotations

import math
from collections import Counter
from collections.abc import Sequence
from statistics import median

from assistant.readers.ocr.lines import TextLine
from assistant.text.scripts import has_cjk, is_cjk

# Nine of ten lines of one size, on pages whose size is known, are measured within these.
_LOWEST, _HIGHEST = 0.9, 1.08
_REACH = 0.07  # of a size: what counts for the one that most letters have
_LONG = 25  # letters
_DOUBT = 0.88  # of a size by height
_BOLD = 1.3  # times the usual stroke: bold type has 1.45, other fonts up to 1.2
_LEAST_LETTERS = 3


def measured_sizes(lines: Sequence[TextLine]) -> list[float]:
    """The size of each line by its height; of a long one by its width where that is less.

    A mark below or above a line makes it look higher, but its letters are as wide as they are.
    Sizes are in the unit of the lines' own.
    """
    widths = [(line.ink.right - line.ink.left) / _units(line.text) for line in lines]
    long = [at for at, line in enumerate(lines) if _units(line.text) >= _LONG]
    usual = {
        cjk: median([widths[at] / lines[at].ink.size for at in long if _is(lines[at], cjk)] or [1])
        for cjk in (False, True)
    }
    sizes = [line.ink.size for line in lines]
    for at in long:
        by_width = widths[at] / usual[has_cjk(lines[at].text)]
        sizes[at] = by_width if by_width < _DOUBT * sizes[at] else sizes[at]
    return sizes


def _is(line: TextLine, cjk: bool) -> bool:
    return has_cjk(line.text) == cjk


def _units(text: str) -> int:
    """How wide a text is, in Latin letters: a Chinese one is twice as wide."""
    return sum(1 + is_cjk(letter) for letter in text) or 1


def type_sizes(measured: Sequence[tuple[float, int]]) -> list[float]:
    """The size of type of each line, from (size that was measured, letters) of each.

    The size about which most letters are is the first, of those that are left over the next.

    >>> type_sizes([(9.8, 50), (10.1, 60), (9.6, 40), (14.2, 12)])
    [10.0, 10.0, 10.0, 14.0]
    """
    letters: Counter[float] = Counter()
    for size, count in measured:
        letters[max(round(size, 1), 0.1)] += count
    common: dict[float, float] = {}
    while left := sorted(size for size in letters if size not in common):
        centre = max(left, key=lambda size: _weight(letters, left, size))
        near = [size for size in left if _LOWEST * centre <= size <= _HIGHEST * centre]
        meant = max(round(2 * _middle(letters, near)) / 2, 0.5)
        common |= dict.fromkeys(near, meant)
    return [common[max(round(size, 1), 0.1)] for size, _ in measured]


def _weight(letters: Counter[float], sizes: Sequence[float], centre: float) -> float:
    """How many letters have about this size, those that are farther off for less."""
    return sum(
        letters[size] * max(0.0, 1 - abs(math.log(size / centre)) / _REACH) for size in sizes
    )


def _middle(letters: Counter[float], sizes: Sequence[float]) -> float:
    """The median of sizes by the letters of each."""
    half, passed = sum(letters[size] for size in sizes) / 2, 0
    for size in sizes:
        passed += letters[size]
        if passed >= half:
            return size
    return sizes[-1]


def are_bold(lines: Sequence[TextLine]) -> list[bool]:
    """Which lines are heavier than the usual one; of Chinese and Japanese ones that is not known.

    Their strokes are as long as a letter is wide, so that how long they are tells nothing.
    """
    usual = median([line.ink.stroke for line in lines if not has_cjk(line.text)] or [0.0])
    return [
        sum(map(str.isalpha, line.text)) >= _LEAST_LETTERS
        and not has_cjk(line.text)
        and line.ink.stroke > _BOLD * usual > 0
        for line in lines
    ]

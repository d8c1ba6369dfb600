"""How large and how heavy the letters of a line are, from its ink and from what it says."""

from __future__ import annotations

import math
from dataclasses import dataclass

import numpy as np

from assistant.readers.ocr.detection import LineBox
from assistant.text.scripts import has_cjk

# How far letters rise above the line that they stand on and hang below it, of a font's size, as in
# Computer Modern, Times and Song.
_CJK = (0.84, 0.15)
_TALL, _LOW = (0.7, 0.0), (0.45, 0.0)
_HANGING = (0.45, 0.21)
_BRACKET = (0.7, 0.21)
_TAILS, _SMALL, _BRACKETS = "gpqy", "aceimnorsuvwxz", "()[]{}|/jQ"
_LEAST_CONTRAST = 40  # of 255 between paper and ink
_SPECK, _FAINT = 1.5, 0.003  # pixels of ink in a row; share of the fullest row


@dataclass(frozen=True)
class Ink:
    """Bounds and base line of a line's letters and their size, all in pixels.

    ``stroke`` is how long a row of ink is on average, of the letters' size: more where it is bold.
    """

    left: float
    top: float
    right: float
    bottom: float
    base: float
    size: float
    stroke: float


def ink_of(image: np.ndarray, box: LineBox, text: str) -> Ink:
    """The ink in a line's box; without any, as if it filled half of the box."""
    left, top = math.floor(box.left), math.floor(box.top)
    part = image[top : math.ceil(box.bottom), left : math.ceil(box.right)]
    pixels = dark(part)
    first, last = _core(pixels.sum(axis=1))
    if last <= first:
        middle, half = (box.top + box.bottom) / 2, (box.bottom - box.top) / 4
        size = max(2 * half, 1.0)
        return Ink(box.left, middle - half, box.right, middle + half, middle + half, size, 0.0)
    rise, drop = _reach(text)
    size = (last - first) / (rise + drop)
    rows = pixels[first:last]
    starts = (np.diff(rows.astype(np.int8), axis=1, prepend=0) == 1).sum()
    stroke = float(rows.sum() / max(starts, 1) / size)
    across = np.flatnonzero(rows.any(axis=0)) + left
    base = top + last - drop * size
    return Ink(across[0], top + first, across[-1] + 1, top + last, base, size, stroke)


def dark(part: np.ndarray) -> np.ndarray:
    """Which pixels are ink: those nearer to the darkest than to the paper, whichever is which."""
    if not part.size:
        return np.zeros(part.shape, dtype=bool)
    low, paper, high = np.percentile(part, (1, 50, 99))
    ink = low if paper - low >= high - paper else high
    if abs(paper - ink) < _LEAST_CONTRAST:
        return np.zeros(part.shape, dtype=bool)
    middle = (paper + ink) / 2
    nearer: np.ndarray = part < middle if ink < paper else part > middle
    return nearer


def _core(counts: np.ndarray) -> tuple[int, int]:
    """First row and the row after the last of the ink around the fullest row of the middle."""
    third = len(counts) // 3
    if not counts.any() or not third:
        return 0, 0
    at = third + int(counts[third : len(counts) - third].argmax())
    least = max(_SPECK, _FAINT * counts[at])
    first = last = at
    while first > 0 and counts[first - 1] > least:
        first -= 1
    while last < len(counts) and counts[last] > least:
        last += 1
    return first, last


def _reach(text: str) -> tuple[float, float]:
    """How far the letters of a text rise and hang, of their size."""
    if has_cjk(text):
        return _CJK
    reaches = [_reach_of(letter) for letter in text if not letter.isspace()]
    rise = max((rise for rise, _ in reaches), default=_TALL[0])
    return max(rise, _LOW[0]), max((drop for _, drop in reaches), default=0.0)


def _reach_of(letter: str) -> tuple[float, float]:
    if letter in _TAILS:
        return _HANGING
    if letter in _SMALL:
        return _LOW
    if letter in _BRACKETS:
        return _BRACKET
    return _TALL if letter.isalnum() else (0.0, 0.0)

"""Text set narrow beside a figure or a table: which fragments of lines belong to which."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import pairwise
from statistics import median

from assistant.readers.pdf.lines import Line
from assistant.readers.pdf.style import ends_sentence

_LEAST = 5  # lines of one width; fewer may be chance
_NARROW = (0.3, 0.8)  # of the column's width: text beside something


@dataclass(slots=True)
class _Band:
    """Heights between which text stands on one side of ``edge``; ``after`` if it is the left."""

    top: float
    bottom: float
    edge: float
    text_left: bool


def apart(lines: Sequence[Line]) -> list[list[Line]]:
    """A column's fragments in groups to be read one after the other; mostly there is one.

    Where justified lines of the body's type keep clear of one side of the column and other
    things stand there, these are a group, the lines beside them another.
    """
    groups: list[list[Line]] = []
    left = list(lines)
    for band in _bands(lines):
        above = [line for line in left if line.base < band.top]
        inside = [line for line in left if band.top <= line.base <= band.bottom]
        left = [line for line in left if line.base > band.bottom]
        first, second = _halves(inside, band)
        groups += [group for group in (above, first, second) if group]
    return [*groups, left] if left or not groups else groups


def _halves(inside: list[Line], band: _Band) -> tuple[list[Line], list[Line]]:
    """The two sides of a band, in the order in which they are to be read."""
    before = [line for line in inside if line.left + line.right < 2 * band.edge]
    behind = [line for line in inside if line.left + line.right >= 2 * band.edge]
    last = max(before, key=lambda line: (line.base, line.right)) if before else None
    if band.text_left and last and not ends_sentence(last.text):
        return behind, before  # so that the text goes on below the band
    return before, behind


def _bands(lines: Sequence[Line]) -> list[_Band]:
    """The bands of a column from top to bottom, without those that overlap."""
    if len(lines) < 2 * _LEAST:
        return []
    sizes: Counter[float] = Counter()
    for line in lines:
        sizes[round(line.size * 2) / 2] += len(line.text)
    total = sum(sizes.values())
    found: list[_Band] = []
    for size, count in sizes.most_common(2):
        text = [line for line in lines if abs(line.size - size) <= 0.5 and len(line.text) > 15]
        if count > 0.05 * total and len(text) >= _LEAST:
            for band in _bands_of(text, lines, size):
                if not any(band.top <= o.bottom and o.top <= band.bottom for o in found):
                    found.append(band)
    return sorted(found, key=lambda band: band.top)


def _bands_of(text: Sequence[Line], lines: Sequence[Line], size: float) -> Iterator[_Band]:
    """The bands that text of one size makes among a column's lines."""
    long = [line for line in lines if len(line.text) > 15]
    left, right = min(line.left for line in long), max(line.right for line in long)
    narrow = [
        line
        for line in text
        if _NARROW[0] < (line.right - line.left) / max(right - left, 1.0) < _NARROW[1]
    ]
    for text_left in (True, False):
        outer = [
            line
            for line in narrow
            if abs(line.left - left if text_left else line.right - right) < 4
        ]
        edges = Counter(round(line.right if text_left else line.left) for line in outer)
        for edge, _ in edges.most_common(2):
            inner = [
                line
                for line in outer
                if abs((line.right if text_left else line.left) - edge) <= 1.6
            ]
            for stretch in _stretches(inner, size):
                if band := _band(stretch, lines, text, edge, text_left):
                    yield band


def _stretches(inner: list[Line], size: float) -> list[list[Line]]:
    """Lines of one width in stretches without larger gaps between them."""
    ordered = sorted(inner, key=lambda line: line.base)
    made = [ordered[:1]]
    for before, line in pairwise(ordered):
        if line.base - before.base > 4.5 * size:
            made.append([])
        made[-1].append(line)
    return [stretch for stretch in made if len(stretch) >= _LEAST]


def _band(
    stretch: list[Line], lines: Sequence[Line], text: Sequence[Line], edge: float, text_left: bool
) -> _Band | None:
    """The band that a stretch of narrow lines makes, if something else stands beside it."""
    lead = median(b.base - a.base for a, b in pairwise(stretch))
    if not 0.9 * stretch[0].size < lead < 2.2 * stretch[0].size:
        return None
    top, bottom = stretch[0].base, stretch[-1].base
    own = [line for line in text if (line.right < edge + 3 if text_left else line.left > edge - 3)]
    for line in sorted(own, key=lambda line: line.base):
        if bottom < line.base < bottom + 1.3 * lead:
            bottom = line.base
    for line in sorted(own, key=lambda line: -line.base):
        if top - 1.3 * lead < line.base < top:
            top = line.base
    top, bottom = top - 0.7 * lead, bottom + 0.7 * lead
    inside = [line for line in lines if top <= line.base <= bottom]
    if any(line.left < edge - 4 and line.right > edge + 4 for line in inside):
        return None
    beside = [
        line for line in inside if (line.left > edge + 2 if text_left else line.right < edge - 2)
    ]
    bases = {round(line.base * 2) for line in beside}
    level = sum(any(abs(line.base - other.base) < 0.5 for other in stretch) for line in beside)
    if len(bases) < 3 or level > 0.6 * len(beside):
        return None
    return _Band(top, bottom, edge, text_left)

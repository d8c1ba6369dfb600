"""Words of a page's drawing in lines."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from statistics import median

from assistant.readers.pdf.page.view import Rectangle
from assistant.readers.pdf.tables.drawing import Word


def lines_of_words(words: Iterable[Word]) -> list[list[Word]]:
    """Words in lines from top to bottom, each from left to right; small ones join their line."""
    ordered = sorted(words, key=lambda word: word.base)
    if not ordered:
        return []
    usual = median(word.size for word in ordered)
    lines: list[list[Word]] = []
    for word in (w for w in ordered if w.size >= 0.8 * usual):
        if lines and abs(word.base - lines[-1][0].base) <= 0.35 * max(word.size, lines[-1][0].size):
            lines[-1].append(word)
        else:
            lines.append([word])
    for word in (w for w in ordered if w.size < 0.8 * usual):
        near = [line for line in lines if abs(word.base - line[0].base) <= 0.62 * line[0].size]
        beside = [
            line
            for line in near
            if any(-0.3 * usual < word.left - other.right < 0.6 * usual for other in line)
        ]
        chosen = beside or near
        if chosen:
            min(chosen, key=lambda line: abs(word.base - line[0].base)).append(word)
        else:
            lines.append([word])
    for line in lines:
        line.sort(key=lambda word: word.left)
    return sorted(lines, key=lambda line: line[0].base)


def outside(words: Sequence[Word], boxes: Sequence[Rectangle]) -> list[Word]:
    """The words that stand in none of the boxes, which are in points as they are."""
    return [
        word
        for word in words
        if not any(
            o[0] - 1 <= (word.left + word.right) / 2 <= o[2] + 1
            and o[1] - 1 <= word.base <= o[3] + 1
            for o in boxes
        )
    ]

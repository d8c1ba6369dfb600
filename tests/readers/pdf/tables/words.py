"""Words on lines, made for tests."""

from __future__ import annotations

from assistant.readers.pdf.tables.drawing import Word

SIZE, LETTER = 10.0, 5.0


def word(text: str, left: float, base: float, *, bold: bool = False) -> Word:
    """A word of letters five points wide that stands on ``base``."""
    right = left + LETTER * len(text)
    return Word(text, left, base - 7, right, base + 2, base, SIZE, bold=bold)


def line(base: float, *cells: tuple[float, str], bold: bool = False) -> list[Word]:
    """The words of cells that begin at the heights told, a blank's width apart."""
    made = []
    for left, text in cells:
        for part in text.split():
            made.append(word(part, left, base, bold=bold))
            left = made[-1].right + 2.5
    return made

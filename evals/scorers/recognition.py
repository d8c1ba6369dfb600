"""Character error rate of recognised pages: their lines against those of the text they show."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from rapidfuzz.distance import Levenshtein

# Characters that look alike or that writers use for one another.
_ALIKE = str.maketrans({
    "’": "'", "‘": "'", "“": '"', "”": '"', "–": "-", "—": "-", "−": "-", "‐": "-", "\ufffe": "-",
    "\x02": "-", "\xad": "-", "∗": "*", "′": "'",
})  # fmt: skip
# Only between Latin words and numbers does a blank say something: beside signs, papers hold blanks
# that nobody sees, and Chinese and Japanese have none.
_NO_BLANK = re.compile(r"(?<=[^A-Za-z0-9]) | (?=[^A-Za-z0-9])")
_OVERLAP = 0.5  # of the lower of two lines
_BESIDE = 0.3  # of the narrower
_LEAST_PROSE = 20  # letters
_LETTERS = 0.8  # of the characters of a line of prose; formulas have fewer


@dataclass(frozen=True)
class Placed:
    """A line of text and where it stands, in points from the page's top left corner."""

    text: str
    left: float
    top: float
    right: float
    bottom: float


@dataclass(frozen=True)
class Errors:
    """Characters that have to be changed, of how many; ``wrong`` shows the lines with some."""

    changes: int
    characters: int
    wrong: tuple[str, ...] = ()


def errors(gold: Sequence[Placed], found: Sequence[Placed], *, prose: bool) -> Errors:
    """Changes that make the lines of ``found`` those of ``gold``.

    Lines that stand in the same place are compared, each piece from left to right; what is found
    where no gold stands (in pictures) does not count. With ``prose`` only lines do that are long
    and mostly letters, so no formulas.
    """
    changes = characters = 0
    wrong = []
    for wanted, given in _pairs(gold, found):
        if prose and not _is_prose(wanted):
            continue
        distance = Levenshtein.distance(wanted, given)
        changes, characters = changes + distance, characters + len(wanted)
        if distance:
            wrong.append(f"{wanted} | {given}")
    return Errors(changes, characters, tuple(wrong))


def plain(text: str) -> str:
    """A text with one form of each character, and blanks between Latin words and numbers only.

    >>> plain("Ｑ 学习 [ 3 ]　“A  B”")
    'Q学习[3]"A B"'
    """
    text = unicodedata.normalize("NFKC", text.translate(_ALIKE)).translate(_ALIKE)
    return _NO_BLANK.sub("", re.sub(r"\s+", " ", text)).strip()


def _is_prose(text: str) -> bool:
    letters = sum(map(str.isalnum, text))
    return letters >= _LEAST_PROSE and letters >= _LETTERS * len(text.replace(" ", ""))


def _pairs(gold: Sequence[Placed], found: Sequence[Placed]) -> Iterator[tuple[str, str]]:
    """What stands in one place in the gold text, and what was found there."""
    lines = [*gold, *found]
    groups = list(range(len(lines)))
    for at, wanted in enumerate(gold):
        for other, given in enumerate(found, start=len(gold)):
            if _same_place(wanted, given):
                first, second = groups[at], groups[other]
                groups = [first if group == second else group for group in groups]
    for group in sorted({groups[at] for at in range(len(gold))}):
        members = [at for at in range(len(lines)) if groups[at] == group]
        yield (
            _joined([lines[at] for at in members if at < len(gold)]),
            _joined([lines[at] for at in members if at >= len(gold)]),
        )


def _joined(lines: Sequence[Placed]) -> str:
    text = plain(" ".join(line.text for line in sorted(lines, key=lambda line: line.left)))
    latin = sum(letter.isascii() for letter in text)
    return text if latin > len(text) / 2 else text.replace(" ", "")


def _same_place(one: Placed, other: Placed) -> bool:
    down = min(one.bottom, other.bottom) - max(one.top, other.top)
    across = min(one.right, other.right) - max(one.left, other.left)
    lower = min(one.bottom - one.top, other.bottom - other.top)
    narrower = min(one.right - one.left, other.right - other.left)
    return down > _OVERLAP * lower and across > _BESIDE * narrower

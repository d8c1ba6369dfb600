"""The rows of a table's body: which lines are one row, and which labels stand for several."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from itertools import pairwise
from statistics import median

from assistant.readers.pdf.paragraphs import tidy
from assistant.readers.pdf.tables.drawing import Word

# The words of a line or of a row, by the number of their column.
Cells = Mapping[int, Sequence[Word]]

_SPACE = 0.12  # of the size of type; less parts no words
_BLANK = 0.3  # of the size of type between words
_TOUCH = 0.8  # of the size of type; lines nearer than this overlap
_NEXT_LINE = 1.7  # of the size of type; lines of one label are no further apart
_APART = 1.22  # times the least lead; lines further apart begin a row
_CENTRED = 0.3  # of a band's height
_FULL = 0.5  # of the columns
_VALUE = re.compile(r"[^\w\s]*\d[\d.,:/×x*±%()–—−\s-]*[A-Za-z%]{0,3}[^\w\s]*")
_STOP = re.compile(r"(?<=\d)．(?=\d)")  # a decimal point, set wide
_BROKEN = re.compile(r"\w[-–—,/]$")  # a range or a list that goes on below
_CUT = re.compile(r"[^\W\d_]-$")
MAYBE = "\u00ad"  # a soft hyphen: either no character or a hyphen
_MARKS = frozenset("✓✗✔✘×√-–—−●○◦•")


def is_value(text: str) -> bool:
    """Whether a text is a number, a range, or a mark such as a tick.

    >>> is_value("88.5 ± 0.1"), is_value("✓"), is_value("GPT-3")
    (True, True, False)
    """
    stripped = text.strip()
    return bool(stripped) and (_VALUE.fullmatch(stripped) is not None or set(stripped) <= _MARKS)


def text_of(words: Sequence[Word]) -> str:
    """Words of one cell, line by line, as text.

    A hyphen at a line's end that may part a word becomes ``MAYBE``. An exponent is written after
    "^": what is raised after a number would read as one with it.
    """
    text = ""
    for before, word in zip([None, *words], words, strict=False):
        if before is None:
            text = word.text
        elif abs(word.base - before.base) > 0.7 * max(word.size, before.size):
            if not _CUT.search(text):
                text += " "
            elif word.text[:1].islower():
                text = text[:-1] + MAYBE
            text += word.text
        elif word.left - before.right >= _SPACE * max(word.size, before.size):
            text += f" {word.text}"
        else:
            raised = word.size < 0.85 * before.size and word.base < before.base - 1
            text += f"^{word.text}" if raised and text[-1:].isdigit() else word.text
    return tidy(_STOP.sub(".", text.strip()))


def rows_of(
    lines: Sequence[Cells], edges: Sequence[float], whole: bool
) -> list[dict[int, list[Word]]]:
    """The rows of the lines between two rules.

    ``edges`` are the right edges of the columns in points. ``whole`` says that the table has rules
    between its rows, so that lines without numbers below one another are one row. What stands
    alone in the first column, at half the height of several rows, is put to each of them.
    """
    label = _label(lines)
    rest = [{c: words for c, words in line.items() if c or not label} for line in lines]
    rest = [line for line in rest if line]
    starts = _starts(rest, edges, whole)
    made: list[dict[int, list[Word]]] = []
    for line, begins in zip(rest, starts, strict=True):
        if begins or not made:
            made.append({})
        for column, words in line.items():
            made[-1].setdefault(column, []).extend(words)
    for row in made:
        if label:
            row[0] = list(label)
    return made


def _label(lines: Sequence[Cells]) -> list[Word]:
    """The words of the first column where they stand for all lines; none where they do not."""
    mine = [place for place, line in enumerate(lines) if 0 in line]
    others = [line for line in lines if any(line.keys() - {0})]
    if not mine or len(others) < 2 or 2 * len(mine) > len(others):
        return []
    if mine[-1] - mine[0] + 1 > 2 * len(mine):
        return []
    bases = [words[0].base for line in others for words in line.values()]
    middle = (min(bases) + max(bases)) / 2
    own = [lines[place][0][0].base for place in mine]
    size = lines[mine[0]][0][0].size
    if any(after - before > _NEXT_LINE * size for before, after in pairwise(own)):
        return []
    height = max(max(bases) - min(bases), 1.0)
    if abs((own[0] + own[-1]) / 2 - middle) > _CENTRED * height:
        return []
    return [word for place in mine for word in lines[place][0]]


def _base(line: Cells) -> float:
    return next(iter(line.values()))[0].base


def _starts(lines: Sequence[Cells], edges: Sequence[float], whole: bool) -> Iterator[bool]:
    """For each line whether it begins a row."""
    if not lines:
        return
    size = median(word.size for line in lines for words in line.values() for word in words)
    leads = [_base(line) - _base(before) for before, line in pairwise(lines)]
    clear = [lead for lead in leads if lead >= _TOUCH * size]
    least = min(clear, default=0.0)
    several = any(lead > _APART * least for lead in clear)
    valued = sum(_values(line) > 0 for line in lines) > 0.6 * len(lines)
    if whole and not valued:
        yield from (place == 0 for place in range(len(lines)))
        return
    yield True
    opening = lines[0]
    numbers = _number_columns(lines)
    for (before, line), lead in zip(pairwise(lines), leads, strict=True):
        apart = _base(line) - _base(opening) >= _TOUCH * size
        if apart and not _completes(opening, line) and numbers & opening.keys() & line.keys():
            begins = True
        elif lead < _TOUCH * size or _completes(opening, line):
            begins = False
        elif _values(line) and _values(before) and not _only_goes_on(before, line):
            begins = True
        elif several:
            begins = lead > _APART * least
        else:
            begins = _looks_new(before, line, edges)
        opening = line if begins else opening
        yield begins


def _number_columns(lines: Sequence[Cells]) -> set[int]:
    """The columns that hold whole values alone: each of them begins a row."""
    texts: dict[int, list[str]] = {}
    for line in lines:
        for column, words in line.items():
            texts.setdefault(column, []).append(text_of(words))
    return {
        column
        for column, found in texts.items()
        if all(is_value(text) and not _BROKEN.search(text) for text in found)
    }


def _completes(opening: Cells, line: Cells) -> bool:
    """Whether a line without a first cell can only go on with the row that another one opened.

    That one has numbers where this has none, or this has only what a number's error is written as.
    """
    if 0 in line or 0 not in opening:
        return False
    if all(text_of(words).startswith(("±", "(")) for words in line.values()):
        return True
    numbers = {column for column, words in opening.items() if column and is_value(text_of(words))}
    return bool(numbers) and not numbers & line.keys()


def _values(line: Cells) -> int:
    return sum(is_value(text_of(words)) for words in line.values())


def _only_goes_on(before: Cells, line: Cells) -> bool:
    """Whether a line has no column but those whose text may have been broken off."""
    return len(line) == 1 and 0 not in line and len(before) > 2


def _looks_new(before: Cells, line: Cells, edges: Sequence[float]) -> bool:
    """Whether a line begins a row where all lines are equally far apart."""
    first = text_of(line[0]) if 0 in line else ""
    if first:
        ended = text_of(before[0]) if 0 in before else ""
        goes_on = first[:1].islower() or ended.endswith(("-", ",", "and", "of", "/", "("))
        return not goes_on and (len(line) > 1 or _had_room(before.get(0), line[0], edges[0]))
    starts = [text_of(words)[:1] for words in line.values()]
    return len(line) >= _FULL * len(edges) and not any(start.islower() for start in starts)


def _had_room(before: Sequence[Word] | None, words: Sequence[Word], edge: float) -> bool:
    """Whether the first word of a cell had room on the line above, so that it is no wrap."""
    if not before:
        return True
    first = words[0]
    return before[-1].right + _BLANK * first.size + (first.right - first.left) < edge

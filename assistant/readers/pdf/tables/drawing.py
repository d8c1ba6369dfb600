"""What a page draws that tables are made of: words with their boxes, and straight rules.

Read for pages that have a table's caption only: it costs a call for each character.
"""

from __future__ import annotations

import ctypes
import re
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from typing import Any

import pypdfium2.raw as pdfium

from assistant.readers.pdf.page.runs import PageText, Run
from assistant.readers.pdf.page.view import Rectangle, View
from assistant.readers.pdf.tables.strokes import THIN, strokes_of
from assistant.text.normalize import clean

# What one page may hold; a drawing of more is no table.
MOST_CHARACTERS = 60_000
MOST_RULES = 1500
_SHORTEST = 4.0  # points
_WORD_GAP = 0.2  # of the size of type; a wider gap parts two words
_RISE, _FALL = 0.72, 0.22  # of the size of type; how far letters reach above and below their line
_WORD = re.compile(r"\S+")
_RETURN = 0x0D  # what pdfium puts between lines, and TeX's fonts mean "fl" by
_HYPHENS = frozenset((0xFFFE, 0x02, 0xAD, 0x2010, 0x2011))
_LIGATURE = 1.3  # of the size of type; the letters of a ligature have the box of all of it
_STRIP = 8.0  # points; runs are looked up by strips of the page of this height


@dataclass(slots=True)
class Word:
    """A word in points from the top left corner of its frame; ``base`` is what it stands on.

    ``spaced`` says that a blank stands before it.
    """

    text: str
    left: float
    top: float
    right: float
    bottom: float
    base: float
    size: float
    spaced: bool = True
    bold: bool = False


@dataclass(frozen=True, slots=True)
class Rule:
    """A straight line along the page or down it: from ``start`` to ``end`` at ``at``, in points."""

    start: float
    end: float
    at: float


@dataclass(frozen=True)
class Drawing:
    """The words of a page's frame and the rules across and down it, from top or left on."""

    words: tuple[Word, ...]
    across: tuple[Rule, ...]
    down: tuple[Rule, ...]


def drawing_of(page: Any, frame: PageText) -> Drawing:
    """What is drawn on a loaded page, as its ``frame`` is read; hidden characters are left out."""
    view = View(page)
    rotation = (view.rotation + frame.turn) % 4
    words: list[Word] = []
    strokes: Iterable[Rectangle] = frame.rules
    if frame.confidence is not None:  # its words and rules are those of the image
        words = [word for run in frame.runs for word in _recognised(run)]
    elif text_page := pdfium.FPDFText_LoadPage(page):
        try:
            words = list(_words(text_page, view, rotation, frame))
        finally:
            pdfium.FPDFText_ClosePage(text_page)
    if frame.confidence is None:
        strokes = strokes_of(page, view, rotation)
    across: list[Rule] = []
    down: list[Rule] = []
    for left, top, right, bottom in strokes:
        if bottom - top <= THIN and right - left >= _SHORTEST:
            across.append(Rule(left, right, (top + bottom) / 2))
        elif right - left <= THIN and bottom - top >= _SHORTEST:
            down.append(Rule(top, bottom, (left + right) / 2))
    rules, downs = joined(across), joined(down)
    if len(rules) > MOST_RULES:  # a drawing, not a table
        rules = []
    return Drawing(tuple(words), tuple(rules), tuple(downs if len(downs) <= MOST_RULES else ()))


def _recognised(run: Run) -> Iterator[Word]:
    """The words of a recognised line; where their places are not known, by their share of it."""
    each = (run.right - run.left) / max(len(run.text), 1)
    shares = [
        (match[0], run.left + each * match.start(), run.left + each * match.end())
        for match in _WORD.finditer(run.text)
    ]
    for place, (text, left, right) in enumerate(shares):
        if run.words:
            left, right = run.words[place]
        top, bottom = run.base - _RISE * run.size, run.base + _FALL * run.size
        yield Word(text, left, top, right, bottom, run.base, run.size, True, run.font.bold)


def joined(rules: Iterable[Rule]) -> list[Rule]:
    """Rules with those that touch in one line put together, by where they are."""
    rows: list[list[Rule]] = []
    for rule in sorted(rules, key=lambda rule: rule.at):
        if rows and rule.at - rows[-1][0].at <= THIN / 2:
            rows[-1].append(rule)
        else:
            rows.append([rule])
    made: list[Rule] = []
    for row in rows:
        first = len(made)
        for rule in sorted(row, key=lambda rule: rule.start):
            if len(made) > first and rule.start <= made[-1].end + 1.0:
                made[-1] = Rule(made[-1].start, max(made[-1].end, rule.end), made[-1].at)
            else:
                made.append(rule)
    return made


def _words(text_page: Any, view: View, rotation: int, frame: PageText) -> Iterator[Word]:
    """The words of the characters that lie in a frame's runs, in the order of the content."""
    seen: defaultdict[int, list[Run]] = defaultdict(list)
    for each in frame.runs:
        if each.size:
            for strip in {int((each.base - 1) // _STRIP), int((each.base + 1) // _STRIP)}:
                seen[strip].append(each)
    word: Word | None = None
    spaced = True
    for text, box, base in _characters(text_page, view, rotation, frame.letters):
        if not text.strip():
            spaced = True
            continue
        if (run := _run_of(box, base, seen)) is None:
            continue
        left, right = box[0], box[2]
        top, bottom = base - _RISE * run.size, base + _FALL * run.size
        if word and not spaced and _goes_on(word, left, base, run.size):
            word.text += text
            word.right, word.top = max(word.right, right), min(word.top, top)
            word.bottom = max(word.bottom, bottom)
            continue
        if word:
            yield _clean(word)
        word = Word(text, left, top, right, bottom, base, run.size, spaced, run.font.bold)
        spaced = False
    if word:
        yield _clean(word)


def _characters(
    text_page: Any, view: View, rotation: int, letters: Mapping[int, str]
) -> Iterator[tuple[str, Rectangle, float]]:
    loose = pdfium.FS_RECTF()
    origin = [ctypes.c_double() for _ in range(2)]
    for at in range(min(pdfium.FPDFText_CountChars(text_page), MOST_CHARACTERS)):
        code = pdfium.FPDFText_GetUnicode(text_page, at)
        if code == _RETURN and pdfium.FPDFText_IsGenerated(text_page, at) == 1:
            text = " "
        elif code in letters:
            text = letters[code]
        elif code in _HYPHENS:
            text = "-"
        else:
            text = chr(code) if 0x20 <= code < 0x110000 and not 0xD800 <= code < 0xE000 else " "
        pdfium.FPDFText_GetLooseCharBox(text_page, at, ctypes.byref(loose))
        pdfium.FPDFText_GetCharOrigin(text_page, at, *map(ctypes.byref, origin))
        box = view.box(loose.left, loose.top, loose.right, loose.bottom, rotation)
        yield text, box, view.height_of(origin[0].value, origin[1].value, rotation)


def _run_of(box: Rectangle, base: float, seen: defaultdict[int, list[Run]]) -> Run | None:
    """The run of a frame that a character stands in; None for one that was left out."""
    x = (box[0] + box[2]) / 2
    for run in seen.get(int(base // _STRIP), ()):
        if run.left - 1 <= x <= run.right + 1 and abs(run.base - base) <= 1:
            return run
    return None


def _goes_on(word: Word, left: float, base: float, size: float) -> bool:
    """Whether a character belongs to the word before it."""
    gap = left - word.right
    level = abs(base - word.base) < 0.15 * max(size, word.size)
    return level and -_LIGATURE * size < gap < _WORD_GAP * max(size, word.size)


def _clean(word: Word) -> Word:
    word.text = clean(word.text)
    return word

"""What a page draws that tables are made of: words with their boxes, and straight rules.

Read for pages that have a table's caption only: it costs a call for each character.
"""

from __future__ import annotations

import ctypes
from collections import defaultdict
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import Any

import pypdfium2.raw as pdfium

from assistant.readers.pdf.lines import TEX_CODES
from assistant.readers.pdf.page.runs import PageText, Run
from assistant.readers.pdf.page.view import Rectangle, View
from assistant.text.normalize import clean

# What one page may hold; a drawing of more is no table.
MOST_CHARACTERS = 60_000
MOST_OBJECTS = 20_000
MOST_SEGMENTS = 40_000
_DEEPEST = 3  # forms within forms
_THIN = 2.6  # points; a filled shape no thicker is a rule
_SHORTEST = 4.0  # points
_WORD_GAP = 0.2  # of the size of type; a wider gap parts two words
_RISE, _FALL = 0.72, 0.22  # of the size of type; how far letters reach above and below their line
_RETURN = 0x0D  # what pdfium puts between lines, and TeX's fonts mean "fl" by
_HYPHENS = frozenset((0xFFFE, 0x02, 0xAD, 0x2010, 0x2011))
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
    text_page = pdfium.FPDFText_LoadPage(page)
    words: list[Word] = []
    if text_page:
        try:
            words = list(_words(text_page, view, rotation, frame.runs))
        finally:
            pdfium.FPDFText_ClosePage(text_page)
    across: list[Rule] = []
    down: list[Rule] = []
    for left, top, right, bottom in _strokes(page, view, rotation):
        if bottom - top <= _THIN and right - left >= _SHORTEST:
            across.append(Rule(left, right, (top + bottom) / 2))
        elif right - left <= _THIN and bottom - top >= _SHORTEST:
            down.append(Rule(top, bottom, (left + right) / 2))
    return Drawing(tuple(words), tuple(joined(across)), tuple(joined(down)))


def joined(rules: Iterable[Rule]) -> list[Rule]:
    """Rules with those that touch in one line put together, by where they are."""
    rows: list[list[Rule]] = []
    for rule in sorted(rules, key=lambda rule: rule.at):
        if rows and rule.at - rows[-1][0].at <= _THIN / 2:
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


def _words(text_page: Any, view: View, rotation: int, runs: list[Run]) -> Iterator[Word]:
    """The words of the characters that lie in a frame's runs, in the order of the content."""
    seen: defaultdict[int, list[Run]] = defaultdict(list)
    for each in runs:
        if each.size:
            for strip in {int((each.base - 1) // _STRIP), int((each.base + 1) // _STRIP)}:
                seen[strip].append(each)
    word: Word | None = None
    spaced = True
    for text, box, base in _characters(text_page, view, rotation):
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
    text_page: Any, view: View, rotation: int
) -> Iterator[tuple[str, Rectangle, float]]:
    loose = pdfium.FS_RECTF()
    origin = [ctypes.c_double() for _ in range(2)]
    for at in range(min(pdfium.FPDFText_CountChars(text_page), MOST_CHARACTERS)):
        code = pdfium.FPDFText_GetUnicode(text_page, at)
        if code == _RETURN and pdfium.FPDFText_IsGenerated(text_page, at) == 1:
            text = " "
        elif code in TEX_CODES:
            text = TEX_CODES[code]
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
    return level and -0.5 * size < gap < _WORD_GAP * max(size, word.size)


def _clean(word: Word) -> Word:
    word.text = clean(word.text)
    return word


def _strokes(page: Any, view: View, rotation: int) -> Iterator[Rectangle]:
    """The boxes of a page's straight lines and thin filled shapes in a frame."""
    matrix = (1.0, 0.0, 0.0, 1.0, 0.0, 0.0)
    count = pdfium.FPDFPage_CountObjects(page)
    left = [MOST_OBJECTS, MOST_SEGMENTS]
    for place in range(min(count, MOST_OBJECTS)):
        item = pdfium.FPDFPage_GetObject(page, place)
        for x0, y0, x1, y1 in _lines_of(item, matrix, 0, left):
            yield view.box(min(x0, x1), max(y0, y1), max(x0, x1), min(y0, y1), rotation)


_Matrix = tuple[float, float, float, float, float, float]


def _lines_of(item: Any, outer: _Matrix, depth: int, left: list[int]) -> Iterator[Rectangle]:
    """The straight lines of a page's object and of what is in it, in the page's coordinates."""
    left[0] -= 1
    if left[0] < 0 or left[1] < 0:
        return
    kind = pdfium.FPDFPageObj_GetType(item)
    if kind == pdfium.FPDF_PAGEOBJ_PATH:
        yield from _segments(item, _times(_matrix_of(item), outer), left)
    elif kind == pdfium.FPDF_PAGEOBJ_FORM and depth < _DEEPEST:
        inner = _times(_matrix_of(item), outer)
        for place in range(min(pdfium.FPDFFormObj_CountObjects(item), MOST_OBJECTS)):
            yield from _lines_of(pdfium.FPDFFormObj_GetObject(item, place), inner, depth + 1, left)


def _matrix_of(item: Any) -> _Matrix:
    matrix = pdfium.FS_MATRIX()
    if not pdfium.FPDFPageObj_GetMatrix(item, ctypes.byref(matrix)):
        return 1.0, 0.0, 0.0, 1.0, 0.0, 0.0
    return matrix.a, matrix.b, matrix.c, matrix.d, matrix.e, matrix.f


def _times(first: _Matrix, then: _Matrix) -> _Matrix:
    a, b, c, d, e, f = first
    p, q, r, s, t, u = then
    return (
        a * p + b * r, a * q + b * s, c * p + d * r, c * q + d * s,
        e * p + f * r + t, e * q + f * s + u,
    )  # fmt: skip


def _segments(path: Any, matrix: _Matrix, left: list[int]) -> Iterator[Rectangle]:
    """The straight segments of a path that is drawn; a thin filled shape is one segment."""
    fill, stroke = ctypes.c_int(), pdfium.FPDF_BOOL()
    pdfium.FPDFPath_GetDrawMode(path, ctypes.byref(fill), ctypes.byref(stroke))
    if not fill.value and not stroke.value:
        return
    points: list[tuple[float, float]] = []
    lines: list[Rectangle] = []
    x, y = ctypes.c_float(), ctypes.c_float()
    a, b, c, d, e, f = matrix
    first = (0.0, 0.0)
    count = pdfium.FPDFPath_CountSegments(path)
    left[1] -= count
    if left[1] < 0:
        return
    for place in range(count):
        segment = pdfium.FPDFPath_GetPathSegment(path, place)
        if not pdfium.FPDFPathSegment_GetPoint(segment, ctypes.byref(x), ctypes.byref(y)):
            continue
        point = (a * x.value + c * y.value + e, b * x.value + d * y.value + f)
        kind = pdfium.FPDFPathSegment_GetType(segment)
        if kind == pdfium.FPDF_SEGMENT_MOVETO:
            first = point
        elif kind == pdfium.FPDF_SEGMENT_LINETO and points:
            lines.append((*points[-1], *point))
        points.append(point)
        if pdfium.FPDFPathSegment_GetClose(segment):
            lines.append((*point, *first))
    if not points:
        return
    across, up = [p[0] for p in points], [p[1] for p in points]
    box = (min(across), min(up), max(across), max(up))
    if min(box[2] - box[0], box[3] - box[1]) <= _THIN:
        yield box
    elif stroke.value:
        yield from lines

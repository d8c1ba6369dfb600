"""Characters of a PDF page in runs of one style, through pdfium's raw text interface.

Calls are made once a run rather than once a character wherever possible: that is what makes the
reader fast. Positions are in points from the page's top left corner as it is shown.
"""

from __future__ import annotations

import ctypes
import math
import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from itertools import groupby
from typing import Any

import pypdfium2.raw as pdfium

from assistant.text.scripts import is_cjk

_BOLD = re.compile(
    r"bold|black|heavy|demi|medi(?!um)|cmbx|cmssbx|sfbx|simhei|黑|-b$|\.b$", re.IGNORECASE
)
_ITALIC = re.compile(r"ital|obli|cmti|cmsl|-it$|slanted", re.IGNORECASE)
_TABLE = re.compile(r"(?:^|[\n\ufffe])\s*(?:Table|TABLE|Tab\.|[表])\s*[\dIVXA-Z]")
# Where Adobe's fonts keep small capitals and old-style digits.
_SMALL = {0xF700 + code: chr(code) for code in (*range(0x30, 0x3A), *range(0x61, 0x7B))}
_HAS_SMALL = re.compile("[\uf730-\uf739\uf761-\uf77a]")
_INVISIBLE = 3
_TINY = 2.0


@dataclass(frozen=True, slots=True)
class Font:
    """A font's name without its subset prefix, and what the name says of it."""

    name: str
    bold: bool
    italic: bool


@dataclass(slots=True)
class Run:
    """Characters of one text object on one line, in points from the page's top left corner.

    ``base`` is the height of the line that its letters stand on.

    ``joined`` says that no blank stands before it, ``cut`` that a wide one does.
    ``hidden`` is why nobody can see them: "invisible", "white", "tiny", "off the page" or "".
    ``starts_line`` is True after a line break of the page's content.
    """

    text: str
    left: float
    top: float
    right: float
    bottom: float
    base: float
    size: float
    font: Font
    turned: bool
    hidden: str
    starts_line: bool
    joined: bool = False
    cut: bool = False


@dataclass(slots=True)
class PageText:
    """A page's runs in the order of its content; ``number`` counts from 1, sizes in points."""

    number: int
    width: float
    height: float
    runs: list[Run]
    has_image: bool = False
    ocr: bool = False
    turned_text: str = ""
    hidden: dict[str, str] = field(default_factory=dict)


class TextReader:
    """Reads the runs of a document's pages; holds its fonts. ``document`` is a raw handle."""

    def __init__(self, document: Any) -> None:
        self._document = document
        self._fonts: dict[int, Font] = {}
        self._object_of = _retyped(pdfium.FPDFText_GetTextObject, ctypes.c_void_p)

    def page(self, index: int) -> PageText | None:
        """The text of the page at ``index`` from 0; None if the page cannot be loaded."""
        page = pdfium.FPDF_LoadPage(self._document, index)
        if not page:
            return None
        text_page = pdfium.FPDFText_LoadPage(page)
        try:
            view = _View(page, index == 0)
            made = PageText(index + 1, view.width, view.height, [])
            if text_page:
                made.runs = list(self._runs(text_page, view))
                _sort_out(page, made, view)
            return made
        finally:
            if text_page:
                pdfium.FPDFText_ClosePage(text_page)
            pdfium.FPDF_ClosePage(page)

    def blank_share(self, most: int = 20) -> float:
        """The share of text objects without a readable character on the first pages."""
        total = blank = 0
        for index in range(min(most, pdfium.FPDF_GetPageCount(self._document))):
            page = pdfium.FPDF_LoadPage(self._document, index)
            text_page = pdfium.FPDFText_LoadPage(page) if page else None
            for place in range(min(pdfium.FPDFPage_CountObjects(page), 20_000) if page else 0):
                item = pdfium.FPDFPage_GetObject(page, place)
                if pdfium.FPDFPageObj_GetType(item) == pdfium.FPDF_PAGEOBJ_TEXT:
                    total += 1
                    blank += pdfium.FPDFTextObj_GetText(item, text_page, None, 0) <= 2
            if text_page:
                pdfium.FPDFText_ClosePage(text_page)
            if page:
                pdfium.FPDF_ClosePage(page)
        return blank / total if total else 0.0

    def _runs(self, text_page: Any, view: _View) -> Iterator[Run]:
        count = pdfium.FPDFText_CountChars(text_page)
        if count <= 0:
            return
        text = _characters(text_page, count)
        object_of = self._object_of
        wide = view.first or _TABLE.search(text)
        cut = _cuts(text_page, text) if wide else frozenset()
        objects = [object_of(text_page, place) for place in range(count)]
        matrix, rect = pdfium.FS_MATRIX(), [ctypes.c_double() for _ in range(4)]
        pointers = [ctypes.byref(value) for value in rect]
        start, starts_line = 0, True
        for handle, group in groupby(objects):
            end = start + sum(1 for _ in group)
            piece = text[start:end]
            first, start = start, end
            if not handle or not piece.strip():
                starts_line = starts_line or "\n" in piece
                if not starts_line:
                    yield _blank(piece)
                continue
            for run_text, offset in _unbroken(piece, first, cut):
                at = first + offset
                if pdfium.FPDFText_CountRects(text_page, at, len(run_text)) < 1:
                    continue
                pdfium.FPDFText_GetRect(text_page, 0, *pointers)
                pdfium.FPDFText_GetMatrix(text_page, at, matrix)
                left, top, right, bottom = view.box(*(value.value for value in rect))
                made = self._run(
                    text_page, at, handle, run_text, (left, top, right, bottom), matrix, view,
                    starts_line,
                )  # fmt: skip
                made.cut = at - 1 in cut
                yield made
                starts_line = False
            starts_line = piece.endswith("\n")

    def _run(
        self, text_page: Any, at: int, handle: int, text: str, box: tuple[float, ...],
        matrix: Any, view: _View, starts_line: bool,
    ) -> Run:  # fmt: skip
        left, top, right, bottom = box
        size = pdfium.FPDFText_GetFontSize(text_page, at) * math.hypot(matrix.b, matrix.d)
        turned = view.is_turned(matrix)
        hidden = ""
        mode = pdfium.FPDFTextObj_GetTextRenderMode(ctypes.cast(handle, pdfium.FPDF_PAGEOBJECT))
        if mode == _INVISIBLE:
            hidden = "invisible"
        elif right < 0 or bottom < 0 or left > view.width or top > view.height:
            hidden = "off the page"
        elif size < _TINY and bottom - top < _TINY:
            hidden = "tiny"
        elif _is_white(text_page, at):
            hidden = "white"
        font = self._font(handle)
        base = view.height_of(matrix.e, matrix.f)
        return Run(text, left, top, right, bottom, base, size, font, turned, hidden, starts_line)

    def _font(self, handle: int) -> Font:
        raw = pdfium.FPDFTextObj_GetFont(ctypes.cast(handle, pdfium.FPDF_PAGEOBJECT))
        key = ctypes.cast(raw, ctypes.c_void_p).value or 0
        if key not in self._fonts:
            self._fonts[key] = _described(raw)
        return self._fonts[key]


class _View:
    """How page coordinates become points from the top left corner of the page as shown."""

    def __init__(self, page: Any, first: bool) -> None:
        self.first = first
        box = pdfium.FS_RECTF()
        pdfium.FPDF_GetPageBoundingBox(page, box)
        self._left, self._bottom = box.left, min(box.bottom, box.top)
        self._across, self._up = abs(box.right - box.left), abs(box.top - box.bottom)
        self.rotation = pdfium.FPDFPage_GetRotation(page) % 4
        sides = (self._across, self._up)
        self.width, self.height = sides if self.rotation % 2 == 0 else sides[::-1]

    def box(
        self, left: float, top: float, right: float, bottom: float
    ) -> tuple[float, float, float, float]:
        """Left, top, right and bottom of a rectangle as shown."""
        x0, x1 = left - self._left, right - self._left
        y0, y1 = bottom - self._bottom, top - self._bottom
        if self.rotation == 0:
            return x0, self._up - y1, x1, self._up - y0
        if self.rotation == 1:
            return y0, x0, y1, x1
        if self.rotation == 2:
            return self._across - x1, y0, self._across - x0, y1
        return self._up - y1, self._across - x1, self._up - y0, self._across - x0

    def height_of(self, x: float, y: float) -> float:
        """How far below the page's top edge, as shown, a point lies."""
        return self.box(x, y, x, y)[1]

    def is_turned(self, matrix: Any) -> bool:
        """Whether text of this matrix does not run from left to right as shown."""
        angle = math.degrees(math.atan2(matrix.b, matrix.a)) - 90 * self.rotation
        return abs((angle + 180) % 360 - 180) > 20


def _retyped(function: Any, result: Any) -> Any:
    """A pdfium call on (text page, index) that gives ``result``, cheaper than a typed pointer."""
    address = ctypes.cast(function, ctypes.c_void_p).value or 0
    return ctypes.CFUNCTYPE(result, pdfium.FPDF_TEXTPAGE, ctypes.c_int)(address)


def _characters(text_page: Any, count: int) -> str:
    """One character for each of pdfium's, so that indices agree."""
    buffer = (ctypes.c_ushort * (count + 1))()
    written = pdfium.FPDFText_GetText(text_page, 0, count, buffer)
    if written == count + 1:
        text = bytes(buffer)[: 2 * count].decode("utf-16-le", errors="replace")
        if len(text) == count:
            return text.translate(_SMALL) if _HAS_SMALL.search(text) else text
    unicode_of = pdfium.FPDFText_GetUnicode
    codes = (unicode_of(text_page, place) for place in range(count))
    return "".join(
        chr(code) if code < 0x110000 and not 0xD800 <= code < 0xE000 else "\ufffd" for code in codes
    )


def _unbroken(piece: str, first: int, cuts: frozenset[int]) -> Iterator[tuple[str, int]]:
    """The lines of a run's text with their offsets, cut at the page's wide blanks too."""
    inside = [cut - first for cut in cuts if first <= cut < first + len(piece)]
    for cut in inside:
        piece = piece[:cut] + "\n" + piece[cut + 1 :]
    if "\n" not in piece and "\r" not in piece:
        yield piece, 0
        return
    for match in re.finditer(r"[^\r\n]+", piece):
        if match[0].strip():
            yield match[0], match.start()


def _cuts(text_page: Any, text: str) -> frozenset[int]:
    """Where blanks of a page are wider than any between words; they part authors' names and cells.

    Looked for on the first page and on pages with tables, since it costs a call for each word.
    """
    edges = [ctypes.c_double() for _ in range(4)]
    pointers = [ctypes.byref(edge) for edge in edges]
    found = []
    for match in re.finditer(r"(?<=\S) (?=\S)", text):
        pdfium.FPDFText_GetCharBox(text_page, match.start() - 1, *pointers)
        end, height = edges[1].value, edges[3].value - edges[2].value
        pdfium.FPDFText_GetCharBox(text_page, match.end(), *pointers)
        wide = (1.8, 9.0) if is_cjk(text[match.start() - 1]) else (1.25, 8.5)
        if edges[0].value - end > max(wide[0] * height, wide[1]):
            found.append(match.start())
    return frozenset(found)


_NO_FONT = Font("", False, False)


def _blank(text: str) -> Run:
    """A space between two runs."""
    return Run(text or " ", 0, 0, 0, 0, 0, 0, _NO_FONT, False, "", False)


def is_bold(font: str) -> bool:
    """Whether a font's name says that it is bold."""
    return bool(_BOLD.search(font))


def _described(font: Any) -> Font:
    buffer = ctypes.create_string_buffer(256)
    pdfium.FPDFFont_GetBaseFontName(font, buffer, 256)
    name = _decoded(buffer.value)
    name = re.sub(r"^[A-Z]{6}\+", "", name)
    return Font(name, is_bold(name), bool(_ITALIC.search(name)))


def _decoded(name: bytes) -> str:
    """A font's name; Chinese programs write it in GBK."""
    for encoding in ("utf-8", "gbk"):
        try:
            return name.decode(encoding)
        except UnicodeDecodeError:
            continue
    return name.decode("latin-1")


_COLOUR = [ctypes.c_uint() for _ in range(4)]


def _is_white(text_page: Any, at: int) -> bool:
    red, green, blue, alpha = _COLOUR
    if not pdfium.FPDFText_GetFillColor(text_page, at, red, green, blue, alpha):
        return False
    return alpha.value < 10 or min(red.value, green.value, blue.value) >= 250


def _sort_out(page: Any, made: PageText, view: _View) -> None:
    """Take hidden and turned runs out of a page's runs, and note what they said.

    White text on something dark or on an image can be seen; invisible text over an image is
    the text layer of a scan.
    """
    suspects = [run for run in made.runs if run.hidden]
    if suspects:
        images, fills = _backgrounds(page, view)
        made.has_image = bool(images)
        visible = sum(len(run.text) for run in made.runs if run.size and not run.hidden)
        unseen = sum(len(run.text) for run in suspects if run.hidden == "invisible")
        page_area = view.width * view.height
        covered = sum((right - left) * (bottom - top) for left, top, right, bottom in images)
        made.ocr = unseen > 2 * visible and covered > 0.4 * page_area
        for run in suspects:
            behind = run.hidden == "white" and _inside(run, images + fills)
            if behind or (run.hidden == "invisible" and made.ocr):
                run.hidden = ""
    elif len(made.runs) < 5:
        made.has_image = bool(_backgrounds(page, view)[0])
    for reason, group in groupby(made.runs, key=lambda run: run.hidden):
        words = " ".join(run.text for run in group) if reason else ""
        if words.strip():
            made.hidden[reason] = f"{made.hidden.get(reason, '')} {words}".strip()
    made.turned_text = " ".join(run.text for run in made.runs if run.turned and not run.hidden)
    made.runs = [run for run in made.runs if not run.hidden and not run.turned]


def _inside(run: Run, areas: list[tuple[float, float, float, float]]) -> bool:
    x, y = (run.left + run.right) / 2, (run.top + run.bottom) / 2
    return any(left <= x <= right and top <= y <= bottom for left, top, right, bottom in areas)


_Areas = list[tuple[float, float, float, float]]


def _backgrounds(page: Any, view: _View) -> tuple[_Areas, _Areas]:
    """Where images stand, and areas filled with a colour that white shows up on."""
    images: _Areas = []
    fills: _Areas = []
    red, green, blue, alpha = (ctypes.c_uint() for _ in range(4))
    edges = [ctypes.c_float() for _ in range(4)]
    for place in range(min(pdfium.FPDFPage_CountObjects(page), 20_000)):
        item = pdfium.FPDFPage_GetObject(page, place)
        kind = pdfium.FPDFPageObj_GetType(item)
        if kind not in (
            pdfium.FPDF_PAGEOBJ_IMAGE, pdfium.FPDF_PAGEOBJ_PATH, pdfium.FPDF_PAGEOBJ_FORM,
            pdfium.FPDF_PAGEOBJ_SHADING,
        ):  # fmt: skip
            continue
        if not pdfium.FPDFPageObj_GetBounds(item, *edges):
            continue
        left, bottom, right, top = (edge.value for edge in edges)
        area = view.box(left, top, right, bottom)
        if kind == pdfium.FPDF_PAGEOBJ_IMAGE:
            images.append(area)
        elif kind != pdfium.FPDF_PAGEOBJ_PATH:
            fills.append(area)
        elif pdfium.FPDFPageObj_GetFillColor(item, red, green, blue, alpha):
            mode, stroke = ctypes.c_int(), ctypes.c_int()
            pdfium.FPDFPath_GetDrawMode(item, mode, stroke)
            if mode.value and alpha.value > 10 and min(red.value, green.value, blue.value) < 230:
                fills.append(area)
    return images, fills

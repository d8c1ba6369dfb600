"""Characters of a PDF page in runs of one style, through pdfium's raw text interface.

Calls are made once a run rather than once a character wherever possible: that is what makes the
reader fast. Positions are in points from the top left corner of the page as it is read.
"""

from __future__ import annotations

import ctypes
import math
import re
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from itertools import groupby
from typing import Any

import pypdfium2.raw as pdfium

from assistant.readers.pdf.page.tex_codes import OT1
from assistant.readers.pdf.page.view import Rectangle, View
from assistant.readers.pdf.page.visibility import (
    INVISIBLE_MODE,
    TINY,
    Ground,
    covered_share,
    images_of,
    is_white,
    shape_count,
)
from assistant.text.scripts import is_cjk

_BOLD = re.compile(
    r"bold|black|heavy|demi|medi(?!um)|cmbx|cmssbx|sfbx|simhei|黑|-b$|\.b$", re.IGNORECASE
)
_ITALIC = re.compile(r"ital|obli|cmti|cmsl|-it$|slanted", re.IGNORECASE)
# How names of fonts for formulas begin: those of the American Mathematical Society and of TeX's
# companions to Times and Palatino, of MathTime, and of typesetters; others have "math" in them.
_FORMULAS = (
    "cmmi", "cmsy", "cmex", "cmbsy", "msam", "msbm", "eufm", "eusm", "eurm", "rsfs", "stmary",
    "txmi", "txsy", "txex", "rtxmi", "ntxmi", "ntxsy", "newtxmi", "pxmi", "pxsy", "pxex", "mtmi",
    "mtsy", "mtex", "rmtmi", "symbol", "mtextra", "mt-extra", "euclid",
)  # fmt: skip
_TABLE = re.compile(r"(?:^|[\n\ufffe])\s*(?:Table|TABLE|Tab\.|[表])\s*[\dIVXA-Z]")
# Where Adobe's fonts keep small capitals and old-style digits.
SMALL_CAPITALS = {0xF700 + code: chr(code) for code in (*range(0x30, 0x3A), *range(0x61, 0x7B))}
_HAS_SMALL = re.compile("[\uf730-\uf739\uf761-\uf77a]")
# How high letters and brackets reach, of a font's size: Computer Modern's "l" 0.69, "(" 0.75.
_ASCENT = 0.72
_MOST_FREE = 0.35  # of a letter's room, in font sizes
_FIXED_PITCH = 1  # a font's flag in PDF
_FEW_RUNS = 5
_SCAN = 0.4  # of a page's area under images
_SCANNED = 0.8  # the same, where there is no layer of text that says so
_STAMP = 200  # characters; what programs print on every page of a scan has fewer
# What a frame turned from the others must hold to be read: fewer is a stamp in the margin.
_LEAST_LINES = 4
_LEAST_LETTERS = 120


@dataclass(frozen=True, slots=True)
class Font:
    """A font's name without its subset prefix, and what the name says of it.

    ``drawn`` says that it is of Type 3: its glyphs are drawings, and its size says nothing.
    ``mathematical`` says that it is made for formulas, ``fixed`` that all its letters are equally
    wide.
    """

    name: str
    bold: bool
    italic: bool
    drawn: bool = False
    mathematical: bool = False
    fixed: bool = False


@dataclass(slots=True)
class Run:
    """Characters of one text object on one line, in points from its frame's top left corner.

    ``base`` is the height of the line that its letters stand on; ``frame`` the rotation in which
    it runs from left to right, None where it is askew.

    ``joined`` says that no blank stands before it, ``cut`` that a wide one does. ``room`` is from
    where to where a letter by itself reaches as its font has it, which its ink may not fill.
    ``hidden`` is why nobody can see them: "invisible", "white", "tiny", "off the page" or "".
    ``starts_line`` is True after a line break of the page's content. ``words`` are where the words
    of a recognised line begin and end, in points; empty where that is not known.
    """

    text: str
    left: float
    top: float
    right: float
    bottom: float
    base: float
    size: float
    font: Font
    frame: int | None
    hidden: str
    starts_line: bool
    joined: bool = False
    cut: bool = False
    room: tuple[float, float] | None = None
    words: tuple[tuple[float, float], ...] = ()


@dataclass(slots=True)
class PageText:
    """A page's runs in the order of its content; ``number`` counts from 1, sizes in points.

    ``turn`` is by how many quarter turns it is read from how it is shown. ``turned`` holds the
    blocks of the page that are read in another turn, as pages of their own. ``aside`` is the text
    left out for its direction, ``hidden`` that left out for a reason.

    ``shapes`` counts what is drawn besides text, ``is_scan`` says that images cover most of it;
    both are found for pages of little text only. ``letters`` are what codes without characters
    stand for in the document. ``confidence`` is how sure the recognition of its
    image is, 0 to 1; None where its text was not recognised. ``rules`` are then the straight lines
    on the image, as boxes in points.
    """

    number: int
    width: float
    height: float
    runs: list[Run]
    turn: int = 0
    turned: tuple[PageText, ...] = ()
    has_image: bool = False
    shapes: int = 0
    is_scan: bool = False
    ocr: bool = False
    confidence: float | None = None
    rules: tuple[Rectangle, ...] = ()
    aside: str = ""
    hidden: dict[str, str] = field(default_factory=dict)
    letters: Mapping[int, str] = field(default_factory=lambda: OT1)

    @property
    def shown(self) -> tuple[float, float]:
        """Width and height of the page as it is shown."""
        return (self.height, self.width) if self.turn % 2 else (self.width, self.height)


class TextReader:
    """Reads the runs of a document's pages; holds its fonts. ``document`` is a raw handle."""

    def __init__(self, document: Any) -> None:
        self._document = document
        self._fonts: dict[int, Font] = {}
        self._rises: defaultdict[str, float] = defaultdict(float)
        self._object_of = _retyped(pdfium.FPDFText_GetTextObject, ctypes.c_void_p)

    def page(self, index: int) -> PageText | None:
        """The text of the page at ``index`` from 0; None if the page cannot be loaded."""
        page = pdfium.FPDF_LoadPage(self._document, index)
        if not page:
            return None
        text_page = pdfium.FPDFText_LoadPage(page)
        try:
            view = View(page)
            made = PageText(index + 1, view.width, view.height, [])
            if text_page:
                white: list[tuple[Run, Rectangle]] = []
                made.runs = list(self._runs(text_page, view, index == 0, white))
                self._size_drawn(made.runs)
                _mark_hidden(page, made, view, white)
                _part_frames(made, view)
            return made
        finally:
            if text_page:
                pdfium.FPDFText_ClosePage(text_page)
            pdfium.FPDF_ClosePage(page)

    def _size_drawn(self, runs: list[Run]) -> None:
        """Set the size of runs in drawn fonts by how high their letters reach; then find tiny ones.

        A run's size is until then the scale that its font is drawn at, which has no unit.
        """
        drawn = [run for run in runs if run.font.drawn and run.size > 0]
        for run in drawn:
            if any(map(str.isalnum, run.text)):
                rise = (run.base - run.top) / run.size
                self._rises[run.font.name] = max(self._rises[run.font.name], rise)
        for run in drawn:
            rise = self._rises[run.font.name] * run.size
            run.size = rise / _ASCENT if rise > 0 else max(run.bottom - run.top, TINY)
        for run in runs:
            small = 0 < run.size < TINY and run.bottom - run.top < TINY
            if small and run.hidden in ("", "white"):
                run.hidden = "tiny"

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

    def _runs(
        self, text_page: Any, view: View, first_page: bool, white: list[tuple[Run, Rectangle]]
    ) -> Iterator[Run]:
        """The runs of a page; those in white also go to ``white`` with their box as shown."""
        count = pdfium.FPDFText_CountChars(text_page)
        if count <= 0:
            return
        text = _characters(text_page, count)
        object_of = self._object_of
        wide = first_page or _TABLE.search(text)
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
                edges = (rect[0].value, rect[1].value, rect[2].value, rect[3].value)
                made = self._run(text_page, at, handle, run_text, edges, matrix, view, starts_line)
                made.cut = at - 1 in cut
                if made.hidden == "white":
                    white.append((made, view.box(*edges)))
                yield made
                starts_line = False
            starts_line = piece.endswith("\n")

    def _run(
        self, text_page: Any, at: int, handle: int, text: str, edges: Rectangle,
        matrix: Any, view: View, starts_line: bool,
    ) -> Run:  # fmt: skip
        size = pdfium.FPDFText_GetFontSize(text_page, at) * math.hypot(matrix.b, matrix.d)
        frame = view.frame_of(matrix)
        rotation = view.rotation if frame is None else frame
        left, top, right, bottom = view.box(*edges, rotation)
        width, height = view.size(rotation)
        hidden = ""
        mode = pdfium.FPDFTextObj_GetTextRenderMode(ctypes.cast(handle, pdfium.FPDF_PAGEOBJECT))
        if mode == INVISIBLE_MODE:
            hidden = "invisible"
        elif right < 0 or bottom < 0 or left > width or top > height:
            hidden = "off the page"
        elif is_white(text_page, at):
            hidden = "white"
        font = self._font(handle)
        base = view.height_of(matrix.e, matrix.f, rotation)
        room = _room(text_page, at, view, rotation) if len(text.strip()) == 1 else None
        if room and room[1] - room[0] > right - left + _MOST_FREE * size:
            room = None  # Latin letters in fonts of Chinese ones, which would overlap
        return Run(
            text, left, top, right, bottom, base, size, font, frame, hidden, starts_line, room=room
        )

    def _font(self, handle: int) -> Font:
        raw = pdfium.FPDFTextObj_GetFont(ctypes.cast(handle, pdfium.FPDF_PAGEOBJECT))
        key = ctypes.cast(raw, ctypes.c_void_p).value or 0
        if key not in self._fonts:
            self._fonts[key] = _described(raw, len(self._fonts))
        return self._fonts[key]


def _room(text_page: Any, at: int, view: View, rotation: int) -> tuple[float, float] | None:
    room = pdfium.FS_RECTF()
    if not pdfium.FPDFText_GetLooseCharBox(text_page, at, room):
        return None
    left, _, right, _ = view.box(room.left, room.top, room.right, room.bottom, rotation)
    return left, right


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
            return text.translate(SMALL_CAPITALS) if _HAS_SMALL.search(text) else text
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
    return Run(text or " ", 0, 0, 0, 0, 0, 0, _NO_FONT, None, "", False)


def is_bold(font: str) -> bool:
    """Whether a font's name says that it is bold."""
    return bool(_BOLD.search(font))


def is_mathematical(font: str) -> bool:
    """Whether a font's name says that it is made for formulas.

    >>> [is_mathematical(name) for name in ("CMMI10", "STIXMath-Regular", "CMR10")]
    [True, True, False]
    """
    name = font.lower()
    return name.startswith(_FORMULAS) or "math" in name


def _described(font: Any, number: int) -> Font:
    """A font by its name; Type 3 fonts have none, and are told apart by ``number``."""
    buffer = ctypes.create_string_buffer(256)
    pdfium.FPDFFont_GetBaseFontName(font, buffer, 256)
    name = _decoded(buffer.value)
    if not name:
        return Font(f"Type3-{number}", False, False, drawn=True)
    name = re.sub(r"^[A-Z]{6}\+", "", name)
    italic = bool(_ITALIC.search(name))
    # The standard fonts come without flags.
    fixed = name.startswith("Courier") or pdfium.FPDFFont_GetFlags(font) & _FIXED_PITCH > 0
    return Font(name, is_bold(name), italic, mathematical=is_mathematical(name), fixed=fixed)


def _decoded(name: bytes) -> str:
    """A font's name; Chinese programs write it in GBK."""
    for encoding in ("utf-8", "gbk"):
        try:
            return name.decode(encoding)
        except UnicodeDecodeError:
            continue
    return name.decode("latin-1")


def _mark_hidden(page: Any, made: PageText, view: View, white: list[tuple[Run, Rectangle]]) -> None:
    """Note what nobody can see, and take it out of a page's runs.

    White text on something dark or on an image can be seen; invisible text over an image is
    the text layer of a scan.
    """
    invisible = [run for run in made.runs if run.hidden == "invisible"]
    if invisible or len(made.runs) < _FEW_RUNS or sum(len(run.text) for run in made.runs) < _STAMP:
        images = images_of(page, view)
        made.has_image = bool(images)
        made.is_scan = covered_share(images, view) > _SCANNED
        made.shapes = shape_count(page)
        visible = sum(len(run.text) for run in made.runs if run.size and not run.hidden)
        unseen = sum(len(run.text) for run in invisible)
        made.ocr = unseen > 2 * visible and covered_share(images, view) > _SCAN
        for run in invisible if made.ocr else ():
            run.hidden = ""
    suspects = [(run, box) for run, box in white if run.hidden == "white" and run.text.strip()]
    if suspects:
        ground = Ground(page, view)
        for run, box in suspects:
            run.hidden = "" if ground.shows_white(box) else "white"
    for reason, group in groupby(made.runs, key=lambda run: run.hidden):
        words = _words(group) if reason else ""
        if words.strip():
            made.hidden[reason] = f"{made.hidden.get(reason, '')} {words}".strip()
    made.runs = [run for run in made.runs if not run.hidden]


def _words(runs: Iterable[Run]) -> str:
    """What runs say on one line, letters that are runs by themselves put together."""
    text, before = "", None
    for run in runs:
        lone = before is not None and bool(before.room) and bool(run.room)
        text += run.text if lone or not run.size or not text else f" {run.text}"
        before = run if run.size else None
    return " ".join(text.split())


def _part_frames(made: PageText, view: View) -> None:
    """Keep the runs that most of a page is set in, and put blocks turned from them beside it."""
    frames: defaultdict[int | None, list[Run]] = defaultdict(list)
    frame: int | None = view.rotation
    for run in made.runs:
        frame = run.frame if run.size else frame
        frames[frame].append(run)
    if frames.keys() <= {view.rotation}:
        return
    letters = {key: sum(len(run.text.strip()) for run in runs) for key, runs in frames.items()}
    upright = [key for key in frames if key is not None]
    main = max(upright, key=lambda key: (letters[key], key == view.rotation), default=view.rotation)
    pages = []
    for key in (main, *(key for key in upright if key != main)):
        if key == main or (
            letters[key] >= _LEAST_LETTERS and _line_count(frames[key]) >= _LEAST_LINES
        ):
            turn = (key - view.rotation) % 4
            runs = frames.pop(key, [])
            runs = _forwards(runs) if turn == 2 else runs
            pages.append(PageText(made.number, *view.size(key), runs, turn))
    made.aside = _words(run for runs in frames.values() for run in runs)
    made.width, made.height = pages[0].width, pages[0].height
    made.runs, made.turn, made.turned = pages[0].runs, pages[0].turn, tuple(pages[1:])


def _forwards(runs: list[Run]) -> list[Run]:
    """The runs of lines that stand on their heads, which pdfium gives from their ends.

    The blanks that it puts there are left out, since they are not where words end.
    """
    lines: list[list[Run]] = []
    base = math.inf
    for run in runs:
        if not lines or (run.size and abs(run.base - base) > TINY):
            lines.append([])
        base = run.base if run.size else base
        lines[-1].append(run)
    found: list[Run] = []
    for line in lines:
        placed = [run.left for run in line if run.size]
        backwards = bool(placed) and placed[0] > placed[-1]
        found += [run for run in reversed(line) if run.size] if backwards else line
    return found


def _line_count(runs: list[Run]) -> int:
    """How many lines runs stand on."""
    return len({round(run.base / TINY) for run in runs if run.size})

"""Text blocks to paragraphs and sentences, joined over lines, columns and pages, with boxes."""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass, field

from assistant.documents.document import Box, Sentence
from assistant.readers.pdf.blocks import Block, without_cjk_blanks
from assistant.readers.pdf.hyphens import Hyphens
from assistant.readers.pdf.lines import Line, with_plain_superscripts
from assistant.readers.pdf.page.view import as_shown
from assistant.text.scripts import has_cjk, is_cjk
from assistant.text.sentences import sentence_spans

_HYPHENATED = re.compile(r"[A-Za-z\u00c0-\u024f]{2,}-$")
_BEFORE = re.compile(r"([\w-]+)-$")
# A web address or a DOI that goes on behind the line's end, as its last sign says.
_CUT_ADDRESS = re.compile(r"(?:https?://\S*[/._=&?#]|\b10\.|\b10\.\d{4,9}/\S*[/._])$")
# Blanks that typesetting puts into DOIs where a line may end.
_PARTED_DOI = re.compile(r"(?<=\b10\.) (?=\d{4,9}/)|(?<=/doi\.) (?=org/)|(?<=/doi\.org/) (?=10\.)")
_PARTED_NAME = re.compile(r"(\b10\.\d{4,9}/) (?=[a-z]+[\d.-]*\d)")
_AFTER = re.compile(r"[^\W\d_]+(?:-[^\W\d_]+)*")
_BULLET = re.compile(r"[•▪◦‣●○■□➢✓]\s*")
_WIDE = {code: chr(code - 0xFEE0) for code in range(0xFF01, 0xFF5F)}


@dataclass(frozen=True)
class Pages:
    """What paragraphs need to know of their document: page sizes in points, and its hyphens."""

    sizes: dict[int, tuple[float, float]]
    hyphens: Hyphens


@dataclass(slots=True)
class Paragraph:
    """A paragraph's text and where each of its lines starts in it."""

    hyphens: Hyphens
    text: str = ""
    lines: list[tuple[int, int, Line, int]] = field(default_factory=list)

    def append(self, line: Line) -> None:
        """Add a line: a hyphen at the end of the text before it is undone."""
        line = with_plain_superscripts(line)
        new = line.text.strip()
        skip = len(line.text) - len(line.text.lstrip())
        if self.text:
            if _HYPHENATED.search(self.text) and new[:1].islower():
                self._close_hyphen(new)
            elif not self._runs_into(new):
                self.text += " "
        start = len(self.text)
        self.text += new
        self.lines.append((start, len(self.text), line, skip))

    def _runs_into(self, new: str) -> bool:
        """Whether no blank stands between the text and the line below it."""
        if self.text.endswith("-") and not self.text.endswith(" -"):
            return True
        if _CUT_ADDRESS.search(self.text) and (new[:1].islower() or new[:1].isdecimal()):
            return True
        return is_cjk(self.text[-1]) and is_cjk(new[:1] or " ")

    def _close_hyphen(self, new: str) -> None:
        """Drop the hyphen of a word cut at a line's end; keep one between whole words."""
        before, after = _BEFORE.search(self.text), _AFTER.match(new)
        first, second = before[1] if before else "", after[0] if after else ""
        if "-" not in first and not self.hyphens.keeps(first, second):
            self.text = self.text[:-1]
            start, end, line, skip = self.lines[-1]
            self.lines[-1] = (start, end - 1, line, skip)


def sentences_of(blocks: Iterable[Block], pages: Pages) -> list[Sentence]:
    """The sentences of blocks that make up one paragraph."""
    paragraph = Paragraph(pages.hyphens)
    for block in blocks:
        for line in block.lines:
            paragraph.append(line)
    spans = _with_labels(paragraph.text, sentence_spans(paragraph.text))
    made = []
    for place, (start, end) in enumerate(spans):
        text = tidy(paragraph.text[start:end])
        boxes, page = _boxes(paragraph, start, end, pages)
        if any(map(str.isalnum, text)):
            made.append(Sentence(text, page, boxes, ends_paragraph=place == len(spans) - 1))
    return made


def _with_labels(text: str, spans: list[tuple[int, int]]) -> list[tuple[int, int]]:
    """Put a few opening words with a full stop, such as "Scaling.", to the sentence they name."""
    if len(spans) > 1 and spans[0][1] - spans[0][0] <= 45:
        words = text[slice(*spans[0])]
        if words.endswith(".") and len(words.split()) <= 6 and not has_cjk(words):
            spans = [(spans[0][0], spans[1][1]), *spans[2:]]
    if spans and (mark := _BULLET.match(text, spans[0][0])):
        spans[0] = (min(mark.end(), spans[0][1] - 1), spans[0][1])
    return spans


def tidy(text: str) -> str:
    """A sentence with its script's blanks and punctuation, and whole DOIs.

    >>> tidy("See https://doi. org/10. 1007/ s11301.")
    'See https://doi.org/10.1007/s11301.'
    """
    if "10." in text:
        text = _PARTED_NAME.sub(r"\1", _PARTED_DOI.sub("", text))
    if not any(character >= "\u3000" for character in text):
        return text
    letters = sum(character >= "\u3040" and character < "\uff00" for character in text)
    if letters < 0.05 * len(text):
        text = re.sub(r" *([，。．；：！？]) *", lambda match: match[1] + " ", text)
        text = re.sub(r"(?<=[A-Za-z])． (?=[a-z]．)", ".", text)
        text = re.sub(r" *－ *", "-", text.translate({0x3002: ".", 0x3001: ","}))
        text = text.replace("。", ".").translate(_WIDE)
        return re.sub(r"\( +", "(", re.sub(r" +\)", ")", text)).strip()
    text = re.sub(r"(?<=\d)．(?=\d)", ".", text)
    text = re.sub(r"(?<=[A-Za-z0-9]) ?－ ?(?=[A-Za-z0-9])", "-", text)
    return without_cjk_blanks(text).strip()


def _boxes(
    paragraph: Paragraph, start: int, end: int, pages: Pages
) -> tuple[tuple[Box, ...], int | None]:
    """The rectangles of the characters from ``start`` to ``end``, one a line."""
    boxes = []
    page: int | None = None
    for first, last, line, skip in paragraph.lines:
        if last <= start or first >= end:
            continue
        page = page or line.page
        left = line.x_at(max(start - first, 0) + skip)
        right = line.right if end >= last else line.x_at(end - first + skip)
        box = _box(line, left, right, pages)
        if box:
            boxes.append(box)
    return tuple(boxes), page


def box_of(line: Line, pages: Pages) -> Box | None:
    """The rectangle of a whole line."""
    return _box(line, line.left, line.right, pages)


def _box(line: Line, left: float, right: float, pages: Pages) -> Box | None:
    """A rectangle as fractions of its page, a little taller than the ink."""
    size = pages.sizes[line.page]
    width, height = size[::-1] if line.turn % 2 else size
    if width <= 0 or height <= 0:
        return None
    top = min(line.top, line.base - 0.75 * line.size)
    bottom = max(line.bottom, line.base + 0.22 * line.size)
    framed = (left / width, top / height, right / width, bottom / height)
    edges = as_shown(framed, line.turn)
    x0, y0, x1, y1 = (round(min(max(edge, 0.0), 1.0), 5) for edge in edges)
    return Box(line.page, x0, y0, x1, y1) if x0 < x1 and y0 < y1 else None

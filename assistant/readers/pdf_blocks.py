"""Lines in reading order to blocks: headings, paragraphs, captions, footnotes, references."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from statistics import median
from typing import Literal

from assistant.documents.section_kinds import kind_of
from assistant.readers.pdf_captions import caption_label
from assistant.readers.pdf_joins import goes_on, is_formula
from assistant.readers.pdf_lines import Line, fragments
from assistant.readers.pdf_style import Style, ends_sentence
from assistant.text.scripts import has_cjk, is_cjk

BlockKind = Literal["text", "heading", "caption", "footnote", "clutter"]

KEYWORDS = re.compile(
    r"^\s*(?:k\s?ey\s?-?\s?words?|index\s+terms|ccs\s+concepts|acm\s+reference\s+format|关\s*键\s*词"
    r"|キーワード|中图法?分类号|general\s+terms|additional\s+key)",
    re.IGNORECASE,
)
_MARKER = re.compile(r"^(?:[*∗†‡§¶♢♠]|\d{1,2}[.)]?\s*(?=[^\d\s.,])|\(\d{1,2}\))")
_LETTERS = re.compile(r"[\u3040-\u30ff\u4e00-\u9fff]{2,4}|[^\W\d_]{3,}")
_FUNCTION = re.compile(
    r"\b(?:the|of|and|to|in|an?|is|are|was|were|be|been|that|this|these|which|for|with|as|on|by|from|we"
    r"|it|its|our|at|or|can|has|have|not|their|they|such|than|also|but|when|where|how|into|may|will)\b",
    re.IGNORECASE,
)
_CJK_LETTER = re.compile("[\u3040-\u30ff\u3400-\u9fff]")
_CJK_FUNCTION = re.compile("[的是在了和与与对为中有以及其のはをにがでとも]")
_LEADER = re.compile(r"(?:[.·…] ?){5,}\s*\d*\s*$")


_CJK_BLANK = re.compile(
    r"(?<=[\u3001-\u30ff\u3400-\u9fff\uff01-\uff60]) +(?=[\u3001-\u30ff\u3400-\u9fff\uff01-\uff60])"
    r"| +(?=[，。．、；：！？）］】」』])|(?<=[，。．、；：！？（［【「『]) +"
)


def without_cjk_blanks(text: str) -> str:
    """The text without blanks between Chinese and Japanese characters."""
    return _CJK_BLANK.sub("", text) if has_cjk(text) else text


@dataclass(slots=True)
class Block:
    """Neighbouring lines of one kind; ``level`` is a heading's, 0 while unknown."""

    kind: BlockKind
    lines: list[Line] = field(default_factory=list)
    level: int = 0
    label: str = ""

    @property
    def first(self) -> Line:
        """Its first line."""
        return self.lines[0]

    @property
    def last(self) -> Line:
        """Its last line."""
        return self.lines[-1]

    @property
    def size(self) -> float:
        """The size of most of its lines, in points."""
        return median(line.size for line in self.lines)

    def plain(self) -> str:
        """Its text on one line, hyphens at line ends kept."""
        return without_cjk_blanks(" ".join(line.text for line in self.lines))


def blocks_of(pages: Iterable[Sequence[Line]], style: Style) -> list[Block]:
    """The blocks of a document, page by page, in reading order."""
    made: list[Block] = []
    for lines in pages:
        on_page: list[Block] = []
        for line in lines:
            block = on_page[-1] if on_page else None
            if block and goes_on(block.lines, line, style, caption=block.kind == "caption"):
                block.lines.append(line)
            else:
                on_page.append(_opened(line, style))
        for block in on_page:
            _settle(block, style)
        _mark_footnotes(on_page, style)
        made += on_page
    return made


def _opened(line: Line, style: Style) -> Block:
    label = caption_label(line, style)
    return Block("caption" if label else "text", [line], label=label)


def _settle(block: Block, style: Style) -> None:
    """Say what kind of block it is as far as the page alone tells."""
    if block.kind != "text":
        return
    text = block.plain()
    if sum(map(is_formula, block.lines)) > 0.5 * len(block.lines):
        block.kind = "clutter"
        return
    smaller = block.size < style.size - 0.6
    rows = sum(line.pieces >= 3 for line in block.lines)
    gaps = sum(line.pieces >= 2 for line in block.lines)
    table = len(block.lines) >= 3 and gaps > 0.7 * len(block.lines) and not _marked(block, style)
    if rows > 0.5 * len(block.lines) or table:
        block.kind = "clutter"
        return
    if sum(bool(_LEADER.search(line.text)) for line in block.lines) > 0.4 * len(block.lines):
        block.kind = "clutter"
        return
    if not _is_prose(block, text, style) and not _could_head(block, style):
        block.kind = "clutter"
        return
    words = _LETTERS.findall(text)
    few = len(words) < 2 and len(_CJK_LETTER.findall(text)) < 6
    if ends_sentence(text) and not few:
        return
    width = max(line.right for line in block.lines) - min(line.left for line in block.lines)
    column = block.first.column_right - block.first.column_left
    characters = len(text) * (2 if words and is_cjk(words[0][0]) else 1)
    sparse = characters / len(block.lines) < 24 and width < 0.6 * max(column, 1)
    if few or (smaller and sparse):
        block.kind = "clutter" if not _could_head(block, style) else "text"


def _marked(block: Block, style: Style) -> bool:
    """Whether its gaps only part marks or short labels from lines of running text."""
    longest = [
        max(map(len, pieces)) >= 0.85 * len(line.text)
        for line in block.lines
        if len(pieces := fragments(line)) > 1
    ]
    return sum(longest) >= 0.8 * len(longest) and _is_prose(block, block.plain(), style)


def _is_prose(block: Block, text: str, style: Style) -> bool:
    """Whether a block reads like sentences rather than like a figure's or a table's words.

    Sentences have function words. A line that fills its column in the body's size is kept all
    the same: it may be a piece of a paragraph.
    """
    letters = len(_CJK_LETTER.findall(text))
    if letters > 0.2 * len(text):
        share = len(_CJK_FUNCTION.findall(text)) / letters
        enough, size = share >= 0.035, 2 * len(text)
    else:
        words = text.split()
        count = len(_FUNCTION.findall(text))
        enough, size = count >= 0.12 * len(words) and count > 0, len(text)
    if enough or (ends_sentence(text) and size < 200):
        return True
    return _fills(block, style)


def _fills(block: Block, style: Style) -> bool:
    """Whether a block's lines fill their column in the body's type, all but a last one."""
    if abs(block.first.size - style.size) > 0.5 or any(line.pieces > 1 for line in block.lines):
        return False
    lines = block.lines[:-1] or block.lines
    column = block.first.column_right - block.first.column_left
    full = sum(
        line.right > line.column_right - 1.5 * line.size and line.right - line.left > 0.85 * column
        for line in lines
    )
    return full >= 0.75 * len(lines)


def drop_labels(blocks: Iterable[Block], style: Style) -> None:
    """Turn what stayed text but is neither heading, keywords, reference nor prose into clutter."""
    listing = False
    for block in blocks:
        text = block.plain()
        if block.kind == "heading":
            listing = kind_of(text) == "references"
        elif block.kind == "text" and not listing and not KEYWORDS.match(text):
            block.kind = "text" if _is_prose(block, text, style) else "clutter"


def _mark_footnotes(blocks: list[Block], style: Style) -> None:
    """Mark the small blocks at the foot of each column that a number or a sign opens.

    On a first page any small block there counts: affiliations, dates, notices.
    """
    closed: set[int] = set()
    foot = max((block.last.base for block in blocks), default=0.0)
    for block in reversed(blocks):
        column = block.first.column
        if column == 0 and any(
            other.first.column and other.first.base > block.last.base and other.size > block.size
            for other in blocks
        ):
            closed.add(0)  # it spans columns that go on below it
        if column in closed or block.kind == "caption":
            continue
        if block.size > style.size - 0.6 or block.first.bold or block.last.base < 0.55 * foot:
            closed.add(column)
            if column == 0:
                closed.update(other.first.column for other in blocks)
        elif block.kind != "footnote" and (
            _MARKER.match(block.first.text) or block.first.page == 1
        ):
            block.kind = "footnote"


def _could_head(block: Block, style: Style) -> bool:
    """Whether a block of few words may be a heading: bold, large, or in another font."""
    line = block.first
    return (
        len(block.lines) <= 2
        and line.size >= style.size - 0.6
        and (line.bold or line.size > style.size + 0.6 or line.font != style.font)
    )

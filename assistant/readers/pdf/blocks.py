"""Lines in reading order to blocks: headings, paragraphs, captions, footnotes, references."""

from __future__ import annotations

import re
import unicodedata
from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from statistics import median
from typing import Literal

from assistant.documents.section_kinds import kind_of
from assistant.readers.pdf.formulas import formulas_of
from assistant.readers.pdf.lines import Line, fragments
from assistant.readers.pdf.numbering import number_of
from assistant.readers.pdf.style import Style, caption_label, ends_sentence
from assistant.text.identifiers import AFFILIATION
from assistant.text.scripts import CJK_LETTERS, CJK_TEXT, has_cjk, is_cjk

BlockKind = Literal["text", "heading", "caption", "footnote", "formula", "clutter"]

_ALL_FIXED = 0.9
_SIGN = re.compile(r"[=(){}\[\]<>_;#+*/\\|&$@]")
_MOST_SIGNS = 0.05  # of the characters; prompts of models have fewer, programs more
_SCALED = 0.9  # of the document's size; a page whose text is smaller has another text
KEYWORDS = re.compile(
    r"^\s*(?:k\s?ey\s?-?\s?words?|index\s+terms|ccs\s+concepts|acm\s+reference\s+format|关\s*键\s*词"
    r"|キーワード|中图法?分类号|general\s+terms|additional\s+key|categories\s+and\s+subject\s+descriptors)",
    re.IGNORECASE,
)
SMALLER_HEADING = 1.6  # points; how much smaller than the text a heading may be
_MARKER = re.compile(r"^(?:[*∗†‡§¶♢♠]|\d{1,2}[.)]?\s*(?=[^\d\s.,])|\(\d{1,2}\))")
_LETTERS = re.compile(rf"[{CJK_LETTERS}]{{2,4}}|[^\W\d_]{{3,}}")
_FUNCTION = re.compile(
    r"\b(?:the|of|and|to|in|an?|is|are|was|were|be|been|that|this|these|which|for|with|as|on|by|from|we"
    r"|it|its|our|at|or|can|has|have|not|their|they|such|than|also|but|when|where|how|into|may|will)\b",
    re.IGNORECASE,
)
_CJK_LETTER = re.compile(f"[{CJK_LETTERS}]")
_CJK_FUNCTION = re.compile("[的是在了和与与对为中有以及其のはをにがでとも]")
_LEADER = re.compile(r"(?:[.·…] ?){5,}\s*\d*\s*$")


_CJK_BLANK = re.compile(
    rf"(?<=[{CJK_TEXT}]) +(?=[{CJK_TEXT}])"
    r"| +(?=[，。．、；：！？）］】」』])|(?<=[，。．、；：！？（［【「『]) +"
)
POINT = re.compile("[•▪◦‣●○■□➢✓]")  # what opens an item of a list
_BULLET = re.compile(r"^(?:[•▪◦‣●○■□➢✓·–—]\s|\(?\d{1,2}[.)）]\s|（\d{1,2}）|\([a-z]\)\s|[①-⑳])")
_WORD = re.compile(r"[^\W\d_]{4,}")
_SIGNS = re.compile("[=←→≤≥∈≈∼∝∑∏∫√∥⊤∇∂×·∞±≡≠⊂∪∩∀∃|\u0370-\u03ff\u2100-\u214f]")
_RELATION = re.compile("[=←≤≥∈≈∼∝≡≠<>]")


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
        formulas = {id(line): Block("formula", found)
                    for found in formulas_of(lines, style) for line in found}  # fmt: skip
        for line in lines:
            block = on_page[-1] if on_page else None
            if (formula := formulas.get(id(line))) is not None:
                if line is formula.first:
                    on_page.append(formula)
            elif (
                block
                and block.kind != "formula"
                and goes_on(block.lines, line, style, caption=block.kind == "caption")
            ):
                block.lines.append(line)
            else:
                on_page.append(_new_block(line, style))
        for block in on_page:
            _settle(block, style)
        _mark_footnotes(on_page, style)
        made += on_page
    return made


def _new_block(line: Line, style: Style) -> Block:
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
    the same: it may be a piece of a paragraph. Of what is set as programs are, only
    sentences without their signs.
    """
    letters = len(_CJK_LETTER.findall(text))
    if letters > 0.2 * len(text):
        share = len(_CJK_FUNCTION.findall(text)) / letters
        enough, size = share >= 0.035, 2 * len(text)
    else:
        enough, size = function_share(text) >= 0.12, len(text)
    if _is_listing(block):
        return enough and len(_SIGN.findall(text)) < _MOST_SIGNS * len(text)
    if enough:
        return True
    return (ends_sentence(text) and size < 200) or _fills(block, style)


def _is_listing(block: Block) -> bool:
    """Whether a block is set in letters of one width, as programs are and few whole papers."""
    return sum(line.fixed > _ALL_FIXED for line in block.lines) > 0.5 * len(block.lines)


def function_share(text: str) -> float:
    """The share of an English text's words that are function words."""
    words = text.split()
    return len(_FUNCTION.findall(text)) / len(words) if words else 0.0


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

    On a first page any small block there counts: affiliations, dates, notices; but not what
    stands below "Abstract" without a sign.
    """
    closed: set[int] = set()
    size = _size_on_page(blocks, style)
    abstract = next((b for b in blocks if kind_of(b.plain()) == "abstract"), None)
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
        under = abstract is not None and _is_under(block, abstract)
        if under and not _MARKER.match(block.first.text):
            closed.add(column)
        elif block.size > size - 0.6 or block.first.bold or block.last.base < 0.55 * foot:
            closed.add(column)
            if column == 0:
                closed.update(other.first.column for other in blocks)
        elif block.kind not in ("footnote", "formula") and (
            _MARKER.match(block.first.text) or block.first.page == 1
        ):
            block.kind = "footnote"


def _size_on_page(blocks: Iterable[Block], style: Style) -> float:
    """The size of a page's running text: the document's, unless a whole page is set smaller."""
    sizes: Counter[float] = Counter()
    for block in blocks:
        sizes[round(block.size * 2) / 2] += sum(len(line.text) for line in block.lines)
    most = sizes.most_common(1)[0][0] if sizes else style.size
    return most if _SCALED * style.size < most < style.size else style.size


def _is_under(block: Block, other: Block) -> bool:
    return block.first.column == other.first.column and block.first.base > other.first.base


def _could_head(block: Block, style: Style) -> bool:
    """Whether a block of few words may be a heading: bold, large, or in another font.

    Set somewhat smaller than the text it has a number, and is bold or in capitals.
    """
    line = block.first
    small = line.size < style.size - 0.6
    if small and not (number_of(line.text) and (line.bold or in_capitals(line))):
        return False
    return (
        len(block.lines) <= 2
        and line.size >= style.size - SMALLER_HEADING
        and (line.bold or line.size > style.size + 0.6 or line.font != style.font or line.caps)
    )


def goes_on(lines: Sequence[Line], line: Line, style: Style, *, caption: bool) -> bool:
    """Whether a line goes on with the lines of the block before it; ``caption`` if it is one."""
    last = lines[-1]
    if line.page != last.page or line.column != last.column:
        return False
    lead = line.base - last.base
    leading = style.leading * max(0.7, min(1.3, last.size / style.size))
    if (
        lead <= 0
        or lead > 1.45 * leading
        or (caption_label(line, style) and not _flows(last, line, leading))
    ):
        return False
    if abs(line.size - last.size) > 0.12 * style.size + 0.3:
        return False
    if caption:
        if line.pieces > 1 and (ends_sentence(last.text) or last.pieces == 1):
            return False
        return line.bold == last.bold or len(lines) < 3
    if _opens_keywords(line) or is_formula(line) != is_formula(last):
        return False
    if _parts_headings(last, line, style):
        return False
    if line.bold != last.bold and not _mixed(line, last) and line.lead_font != last.font:
        return False
    return not _starts_paragraph(last, line)


def _opens_keywords(line: Line) -> bool:
    """Whether a line opens a list of keywords: their name in a font of its own, or a colon."""
    named = KEYWORDS.match(line.text)
    if named is None or not line.text[:1].isupper():
        return False
    apart = 0 < line.lead <= named.end() + 2
    return apart or bool(re.match(r"\s*[:：—–]", line.text[named.end() :]))


def _flows(last: Line, line: Line, leading: float) -> bool:
    """Whether a line goes on with the sentence of a full line above it in the same type."""
    return (
        not ends_sentence(last.text)
        and last.font == line.font
        and not line.first_bold
        and abs(last.size - line.size) < 0.2
        and last.right > last.column_right - 2 * last.size
        and abs(line.left - line.column_left) < line.size
        and line.base - last.base < 1.15 * leading
    )


def _parts_headings(last: Line, line: Line, style: Style) -> bool:
    """Whether a line below one that is set like a heading belongs to something else."""
    if in_capitals(last) != in_capitals(line) and number_of(
        (last if in_capitals(last) else line).text
    ):
        return True
    short = last.right < last.column_right - 3 * last.size and not ends_sentence(last.text)
    if len(number_of(last.text)) > 1 and line.font != last.font and short:
        return True
    set_apart = last.bold != style.bold or last.size > style.size + 0.6 or last.caps
    if not set_apart and last.font == style.font:
        return False
    if set_apart and abs(line.size - last.size) > 0.4:
        return True
    if set_apart and line.base - last.base > 1.34 * last.size and _would_fit(last, line):
        return True
    numbered = number_of(line.text)
    other = line.font != style.font or line.bold != style.bold
    return bool(numbered and (len(numbered) > 1 or set_apart) and other)


def in_capitals(line: Line) -> bool:
    """Whether a line of some words is set in capitals or small capitals throughout."""
    return line.caps or (line.text.isupper() and len(_LETTERS.findall(line.text)) >= 1)


def _would_fit(last: Line, line: Line) -> bool:
    """Whether the first word of a line had room on the line before it, so that it is no wrap."""
    room = (last.column_right - last.column_left) - (last.right - last.left)
    word = len(line.text.split(maxsplit=1)[0]) if line.text.strip() else 0
    each = (line.right - line.left) / max(len(line.text), 1)
    return room > (word + 3) * each + 2 * line.size


_FUNCTIONS = frozenset("argmax argmin softmax tanh sigmoid sqrt diag rank trace".split())


def is_formula(line: Line) -> bool:
    """Whether a line is a displayed formula or a piece of one."""
    text = unicodedata.normalize("NFKC", line.text).strip()  # signs may be as wide as letters
    if len(text) > 160 or _CJK_LETTER.search(text):
        return False
    if any(word.lower() not in _FUNCTIONS for word in _WORD.findall(text)):
        return False
    indented = line.left > line.column_left + 1.2 * line.size
    fills = line.right > line.column_right - 1.2 * line.size
    numbered = text.endswith(")") and fills
    if indented and (numbered or not fills):
        return bool(_SIGNS.search(text)) or len(text) <= 3
    return bool(_RELATION.search(text)) and (not fills or numbered) and len(text) > 6


def _mixed(line: Line, last: Line) -> bool:
    """Whether a change of weight lies within a paragraph, as where it opens with bold words."""
    return (
        not ends_sentence(last.text)
        and line.size == last.size
        and (line.text[:1].islower() or last.text.endswith(("-", ",")))
    )


def _starts_paragraph(last: Line, line: Line) -> bool:
    size = line.size
    ended = ends_sentence(last.text)
    if _BULLET.match(line.text) and (ended or last.right < last.column_right - 3 * size):
        return True
    if ended and len(number_of(line.text)) > 1 and line.right < line.column_right - 2 * size:
        return True
    indented = line.left > line.column_left + 0.8 * size and line.left > last.left + 0.8 * size
    short = last.right < last.column_right - 2.5 * size
    if (
        line.page == 1
        and AFFILIATION.search(last.text)
        and not AFFILIATION.search(line.text)
        and last.right < last.column_right - 6 * size
        and line.right > line.column_right - 3 * size
    ):
        return True
    outdented = line.left < last.left - 0.8 * size and bool(re.match(r"[\[\d]", line.text))
    return ended and (indented or short or outdented)

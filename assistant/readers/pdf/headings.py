"""Which blocks of a PDF are headings, and of which level."""

from __future__ import annotations

import re
from collections import Counter
from dataclasses import dataclass, replace
from itertools import pairwise

from assistant.documents.section_kinds import kind_of, without_number
from assistant.readers.pdf.blocks import KEYWORDS, POINT, SMALLER_HEADING, Block, in_capitals
from assistant.readers.pdf.hyphens import Hyphens
from assistant.readers.pdf.lines import Line, split_line
from assistant.readers.pdf.numbering import Number, Numbering, is_bare, is_point, number_of
from assistant.readers.pdf.style import Style, ends_sentence
from assistant.text.scripts import EXTENDED_HAN, has_cjk, is_cjk

CONTENTS = re.compile(r"(?:table of )?contents|目录|目次", re.IGNORECASE)
_ENDS_IN_PAGE = re.compile(r"\s\d{1,3}$")
_CUT = re.compile(r"([^\W\d_]+)- ([a-z]+)")
_MAX_LENGTH = 130
_LETTERED = re.compile(r"A\.\s+[A-Z]")
_WORDS = re.compile(rf"(?:[{EXTENDED_HAN}]\s?){{4,20}}")


@dataclass(frozen=True)
class OutlineEntry:
    """A bookmark of a PDF: its normalised title, level from 1, and page from 1 or None."""

    title: str
    level: int
    page: int | None


def normal(text: str) -> str:
    """A heading for comparing: letters and digits only, without its number."""
    return re.sub(r"[\W_]+", "", without_number(text).lower())


def mark_headings(blocks: list[Block], style: Style, outline: list[OutlineEntry]) -> None:
    """Turn blocks into headings with levels; a paragraph's heading line becomes its own block."""
    _part_run_in(blocks, style)
    _detach(blocks, style)
    above = _levels_above(outline)
    entries = {
        normal(entry.title): entry.level - above
        for entry in outline
        if normal(entry.title) and entry.level > above
    }
    contents = _contents_pages(blocks)
    candidates = [
        block
        for block in blocks
        if block.kind in ("text", "clutter")
        and (_looks(block, style) or _names_part(block))
        and not KEYWORDS.match(block.plain())
        and not (block.first.page in contents and _ENDS_IN_PAGE.search(block.plain()))
    ]
    matched = sum(normal(title_of(block)) in entries for block in candidates)
    trusted = matched >= 5 and matched >= 0.6 * len(entries)
    types = Counter(
        _type_of(block) for block in candidates if entries.get(normal(title_of(block))) == 1
    )
    top = types.most_common(1)[0][0] if types else None
    below = {id(first): second for first, second in pairwise(blocks)}
    chosen: list[tuple[Block, int, bool]] = []
    numbering = Numbering()
    for block in candidates:
        text = title_of(block)
        known = entries.get(normal(text)) if normal(text) else None
        number = number_of(text)
        keyword = kind_of(text) != "body" and len(text) < 60 and not _is_row(block)
        if number and not known:
            if not _fits_numbering(numbering, number, block, style):
                number = ()
                if not keyword:
                    continue
        elif not number and not known and not keyword:
            listed = _type_of(block) == top and not numbering.lettered
            listed = listed and block.first.size > style.size + 0.9
            near = _style_below(block, below, style) if numbering.after_references else style
            if not _stands_out(block, near) or (trusted and not listed):
                continue
        elif number:
            _fits_numbering(numbering, number, block, style)
        depth = numbering.depth(number) if number else 0
        if known and (not number or number[0] > 100):
            depth = known
        if kind_of(text) in ("references", "appendix"):
            numbering.after_references = True
        chosen.append((block, depth, bool(number)))
    _set_levels(chosen, style)
    _join_wrapped(blocks)


def _levels_above(outline: list[OutlineEntry]) -> int:
    """1 where all bookmarks but the first hang below it, which is the paper's title; else 0."""
    outermost = [place for place, entry in enumerate(outline) if entry.level <= 1]
    return int(outermost == [0] and len(outline) > 1)


def _is_row(block: Block) -> bool:
    """Whether a block is a row of a table that only happens to name a kind of section."""
    single = kind_of(block.plain()) in ("abstract", "references")  # letters set wide apart
    return not single and any(line.pieces > 1 for line in block.lines)


def _style_below(block: Block, below: dict[int, Block], style: Style) -> Style:
    """The style of running text where it is set smaller below a block, as after a list."""
    following = below.get(id(block))
    if following is None or following.kind != "text" or len(following.lines) < 2:
        return style
    return replace(style, size=min(style.size, following.size))


def _type_of(block: Block) -> tuple[str, float]:
    return block.first.font, round(block.first.size, 1)


def _fits_numbering(numbering: Numbering, number: Number, block: Block, style: Style) -> bool:
    line = block.first
    strong = line.bold or line.size > style.size + 0.6 or in_capitals(line)
    set_apart = _stands_out(block, style) or line.font != style.font or in_capitals(line)
    return numbering.accepts(number, block.plain(), strong, set_apart)


def _contents_pages(blocks: list[Block]) -> set[int]:
    """The pages of a table of contents; its entries there become clutter."""
    pages = {block.first.page for block in blocks if CONTENTS.fullmatch(block.plain().strip())}
    lines: Counter[int] = Counter()
    ending: Counter[int] = Counter()
    for block in blocks if pages else []:
        lines[block.first.page] += len(block.lines)
        ending[block.first.page] += _page_number_lines(block)
    for page in sorted(lines):
        if page - 1 in pages and ending[page] > 0.6 * lines[page]:
            pages.add(page)
    for block in blocks if pages else []:
        if block.first.page in pages and _page_number_lines(block) > 0.5 * len(block.lines):
            block.kind = "clutter"
    return pages


def _page_number_lines(block: Block) -> int:
    """How many of a block's lines end with a page number."""
    return sum(bool(_ENDS_IN_PAGE.search(line.text)) for line in block.lines)


def _join_wrapped(blocks: list[Block]) -> None:
    """Put the second line of a heading, parted from the first, back to it."""
    place = 1
    while place < len(blocks):
        first, second = blocks[place - 1], blocks[place]
        after = blocks[place + 1] if place + 1 < len(blocks) else None
        if after and first.kind == after.kind == "heading" and _is_scrap(second, first):
            first.lines += second.lines
            del blocks[place]
            continue
        if first.kind == second.kind == "heading" and is_bare(first.plain()):
            first.lines += second.lines
            del blocks[place]
            continue
        if (
            first.kind == second.kind == "heading"
            and _set_in(second) in (_set_in(first), _set_in(Block("text", first.lines[-1:])))
            and first.last.page == second.first.page
            and first.last.column == second.first.column
            and 0 < second.first.base - first.last.base < 1.6 * first.size
            and not number_of(second.first.text)
            and kind_of(second.plain()) == "body"
            and kind_of(first.plain()) not in ("abstract", "references", "front")
        ):
            first.lines += second.lines
            del blocks[place]
        else:
            place += 1


def _is_scrap(block: Block, heading: Block) -> bool:
    """Whether a block is a small piece of a formula within a heading."""
    near = block.first.base - heading.last.base < 0.8 * heading.size
    same = block.first.page == heading.last.page and block.first.column == heading.last.column
    return block.kind == "clutter" and len(block.plain()) < 12 and near and same


def title_of(block: Block, hyphens: Hyphens | None = None) -> str:
    """A heading's text, words cut at a line's end put together again."""
    text = re.sub(r"-$", "", block.plain())
    if hyphens is not None:
        text = _CUT.sub(lambda cut: _mended(cut, hyphens), text)
    text = re.sub(r"(?<=\d)．(?=\d)", ".", text)
    return re.sub(r"(?<=[a-z])- (?=[a-z])", "", text).strip()


def _mended(cut: re.Match[str], hyphens: Hyphens) -> str:
    return cut[1] + ("-" if hyphens.keeps(cut[1], cut[2]) else "") + cut[2]


def _detach(blocks: list[Block], style: Style) -> None:
    """Part a heading line that stands directly above its paragraph from it."""
    place = 0
    while place < len(blocks):
        block = blocks[place]
        if block.kind == "text" and len(block.lines) > 1:
            head = Block("text", block.lines[:1])
            line, following = block.lines[0], block.lines[1]
            if _is_emphasised(line, following, blocks[place - 1].last if place else None, style):
                line.bold = True  # as far as can be seen: the names of its fonts say nothing
            differs = line.font != following.font or abs(line.size - following.size) > 0.6
            deep = len(number_of(line.text)) > 1
            capitals = in_capitals(line) and not in_capitals(following)
            strong = line.bold or line.size > style.size + 0.6 or deep or capitals
            styled = differs and strong and not following.bold
            room = line.right < line.column_right - 3 * line.size
            alike = line.font == following.font and abs(line.size - following.size) < 0.3
            wrapped = alike and ((line.bold and following.bold) or line.font != style.font)
            other = deep or (differs and line.font != style.font and bool(number_of(line.text)))
            short = room and other and not wrapped and not ends_sentence(line.text)
            named = bool(number_of(line.text)) or kind_of(line.text) != "body"
            if (styled or short) and (named or line.bold != line.first_bold):
                blocks[place : place + 1] = [head, Block("text", block.lines[1:])]
        place += 1


def _is_emphasised(line: Line, following: Line, before: Line | None, style: Style) -> bool:
    """Whether a short line in a font of its own stands apart above an indented paragraph."""
    near = before is not None and (before.page, before.column) == (line.page, line.column)
    gap = line.base - before.base if near and before is not None else 3 * line.size
    own = line.font not in (style.font, following.font) and not line.lead
    indented = 0.8 * line.size < following.left - line.left < 4 * line.size
    return (
        own
        and not line.bold
        and not line.italic
        and indented
        and gap > 1.8 * line.size
        and 4 <= len(line.text) <= 40
        and line.text[0].isupper()
        and line.pieces == 1
        and not re.search(r"[^\w\s-]", line.text)
    )


def _part_run_in(blocks: list[Block], style: Style) -> None:
    """Part a numbered heading that opens its paragraph's first line, as in "2.1. Data. We use".

    Below headings with letters it may be "1) Data: We use".
    """
    lettered = any(_LETTERED.match(block.first.text) for block in blocks if block.lines)
    place = 0
    while place < len(blocks):
        block = blocks[place]
        line = block.first
        if block.kind != "text" or line.font == "" or not (head := _run_in(block, style, lettered)):
            place += 1
            continue
        before = block.lines[: head - 1]
        first, rest = split_line(block.lines[head - 1], block.lines[head - 1].lead)
        first.text = first.text.rstrip(".:．：")
        made = [Block("text", [*before, first]), Block("text", [rest, *block.lines[head:]])]
        blocks[place : place + 1] = made
        place += 2


def _run_in(block: Block, style: Style, lettered: bool) -> int:
    """How many lines of a block its run-in heading takes; 0 without one."""
    point = lettered and is_point(block.first.text)
    for place, line in enumerate(block.lines[:2]):
        own = line.lead_font != style.font
        if point and place == 0 and ":" not in line.text[line.lead - 1 : line.lead + 2]:
            return 0
        if (point or len(number_of(block.first.text)) > 1) and own and line.lead_font != "":
            if 0 < line.lead < len(line.text) - 1:
                if line.tail_font != style.font or has_cjk(line.text):
                    return 0
                return place + 1 if re.search(r"[^\W\d_]{3}", line.text[: line.lead]) else 0
            if line.lead == 0 and line.font == line.lead_font:
                continue
        return 0
    return 0


def _names_part(block: Block) -> bool:
    """Whether a line of its own says no more than "Abstract" or "References"."""
    text = block.plain()
    return len(block.lines) == 1 and len(text) < 25 and kind_of(text) in ("abstract", "references")


def _looks(block: Block, style: Style) -> bool:
    """Whether a block has a heading's size and form."""
    text = block.plain()
    if len(block.lines) > 3 or len(text) > _MAX_LENGTH or not re.search(r"[^\W\d_]{2,}", text):
        return False
    line = block.first
    if any(row.pieces >= 4 for row in block.lines) or line.size < style.size - SMALLER_HEADING:
        return False
    if re.search(r"[,;，；=]$|@|https?:", text) or POINT.match(text):
        return False
    deep = len(number_of(text)) > 1
    if re.search(r"[.。．]\s*$", text[4:]) and not (deep and (_bold(block) or has_cjk(text))):
        return False
    if text[:1].islower() or (re.search(r"[=∑∫≤≥∈≈]", text) and not number_of(text)):
        return False
    other = line.font != style.font or line.bold != style.bold or line.first_bold
    other = other or line.caps or (in_capitals(line) and bool(number_of(text)))
    alone = len(block.lines) == 1 and len(number_of(text)) > 1 and line.pieces < 3
    large = line.size > style.size + 0.4
    return (
        large
        or alone
        or (other and (bool(number_of(text)) or kind_of(text) != "body" or _bold(block)))
    )


def _bold(block: Block) -> bool:
    return all(line.bold for line in block.lines)


def _stands_out(block: Block, style: Style) -> bool:
    """Whether an unnumbered block is set like a heading on its own."""
    line = block.first
    words = block.plain().split()
    stray = sum(len(word) == 1 and not is_cjk(word) for word in words) > 0.35 * len(words)
    if line.size < style.size - 0.4 or line.pieces > 1 or stray:
        return False
    larger = line.size > style.size + 0.9
    capitals = line.caps and len(block.lines) == 1 and _is_centred(line)
    heavy = _bold(block) and not style.bold and line.size >= style.size - 0.2
    return larger or heavy or capitals


def _is_centred(line: Line) -> bool:
    left, right = line.left - line.column_left, line.column_right - line.right
    return min(left, right) > 2 * line.size and abs(left - right) < 2 * line.size


def _set_levels(chosen: list[tuple[Block, int, bool]], style: Style) -> None:
    """Set levels: by number or outline, else that of numbered headings set in the same style."""
    by_style: dict[tuple[float, bool], Counter[int]] = {}
    for block, level, _ in chosen:
        if level:
            by_style.setdefault(_set_in(block), Counter())[level] += 1
    sizes = sorted({_set_in(block)[0] for block, _, _ in chosen}, reverse=True)
    inside = 1
    for block, level, numbered in chosen:
        block.kind = "heading"
        text = title_of(block)
        if not level:
            known = by_style.get(_set_in(block))
            top = kind_of(text) in ("abstract", "references", "front", "appendix")
            if top:
                level = 1
            elif known:
                level = known.most_common(1)[0][0]
            elif by_style:
                larger = [key[0] for key in by_style if key[0] > block.first.size + 0.4]
                level = min(inside + 1, 5) if larger or block.first.size <= style.size + 0.4 else 1
            else:
                level = 1 + sizes.index(_set_in(block)[0])
        if numbered or level == 1:
            inside = level
        block.level = level


def _set_in(block: Block) -> tuple[float, bool]:
    return (round(block.first.size), block.first.bold)


def mark_blind_headings(blocks: list[Block], style: Style) -> None:
    """Set right the headings of a document without numbers.

    Larger ones count where their size comes three times or more, and are of the first level.
    One-line paragraphs of a few characters without any stop are of the second.
    """
    large = [
        block.size for block in blocks if block.kind == "heading" and block.size > style.size + 1.0
    ]
    for block in blocks:
        if block.kind == "heading" and kind_of(block.plain()) == "body":
            alike = sum(abs(size - block.size) <= 0.6 for size in large)
            block.kind = "heading" if alike >= 3 else "clutter"
        if block.kind == "heading":
            block.level = 1
    place = 0
    while place < len(blocks):
        made = _split_at_heading(
            blocks[place], blocks[place + 1] if place + 1 < len(blocks) else None, style
        )
        blocks[place : place + 1] = made
        place += len(made)


def _split_at_heading(block: Block, following: Block | None, style: Style) -> list[Block]:
    """A block of text, cut where one of its lines is a heading."""
    if block.kind != "text":
        return [block]
    after = following.first if following and following.kind == "text" else None
    rows = [*pairwise(block.lines), (block.last, after)]
    made: list[Block] = []
    for line, below in rows:
        if _is_heading(line, below, style):
            made.append(Block("heading", [line], level=2))
        elif made and made[-1].kind == "text":
            made[-1].lines.append(line)
        else:
            made.append(Block("text", [line]))
    return made


def _is_heading(line: Line, below: Line | None, style: Style) -> bool:
    """Whether a line is a paragraph of its own, of a few characters, above another one."""
    if below is None or not _WORDS.fullmatch(line.text.strip()):
        return False
    if (line.page, line.column) != (below.page, below.column):
        return False
    indented = all(row.left - row.column_left > 1.2 * row.size for row in (line, below))
    short = line.right < line.column_left + 0.5 * (line.column_right - line.column_left)
    full = below.right > below.column_right - 3 * below.size
    near = full and 0 < below.base - line.base < 2.2 * style.leading
    return indented and short and near and abs(line.size - style.size) <= 0.5

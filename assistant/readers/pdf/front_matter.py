"""Title, authors, year and identifiers from a PDF's first pages."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, replace
from itertools import pairwise

from assistant.documents.section_kinds import kind_of
from assistant.readers.pdf.blocks import Block
from assistant.readers.pdf.headings import CONTENTS, title_of
from assistant.readers.pdf.lines import Line, fragments, parted
from assistant.readers.pdf.paragraphs import tidy
from assistant.readers.pdf.style import Style
from assistant.text.identifiers import (
    AFFILIATION,
    names,
    stated_arxiv_id,
    stated_doi,
    stated_year,
    year_of_arxiv_id,
)
from assistant.text.scripts import has_cjk, is_cjk
from assistant.text.sentences import split_sentences

RUN_IN_ABSTRACT = re.compile(
    r"^\s*(?:a\s?b\s?s\s?t\s?r\s?a\s?c\s?t|summary|摘\s*要|要\s*旨|概\s*要|要\s*約|内容提要)\s*"
    r"(?:[—–:：.．\-─]+\s*|(?=\s[A-Z])|\s+(?=[\u3040-\u9fff])|(?<=[要旨約])(?=[\u3040-\u9fff]))",
    re.IGNORECASE,
)
_BANNER = re.compile(
    r"\bvol(?:ume)?\b\.?\s*\d|\bjournal of\b|\btransactions on\b|\bproceedings\b|technical report"
    r"|\bissn\b|\bpreprint\b|^arxiv|published (?:as|in)|under review|第\s*\d*\s*[卷期巻号]|学\s*报$"
    r"|contents lists|homepage",
    re.IGNORECASE,
)
_PARTICLES = frozenset("de van von der den di da la le del bin al el dos ter ten and".split())
_MARKS = re.compile(r"[*∗†‡§¶♠♣♦♥⋆★♡♢✉‖|⊥⇤]+|(?<=[^\W\d_])[\d,]+(?=[\s,]|$)|\(\s*\)")
_POOR_TITLE = re.compile(
    r"^(?:microsoft word|untitled|title|.*\.(?:docx?|tex|dvi|pdf|indd|qxd))\b", re.I
)
_CJK_NAME = re.compile(r"(?!.*[年月日])[\u3041-\u3096\u30a1-\u30fe\u3005\u3400-\u9fff·・]+")
_NO_NAMES = re.compile(r"^\d{1,2}\.?\s+[A-Z]|[。；：]|[，．].*[，．].*．$")  # a heading, a sentence
_DATE = re.compile(
    r"(?:\b\d{1,2}\.?\s*)?\b(?:jan|feb|mar|apr|may|june?|july?|aug|sept?|oct|nov|dec)[a-z]{0,6}\.?,?"
    r"\s*\d[\d, ]*|\b\d{1,2}\.?\s+(?:jan|feb|mar|apr|may|jun|jul|aug|sep|oct|nov|dec)[a-z]{0,6}\b"
    r"|\b(?:version|ver\.|v\.?|release)\s*\d\S*",
    re.IGNORECASE,
)
_HOMEPAGE = re.compile(r"home\s?page|contents lists available|sciencedirect", re.IGNORECASE)
_LINK = re.compile(r"https?:|\bwww\.|@\w")
_FILE = re.compile(r"[\w./\\-]+\.[A-Za-z]{2,4}\s*[:：]?")
_DATED = re.compile(
    r"\b(?:jan(?:uary)?|feb(?:ruary)?|mar(?:ch)?|apr(?:il)?|may|june?|july?|aug(?:ust)?"
    r"|sept?(?:ember)?|oct(?:ober)?|nov(?:ember)?|dec(?:ember)?|version|ver|rev(?:ision)?|release"
    r"|draft|beta|of|st|nd|rd|th|mon|tues?|wed(?:nes)?|thu(?:rs)?|fri|sat(?:ur)?|sun)(?:day)?"
    r"(?![^\W\d_])|[年月日]|(?<=\d)(?:st|nd|rd|th)\b",
    re.IGNORECASE,
)


@dataclass(frozen=True)
class Front:
    """What the first pages state; empty or None where they do not."""

    title: str
    authors: tuple[str, ...]
    year: int | None
    arxiv_id: str | None
    doi: str | None


_NUMBERED = re.compile(r"^1\.?\s+[A-Z]\w+")
_CONTACT = re.compile(
    r"@|universit|institut|department|laborator|copyright|licen[cs]e|permission|all rights|"
    r"equal contribution|corresponding|received|accepted|preprint|proceedings",
    re.IGNORECASE,
)


def front_end(blocks: Sequence[Block]) -> int:
    """The place of the first block that is not front matter: an abstract, a section or prose."""
    for place, block in enumerate(blocks):
        text = block.plain()
        if block.kind == "footnote":
            continue
        if RUN_IN_ABSTRACT.match(text) or kind_of(text) in ("abstract", "introduction"):
            return place
        if place and CONTENTS.fullmatch(text.strip()):
            return place
        if block.kind == "text" and len(text) > (200 if is_cjk(text[0]) else 450):
            return place
        if place and _is_prose(text):
            heads = _NUMBERED.match(blocks[place - 1].plain()) and place > 1
            return place - 1 if heads else place
        if block.first.page > 4:
            return place
    return len(blocks)


def _is_prose(text: str) -> bool:
    """Whether a block below the title is running text: two or more whole English sentences."""
    sentences = split_sentences(text)
    whole = [s for s in sentences if len(s.split()) >= 6 and s[0].isupper() and s.endswith(".")]
    return len(whole) >= 2 and not _CONTACT.search(text)


def front_of(
    blocks: Sequence[Block], style: Style, stamp: str, head: str, info_title: str, kana: bool
) -> Front:
    """Read the front matter's blocks.

    ``stamp`` is the text turned along the first page's margin, ``head`` its running head and foot,
    ``info_title`` the title in the file's properties.
    """
    first, last = _title_place(blocks, style)
    title = tidy(" ".join(title_of(block) for block in blocks[first:last])) if last else ""
    title = re.sub(r"[\s*∗†‡§¶‘’'\"“”]+$", "", title).strip()
    info = info_title.strip()
    if not title and len(info) > 12 and not _POOR_TITLE.match(info) and " " in info:
        title = info
    below = [line for block in blocks[last:] for line in block.lines] if title else []
    stated = "\n".join(block.plain() for block in blocks)
    arxiv_id = stated_arxiv_id(stamp) or stated_arxiv_id(head)
    if arxiv_id is None and re.search(r"arxiv\s*:", stated, re.IGNORECASE):
        arxiv_id = stated_arxiv_id(stated)
    return Front(
        title,
        _authors(below, kana),
        year_of_arxiv_id(arxiv_id) or stated_year("\n".join((stamp, head, stated))),
        arxiv_id,
        stated_doi(head) or stated_doi(stated),
    )  # fmt: skip


def _title_place(blocks: Sequence[Block], style: Style) -> tuple[int, int]:
    """Start and end of the blocks that hold the title: the largest text; (0, 0) if none.

    A single word counts only where nothing of two or more words comes near its size.
    """
    ranks = {False: (0.0, -1), True: (0.0, -1)}  # of several words, of one
    for number, block in enumerate(blocks):
        text = block.plain()
        words = len(text.split()) if not has_cjk(text) else len(text) // 2
        if not may_be_title(text) or block.kind == "footnote" or _heads_journal(blocks, number):
            continue
        if words < 2 and (block.first.page > 1 or kind_of(text) != "body"):
            continue
        rank = block.size + (0.3 if block.first.bold else 0.0)
        if rank > ranks[words < 2][0] + 0.2 and block.first.size >= style.size:
            ranks[words < 2] = rank, number
    (best, place), (size, word) = ranks[False], ranks[True]
    if size > max(best, style.size + 1.0) + 1.0:
        best, place = size, word
    if place < 0 or best < style.size + 1.0:
        return _plain_title(blocks)
    end = place + 1
    while end < len(blocks) and _goes_on(blocks[end - 1], blocks[end], blocks[place]):
        end += 1
    return place, end


def may_be_title(text: str) -> bool:
    """Whether a text on a first page can be a title: no date, version, file, address or banner."""
    if len(text) > 300 or _BANNER.search(text) or _LINK.search(text):
        return False
    if _FILE.fullmatch(text.strip()):
        return False
    words = text.split()
    if sum(_is_letter(word) for word in words) > 0.5 * len(words):
        return False  # the letters of a drawing
    rest = _DATED.sub(" ", text)
    return bool(re.search(r"[^\W\d_]{3}|[\u3040-\u30ff\u4e00-\u9fff]{2}", rest))


def _is_letter(word: str) -> bool:
    return len(word) == 1 and word.isalnum() and not is_cjk(word)


def _heads_journal(blocks: Sequence[Block], number: int) -> bool:
    """Whether a block is a journal's name: above the address of its home page."""
    return any(_HOMEPAGE.search(block.plain()) for block in blocks[number + 1 : number + 3])


def _goes_on(before: Block, block: Block, first: Block) -> bool:
    """Whether a block goes on with the title that block ``first`` opens."""
    like = abs(block.size - first.size) < 0.6 and block.first.font == first.first.font
    near = block.first.page == first.first.page
    near = near and block.first.base - before.last.base < 2.6 * first.size
    text = block.plain()
    byline = bool(re.search(r"\b[A-Z]\.", text)) and _is_name(text)
    return like and near and may_be_title(text) and not byline


def _plain_title(blocks: Sequence[Block]) -> tuple[int, int]:
    """The place of a title that is no larger than the text: bold or capitals, in the middle."""
    for number, block in enumerate(blocks[:6]):
        text = block.plain()
        line = block.first
        middle = abs(line.left + line.right - line.column_left - line.column_right)
        styled = all(row.bold for row in block.lines) or text.isupper()
        long = len(text.split()) > 2 or (has_cjk(text) and len(text) > 5)
        other = not may_be_title(text) or AFFILIATION.search(text) or line.page > 1
        if styled and long and len(text) < 300 and middle < 4 * line.size and not other:
            return number, number + 1
    return 0, 0


def _authors(lines: Sequence[Line], kana: bool) -> tuple[str, ...]:
    """The names on the lines below a title: those set like the first line of names."""
    found: list[str] = []
    like: tuple[float, str] | None = None
    rest = ""
    for line in map(_without_affiliation, lines):
        style = (round(line.size), line.lead_font or line.font)
        if like is not None and style != like:
            continue
        if RUN_IN_ABSTRACT.match(line.text) or kind_of(line.text) == "abstract":
            break
        if AFFILIATION.search(line.text) or _NO_NAMES.search(line.text):
            continue
        parts = _names_on(line, kana)
        if rest and parts:
            parts[0] = f"{rest} {parts[0]}"
        rest = ""
        if parts and re.fullmatch(r"[^\W\d_][\w.'’-]*", parts[-1]) and not has_cjk(parts[-1]):
            rest = parts.pop()  # a name that goes on with the next line
        good = [name for name in parts if _is_name(name, kana)]
        if parts and len(good) >= 0.6 * len(parts):
            like = style
            found += [name for name in good if name not in found]
    return tuple(found)


def _without_affiliation(line: Line) -> Line:
    """The names alone of a line such as "ANN LEE, University of Somewhere" in two fonts."""
    if not line.lead or line.lead_font == line.tail_font:
        return line
    names, tail = parted(line, line.lead)
    comma = names.text.endswith(",") or tail.text.startswith(",")
    whole = comma and AFFILIATION.search(tail.text) and not AFFILIATION.search(names.text)
    return replace(names, text=names.text.rstrip(", ")) if whole else line


def _names_on(line: Line, kana: bool) -> list[str]:
    pieces = fragments(line)
    if has_cjk(line.text):
        text = re.sub(r"[\d*∗†‡,，、；;()（）]+", "\t", "\t".join(pieces))
        if kana:
            return [re.sub(r"\s", "", part) for part in text.split("\t") if part.strip()]
        tokens = text.split()
        made: list[str] = []
        for token in tokens:
            if len(token) == 1 and made and len(made[-1]) == 1:
                made[-1] += token
            else:
                made.append(token)
        return made
    made = []
    for piece in pieces:
        made += names(_MARKS.sub(", ", _DATE.sub(", ", piece).strip("& ")))
    return [name.title() if name.isupper() and len(name) > 4 else name for name in made]


def _is_name(text: str, kana: bool = False) -> bool:
    """Whether a text is built like a person's name."""
    if has_cjk(text):
        loan = re.fullmatch(r"[\u30a0-\u30ff]+", text) and "・" not in text
        longest = 9 if kana or re.search(r"[\u3040-\u30ff·・]", text) else 4
        return 2 <= len(text) <= longest and bool(_CJK_NAME.fullmatch(text)) and not loan
    words = text.replace(".", ". ").split()
    capital = [word for word in words if word[:1].isupper()]
    return (
        2 <= len(words) <= 5
        and len(text) <= 45
        and not re.search(r"\d|[:/\\{}]", text)
        and all(word[:1].isupper() or word.lower() in _PARTICLES for word in words)
        and len(capital) >= 2
    )


def header_of(lines: Sequence[Line], gutter: float, width: float) -> list[Line]:
    """The lines above a first page's text whose rows run over the gutter; empty without any.

    Authors are set side by side in rows; read column by column, half of them would come after
    the text of the first column.
    """
    end = _text_start(lines, width)
    above = [line for line in lines if line.base < end - 0.5]
    sides = [line for line in above if line.right < gutter + 4 or line.left > gutter - 4]
    paired = [
        line
        for line in sides
        if any(
            abs(other.base - line.base) < 1.5
            and abs(other.size - line.size) < 0.3
            and (other.left > gutter - 4) != (line.left > gutter - 4)
            for other in sides
        )
    ]
    return above if paired and len(paired) >= 0.5 * len(sides) else []


def _text_start(lines: Sequence[Line], width: float) -> float:
    """The height of the first line of running text: lines of one width under each other."""
    ordered = sorted(lines, key=lambda line: (round(line.left), line.base))
    starts = [
        first.base
        for first, second in pairwise(ordered)
        if 0.2 * width < first.right - first.left
        and abs(first.left - second.left) < 1.5
        and abs(first.right - second.right) < 1.5
        and 0 < second.base - first.base < 2 * first.size
        and abs(first.size - second.size) < 0.3
    ]
    starts += [line.base for line in lines if _is_label(line.text)]
    if not starts:
        return 0.0
    start = min(starts)
    for line in sorted(lines, key=lambda line: -line.base):  # an indented line, a heading above it
        long = line.right - line.left > 0.2 * width
        if long and start - 1.6 * line.size < line.base < start and line.size < 12.5:
            start = line.base
    return start


def _is_label(text: str) -> bool:
    compact = re.sub(r"\s", "", text)
    return len(compact) < 30 and kind_of(compact) in ("abstract", "introduction")

"""The title of a work: of all that may be it on the first pages, what most sources say."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import replace

from assistant.documents.section_kinds import kind_of
from assistant.documents.survey import normal_title
from assistant.readers.pdf.blocks import Block
from assistant.readers.pdf.front.byline import byline, is_name
from assistant.readers.pdf.front.properties import Properties
from assistant.readers.pdf.front.statements import Around
from assistant.readers.pdf.headings import title_of
from assistant.readers.pdf.lines import Line
from assistant.readers.pdf.paragraphs import tidy
from assistant.readers.pdf.style import Style
from assistant.text.identifiers import AFFILIATION
from assistant.text.scripts import CJK_LETTERS, has_cjk, is_cjk

_BANNER = re.compile(
    r"\bvol(?:ume)?\b\.?\s*\d|\bjournal of\b|\btransactions on\b|technical report"
    r"|^(?:in )?proceedings\b|\bproceedings\b.*\d"
    r"|\bissn\b|\bpreprint\b|^arxiv|published (?:as|in)|under review|第\s*\d*\s*[卷期巻号]|学\s*报$"
    r"|contents lists|homepage",
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


# JATS's kinds of articles (``@article-type``), and what publishers print in their place.
ARTICLE_TYPES = frozenset(
    """abstract addendum announcement article book review brief communication report case collection
    correction discussion dissertation editorial introduction letter meeting news obituary oration
    product rapid reply reprint research retraction translation original paper perspective analysi
    technical note open acces journal preproof preprint special issue feature full length short
    regular invited mini systematic comment opinion view insight resource progres survey tutorial
    """.split()
)
# What a source counts for a title; the size of the largest text is one among them.
_LARGEST, _NAMES_FOLLOW, _TEXT_OPENS, _REPEATED = 3.0, 1.5, 1.0, 1.5
_PROPERTIES, _CITED, _RUNNING, _NAMED = 3.0, 3.0, 1.5, 1.5
_LABEL, _SINGLE_WORD = 3.0, 1.0
_NEAR = 4  # blocks
_NOTE = 2  # characters of a note's mark
_SAME_SIZE = 0.6  # points
_TWICE = re.compile(r"^(.{8,}?)\s+\1$")
_LONGEST_NAME = 3  # words; title-cased titles look like names
_SHORT_AFFILIATION = 4  # words: "Computer Laboratory" above a report's title
_SHORTEST = 12  # letters of a title that is looked for elsewhere


def title_places(blocks: Sequence[Block], style: Style) -> list[tuple[int, int]]:
    """Start and end of each group of blocks that may be the title: larger than running text."""
    places: list[tuple[int, int]] = []
    for number, block in enumerate(blocks):
        if places and number < places[-1][1]:
            continue
        text = block.plain()
        words = len(text.split()) if not has_cjk(text) else len(text) // 2
        if not may_be_title(text) or block.kind == "footnote" or _heads_journal(blocks, number):
            continue
        if block.size < style.size + 1.0 or block.first.size < style.size:
            continue
        if words < 2 and (block.first.page > blocks[0].first.page + 1 or kind_of(text) != "body"):
            continue
        end = number + 1
        while end < len(blocks) and _goes_on(blocks[end - 1], blocks[end], block):
            end += 1
        if number and not may_be_title(blocks[number - 1].plain()):
            banner = blocks[number - 1]
            if _BANNER.search(banner.plain()) and _is_set_alike(banner, block):
                continue  # the end of a journal's name
        if not (places and _lists_names(blocks[number:end])):
            places.append((number, end))
    return places


def _lists_names(blocks: Sequence[Block]) -> bool:
    """Whether blocks below a first large text are two or more names."""
    text = ", ".join(line.text for block in blocks for line in block.lines)
    listed = byline([line for block in blocks for line in block.lines], kana=False)
    return len(listed) > 1 and sum(map(len, listed)) > 0.7 * len(text)


def best_title(
    blocks: Sequence[Block],
    places: Sequence[tuple[int, int]],
    around: Around,
    opening_page: int,
) -> tuple[tuple[int, int], str]:
    """The group of blocks that most speaks for as the title, and its text; ((0, 0), "") if none.

    It counts how large it is, whether names follow and the text opens on its page, and which
    other sources have the same words.
    """
    if not places:
        place = _plain_title(blocks)
        return place, _text_of(blocks, place) if place[1] else ""
    texts = [_text_of(blocks, place) for place in places]
    largest = max(_rank(blocks[start]) for start, _ in places)
    scores = []
    for (start, end), text in zip(places, texts, strict=True):
        score = _LARGEST * _rank(blocks[start]) / largest
        if is_section_label(text):
            score -= _LABEL
        elif len(text.split()) < 2 and not has_cjk(text):
            score -= _SINGLE_WORD
        elif AFFILIATION.search(text) and len(text.split()) <= _SHORT_AFFILIATION:
            score -= _NAMES_FOLLOW
        if _names_follow(blocks, end):
            score += _NAMES_FOLLOW
        if blocks[start].first.page == opening_page:
            score += _TEXT_OPENS
        others = [other for place, other in zip(places, texts, strict=True)
                  if blocks[place[0]].first.page != blocks[start].first.page]  # fmt: skip
        score += sum(_support(text, around, texts).values())
        score += _REPEATED if any(alike(text, other) for other in others) else 0.0
        scores.append(score)
    best = max(range(len(places)), key=lambda number: scores[number])
    return places[best], texts[best]


def _rank(block: Block) -> float:
    return block.size + (0.3 if block.first.bold else 0.0)


def _text_of(blocks: Sequence[Block], place: tuple[int, int]) -> str:
    pieces: list[str] = []
    seen: set[str] = set()
    for block in blocks[place[0] : place[1]]:
        # What is drawn twice, such as a title and its shadow, is read once.
        lines = list({line.text: line for line in reversed(block.lines)}.values())[::-1]
        lines = [_without_note(line) for line in lines if line.text not in seen]
        seen |= {line.text for line in lines}
        pieces += [title_of(replace(block, lines=lines))] if lines else []
    text = _TWICE.sub(r"\1", tidy(" ".join(pieces)))
    return re.sub(r"[\s*∗†‡§¶‘’'\"“”]+$", "", text).strip()


def _without_note(line: Line) -> Line:
    """A line of a title without the raised mark of a note that ends it, as in "On Forestsa)"."""
    start, end = line.raised[-1] if line.raised else (0, 0)
    marked = end >= len(line.text.rstrip()) and 0 < end - start <= _NOTE and start > 0
    word = re.search(r"[^\W\d_]{3}\W?$", line.text[:start])
    return replace(line, text=line.text[:start].rstrip()) if marked and word else line


def _support(text: str, around: Around, others: Sequence[str]) -> dict[str, float]:
    """By source, how much speaks for a title besides how it is set.

    A citation has the journal too, behind the title: it speaks for the first of its texts only,
    names aside.
    """
    title = normal_title(text)
    if len(title) < _SHORTEST and not has_cjk(title):
        return {}
    found = {}
    if alike(text, around.properties.title):
        found["the file's properties"] = _PROPERTIES
    for citation in (*around.citations, around.properties.subject):
        plain = normal_title(citation)
        at = plain.find(title)
        rivals = (plain.find(normal_title(other)) for other in others if not _is_short_name(other))
        if not _is_short_name(text) and at >= 0 and not any(0 <= rival < at for rival in rivals):
            found["a citation"] = _CITED
    heads = [head for head in map(normal_title, around.running) if len(head) >= _SHORTEST]
    if any(head in title or title in head for head in heads):
        found["a running head"] = _RUNNING
    stem = normal_title(re.sub(r"\.\w{2,4}$", "", around.name))
    if len(stem) >= _SHORTEST and (stem in title or title in stem):
        found["the file's name"] = _NAMED
    return found


def _is_short_name(text: str) -> bool:
    return is_name(text) and len(text.split()) <= _LONGEST_NAME


def is_backed(title: str, around: Around) -> bool:
    """Whether another source than the file's properties has their title."""
    return bool(_support(title, replace(around, properties=Properties()), ()))


def alike(one: str, other: str) -> bool:
    """Whether a title is another one, or stands in it."""
    first, second = normal_title(one).replace(" ", ""), normal_title(other).replace(" ", "")
    return bool(first) and (first == second or (len(first) > _SHORTEST and first in second))


def _names_follow(blocks: Sequence[Block], end: int) -> bool:
    """Whether one of the next blocks, in smaller letters, is a list of names."""
    last = blocks[end - 1]
    near = [block for block in blocks[end : end + _NEAR] if block.first.page == last.first.page]
    lines = [line for block in near for line in block.lines if line.size < last.size - 0.4]
    return bool(byline(lines, kana=False))


def is_section_label(text: str) -> bool:
    """Whether a text names a kind of article, such as "LETTERS" or "Original Research Article"."""
    words = re.findall(r"[a-z]+", text.lower().replace("pre-proof", "preproof"))
    return bool(words) and all(word.removesuffix("s") in ARTICLE_TYPES for word in words)


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
    return bool(re.search(rf"[^\W\d_]{{3}}|[{CJK_LETTERS}]{{2}}", rest))


def _is_letter(word: str) -> bool:
    return len(word) == 1 and word.isalnum() and not is_cjk(word)


def _heads_journal(blocks: Sequence[Block], number: int) -> bool:
    """Whether a block is a journal's name: above the address of its home page."""
    return any(_HOMEPAGE.search(block.plain()) for block in blocks[number + 1 : number + 3])


def _is_set_alike(block: Block, first: Block) -> bool:
    return abs(block.size - first.size) < _SAME_SIZE and block.first.font == first.first.font


def _goes_on(before: Block, block: Block, first: Block) -> bool:
    """Whether a block goes on with the title that block ``first`` opens."""
    like = _is_set_alike(block, first) or (
        before.plain().endswith(":") and abs(block.size - first.size) < _SAME_SIZE
    )
    near = block.first.page == first.first.page
    near = near and block.first.base - before.last.base < 2.6 * first.size
    text = block.plain()
    byline = bool(re.search(r"\b[A-Z]\.", text)) and is_name(text)
    return like and near and may_be_title(text) and not byline


def _plain_title(blocks: Sequence[Block]) -> tuple[int, int]:
    """The place of a title that is no larger than the text: bold or capitals, in the middle.

    Of typescripts, which have neither, the first line in the middle above one with names.
    """
    for number, block in enumerate(blocks[:6]):
        text = block.plain()
        styled = all(row.bold for row in block.lines) or text.isupper()
        long = len(text.split()) > 2 or (has_cjk(text) and len(text) > 5)
        if styled and long and _may_stand_as_title(block):
            return number, number + 1
    for number, block in enumerate(blocks[:3]):
        after = blocks[number + 1 : number + 2]
        named = any(_may_stand_as_title(below) and byline(below.lines, False) for below in after)
        if named and len(block.plain().split()) > 1 and _may_stand_as_title(block):
            return number, number + 1
    return 0, 0


def _may_stand_as_title(block: Block) -> bool:
    """Whether a block of the first page stands in the middle and says what a title may say."""
    text, line = block.plain(), block.first
    middle = abs(line.left + line.right - line.column_left - line.column_right) < 4 * line.size
    other = not may_be_title(text) or AFFILIATION.search(text) or line.page > 1
    return middle and len(text) < 300 and not other

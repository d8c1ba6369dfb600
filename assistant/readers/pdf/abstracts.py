"""Abstracts: where one is announced, and which paragraph stands for one that is not."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Sequence

from assistant.documents.section_kinds import kind_of
from assistant.readers.pdf.blocks import KEYWORDS, Block
from assistant.readers.pdf.front.cover import RUN_IN_ABSTRACT
from assistant.readers.pdf.numbering import number_of
from assistant.text.scripts import has_cjk

_LAST_PAGE = 3  # on which an abstract is announced
_MOST_BEFORE = 20  # blocks of front matter that may stand before one
_MOST_BLOCKS = 8  # of an abstract
_LENGTH = (200, 4000)  # letters of an abstract; Chinese and Japanese ones count twice
_LEAST_SET_APART = 300  # letters of one that only its type shows
_PARAGRAPH = 150


def opens_abstract(block: Block) -> bool:
    """Whether a block says "Abstract", alone or before the text."""
    text = block.plain()
    return block.first.page <= _LAST_PAGE and (
        bool(RUN_IN_ABSTRACT.match(text)) or kind_of(text) == "abstract"
    )


def is_summary(block: Block) -> bool:
    """Whether a block says "Summary" on the first pages, where that means the abstract."""
    return block.first.page < _LAST_PAGE and block.plain().strip().lower() == "summary"


def unnamed_abstract(front: Sequence[Block], rest: Sequence[Block]) -> tuple[int, int]:
    """The places in ``rest`` of a paragraph that stands for the abstract and of what follows it.

    (-1, -1) without one; the second is -1 where a heading or keywords follow. In this order: prose
    of the first pages before keywords or the first heading, below "Summary" in the front matter,
    or set in another type than the text after it, as in Nature.
    """
    if any(map(opens_abstract, rest[:_MOST_BEFORE])) or any(map(opens_abstract, front)):
        return -1, -1
    place = next((at for at, block in enumerate(rest) if block.kind == "text"), -1)
    if place < 0 or rest[place].first.page >= _LAST_PAGE or KEYWORDS.match(rest[place].plain()):
        return -1, -1
    named = any(map(is_summary, front))
    length = 0
    for block in rest[place : place + _MOST_BLOCKS]:
        text = block.plain()
        if block.kind == "heading" or KEYWORDS.match(text):
            first = KEYWORDS.match(text) or named or _is_first(text)
            twice = 2 if has_cjk(text) else 1
            if first and _LENGTH[0] <= length * twice <= _LENGTH[1]:
                return place, -1
            break
        length += len(text) if block.kind == "text" else 0
    return _set_apart(rest, place)


def _is_first(heading: str) -> bool:
    return kind_of(heading) in ("introduction", "front") or number_of(heading) in ((1,), (0,))


def _set_apart(rest: Sequence[Block], place: int) -> tuple[int, int]:
    """The first prose and the place after it if it is set in another type than most of the rest."""
    fonts: Counter[tuple[str, bool]] = Counter()
    for block in rest:
        if block.kind == "text":
            fonts[_font(block)] += len(block.plain())
    usual = fonts.most_common(1)[0][0] if fonts else ("", False)
    end, length = place, 0
    while end < len(rest) and rest[end].kind == "text" and _font(rest[end]) != usual:
        length += len(rest[end].plain())
        end += 1
    texts = [block for block in rest[end:] if block.kind == "text"]
    headed = end < len(rest) and rest[end].kind == "heading"
    near = texts[: 1 + 2 * headed]
    followed = any(_font(block) == usual and len(block.plain()) > _PARAGRAPH for block in near)
    if not followed or not _LEAST_SET_APART <= length <= _LENGTH[1]:
        return -1, -1
    whole = re.search(r"[.!?。．]\W*\d*$", rest[end - 1].plain())
    return (place, -1 if headed else end) if whole else (-1, -1)


def _font(block: Block) -> tuple[str, bool]:
    """The font that most of a block is set in."""
    fonts: Counter[tuple[str, bool]] = Counter()
    for line in block.lines:
        fonts[line.font, line.bold] += len(line.text)
    return fonts.most_common(1)[0][0]

"""Which blocks of a PDF are entries of a reference list, told by their headings and by their looks.

Precedence: a heading "References" opens a list unless running text follows it; without one, a run
of blocks that look like entries does. A list goes on over what does not look like either, and ends
at the next heading and where running text begins.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from typing import Literal

from assistant.documents.section_kinds import back_label, kind_of
from assistant.readers.pdf.blocks import Block, function_share
from assistant.text.scripts import has_cjk

Look = Literal["entry", "prose", "neither"]

_YEAR = re.compile(r"(?<![\d.])(?:1[5-9]|20)\d\d[a-z]?(?!\d)")
_INITIAL = re.compile(r"(?<![\w.])[A-Z]\.")
_NAME = re.compile(r"[A-Z][\w’'-]+,? (?:[A-Z]\.[ -]?){1,3}|(?:[A-Z]\.[ -]?){1,3} ?[A-Z][\w’'-]+")
_PAGES = re.compile(r"\d+ ?[–—-] ?\d+|\bpp?\. ?\d|\b\d+ ?\(\d+\)|\bvol\.|\bno\.", re.IGNORECASE)
_VENUE = re.compile(
    r"\bdoi\b|arxiv|https?:|\bproc(?:eedings|\.)|\bjournal\b|\bconf(?:erence|\.)|\btrans(?:actions|\.)"
    r"|\bpress\b|\bin:|\bin [A-Z]{3,}|\beds?\.|\bspringer|\belsevier|\bieee\b|\bacm\b"
    r"|\b[A-Z][a-z]{1,5}\. [A-Z][a-z]{1,6}\.",
    re.IGNORECASE,
)
_CJK_MARK = re.compile(r"[\[［][A-Z](?:/OL)?[\]］]|学报|論文誌|学会|大学出版|技術報告|情報処理")
_MARK = re.compile(
    r"^\s*(?:[\[［〔]\s*(?:\d{1,3}|[A-Za-z+]{1,8}\d{2}[a-z]?|[^\]\[]{3,40}\d{4}[a-z]?\)?)\s*[\]］〕]"
    r"|\d{1,3}\s?[.．)]\s+\S)"
)
_ENTRY = 160  # letters of an entry in the middle
_CJK_ENTRY = 80
_SHORT = 40
_PROSE = 150  # letters; a piece of an entry may read like prose where it is shorter
_WHOLE_PROSE = 400
_LEAST_FUNCTION = 0.22  # of words; titles of papers have about 0.15, running text 0.35
_MOST_FUNCTION = 0.35
_OPENS_LIST = 4  # entries under no heading, one after the other
_RESUMES_LIST = 2
_SAME_SIZE = 0.5  # points
_PIECES = 5  # blocks that one entry or two may be cut into
_AHEAD = 8  # blocks below a heading that are looked at
_LAST_PART = 0.35  # of a document's blocks come before any list without a heading


def is_marked(text: str) -> bool:
    """Whether a line starts with an entry's mark, as "[12]" or "12." is."""
    return bool(_MARK.match(text))


def look_of(text: str) -> Look:
    """What a block's text looks like: entries of a reference list, running text, or neither.

    >>> look_of("12. Odum, E. P. Strategy of ecosystem development. Science 164, 262–270 (1969).")
    'entry'
    >>> look_of("There is no such thing as a forest that is too old to be of use (Odum, 1969), and "
    ...         "all of the plots that we have seen so far say the same of their soils and trees.")
    'prose'
    """
    cjk = has_cjk(text)
    units = max(1.0, len(text) / (_CJK_ENTRY if cjk else _ENTRY))
    years = len(_YEAR.findall(text))
    if cjk:
        marks = len(_CJK_MARK.findall(text)) + len(_PAGES.findall(text))
        if years >= 0.5 * units and marks >= 0.5 * units:
            return "entry"
        return "prose" if len(text) >= _PROSE and not years else "neither"
    if not years and (len(text) < _PROSE or not _PAGES.search(text)):  # most of a document
        running = len(text) >= _PROSE and function_share(text) >= _LEAST_FUNCTION
        return "prose" if running else "neither"
    names, places = len(_NAME.findall(text)), len(_PAGES.findall(text))
    venues = len(_VENUE.findall(text))
    capitals = sum(word[:1].isupper() for word in text.split()) / max(len(text.split()), 1)
    function = function_share(_INITIAL.sub("", text))
    signs = (names >= units) + (places >= 0.5 * units) + (venues >= 0.5 * units) + is_marked(text)
    dense = capitals >= 0.3 and function < _LEAST_FUNCTION
    running = len(text) >= _PROSE and function >= _MOST_FUNCTION
    if not running and years >= 0.5 * units and (signs >= 2 or (signs and dense)):
        return "entry"
    if len(text) >= _PROSE and function >= _LEAST_FUNCTION and signs < 2:
        return "prose"
    return "neither"


def listed(blocks: Sequence[Block]) -> list[bool]:
    """Which of a document's blocks are entries of a reference list, headings aside.

    A block of kind "heading" that names a list but opens none is turned into clutter.
    """
    looks = [
        _block_look(block, blocks[place + 1 : place + _PIECES])
        for place, block in enumerate(blocks)
    ]
    marks = [False] * len(blocks)
    place = 0
    size = 0.0  # of the first list's entries
    while place < len(blocks):
        block = blocks[place]
        if block.kind == "heading" and kind_of(block.plain()) == "references":
            if _opens(blocks, looks, place + 1):
                size = size or (blocks[place + 1].size if place + 1 < len(blocks) else 0.0)
                place = _mark(blocks, looks, marks, place + 1)
                continue
            block.kind = "clutter"
        elif looks[place] == "entry" and block.kind != "caption":
            alike = abs(block.size - size) < _SAME_SIZE
            if alike or block.kind != "clutter":
                late = size or place > _LAST_PART * len(blocks) or _numbered_from_one(block)
                least = _RESUMES_LIST if alike else _OPENS_LIST
                if late and _run(blocks, looks, place) >= least:
                    size = size or block.size
                    place = _mark(blocks, looks, marks, place)
                    continue
        place += 1
    return marks


def _block_look(block: Block, after: Sequence[Block]) -> Look:
    """What a block looks like; a piece of an entry together with the ones that follow it."""
    text = block.plain()
    look = look_of(text)
    if look == "prose" and is_marked(text) and _YEAR.search(text):
        return "neither"
    signs = (_NAME, _PAGES, _VENUE)
    if look == "neither" and len(text) < _PROSE and any(sign.search(text) for sign in signs):
        for other in after:
            if other.kind == "heading" or abs(other.size - block.size) > _SAME_SIZE:
                break
            text = f"{text} {other.plain()}"
            if len(text) >= _PROSE:
                return "entry" if look_of(text) == "entry" else look
    return look


def _opens(blocks: Sequence[Block], looks: Sequence[Look], start: int) -> bool:
    """Whether what follows a heading is a list: an entry comes before two pieces of prose."""
    prose = 0
    for place in range(start, min(start + _AHEAD, len(blocks))):
        if blocks[place].kind == "heading":
            return prose == 0
        if looks[place] == "entry" or is_marked(blocks[place].first.text):
            return True
        prose += looks[place] == "prose" and blocks[place].kind == "text"
        if prose == 2:
            return False
    return True


def _run(blocks: Sequence[Block], looks: Sequence[Look], start: int) -> int:
    """How many entries follow each other from a block on, by their years."""
    count = 0
    for place in range(start, len(blocks)):
        block = blocks[place]
        if block.kind == "heading" or looks[place] == "prose":
            break
        if looks[place] == "entry":
            count += max(1, len(_YEAR.findall(block.plain())))
        elif len(block.plain()) > _PROSE:
            break
    return count


def _numbered_from_one(block: Block) -> bool:
    return bool(re.match(r"\s*[\[［]?1[\]］.]\s", block.first.text))


def _mark(blocks: Sequence[Block], looks: Sequence[Look], marks: list[bool], start: int) -> int:
    """Mark the entries of a list from a block on; the place of the first block after it."""
    last = start - 1
    prose = 0
    for place in range(start, len(blocks)):
        block, text = blocks[place], blocks[place].plain()
        if block.kind == "heading" or back_label(text):
            break
        if looks[place] == "entry" or (is_marked(block.first.text) and looks[place] != "prose"):
            last, prose = place, 0
        elif looks[place] == "prose" and block.kind == "text":
            prose += 1
            if prose == 2 or len(text) > _WHOLE_PROSE:
                break
    if last < start and prose < 2:  # a style of its own: the heading's word for it
        while last + 1 < len(blocks) and blocks[last + 1].kind != "heading":
            last += 1
    end = last + 1
    while end < len(blocks) and _is_rest(blocks, looks, end):
        end += 1
    for place in range(start, end):
        marks[place] = blocks[place].kind != "caption" or looks[place] == "entry"
    return max(end, start)


def _is_rest(blocks: Sequence[Block], looks: Sequence[Look], place: int) -> bool:
    """Whether a block after a list's last entry is the end of that entry, or clutter below it."""
    block, before = blocks[place], blocks[place - 1]
    if block.kind not in ("text", "footnote") or looks[place] == "prose":
        return False
    if back_label(block.plain()):
        return False
    near = block.first.page == before.last.page or block.first.base < before.last.base
    return (
        near
        and abs(block.size - before.size) < _SAME_SIZE
        and len(block.plain()) < _PROSE
        and not (block.first.bold and not before.first.bold)
    )

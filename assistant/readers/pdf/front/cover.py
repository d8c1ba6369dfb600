"""Pages in front of a paper that its publisher or an archive put there."""

from __future__ import annotations

import re
from collections.abc import Sequence

from assistant.documents.section_kinds import kind_of
from assistant.documents.survey import normal_title
from assistant.readers.pdf.blocks import Block
from assistant.readers.pdf.style import Style
from assistant.text.scripts import CJK_LETTERS

RUN_IN_ABSTRACT = re.compile(
    r"^\s*(?:a\s?b\s?s\s?t\s?r\s?a\s?c\s?t|summary|摘\s*要|要\s*旨|概\s*要|要\s*約|内容提要)\s*"
    rf"(?:[—–:：.．\-─]+\s*|(?=\s[A-Z])|\s+(?=[{CJK_LETTERS}])|(?<=[要旨約])(?=[{CJK_LETTERS}]))",
    re.IGNORECASE,
)
# Letters; a page of more is text, whatever else it repeats.
_MOST_ON_COVER = 3500
_LEAST_TITLE = 15
_OPENING = ("abstract", "introduction")


def cover_end(blocks: Sequence[Block], style: Style) -> int:
    """The number of blocks that stand on a cover page; 0 without one.

    A cover has little text and opens no abstract or introduction, and the page after it has a
    title: the cover's again, or one of its own above an abstract or introduction.
    """
    if not blocks:
        return 0
    page = blocks[0].first.page
    first = [block for block in blocks if block.first.page == page]
    second = [block for block in blocks if block.first.page == page + 1]
    if not second or sum(len(block.plain()) for block in first) > _MOST_ON_COVER:
        return 0
    if any(_opens(block) for block in first):
        return 0
    place = next((number for number, block in enumerate(second) if _opens(block)), None)
    head = second[: 12 if place is None else place]
    titles = [text for block in head if (text := _title_text(block, style))]
    known = [normal_title(block.plain()) for block in first]
    repeated = any(title in text or (text and text in title and len(text) >= _LEAST_TITLE)
                   for title in titles for text in known)  # fmt: skip
    own = place is not None and any(
        _title_text(block, style) and block.size > style.size + 2.0 for block in head[:4]
    )
    return len(first) if repeated or (own and len(head) > 1) else 0


def _opens(block: Block) -> bool:
    text = block.plain()
    return bool(RUN_IN_ABSTRACT.match(text)) or kind_of(text) in _OPENING


def _title_text(block: Block, style: Style) -> str:
    """A block's words as ``normal_title`` gives them, if it is set like a title."""
    text = normal_title(block.plain())
    large = block.size > style.size + 1.0 or all(line.bold for line in block.lines)
    return text if large and _LEAST_TITLE <= len(text) <= 300 else ""

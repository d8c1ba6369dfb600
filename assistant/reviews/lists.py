"""Lists inside a text: a sentence that begins with (2) belongs to the one that opens the list."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence

from assistant.evidence.evidence import Evidence

_POINT = re.compile(
    r"^\s*(?:[（(]\s*(?:\d{1,2}|[ivx]{1,4}|[a-h])\s*[)）]|(?:\d{1,2}|[ivx]{1,4})[)）]|[①-⑳])\s*"
)
_INNER = re.compile(r"[（(]\s*(?:2|ii|b)\s*[)）]")
_TAIL = re.compile(r"[;；,，]?\s*[（(]\s*(?:\d{1,2}|[ivx]{1,4}|[a-h])\s*[)）]\s*[.。．]?\s*$")
_OPENS = re.compile(r"[:：]\s*(?:[（(]\s*(?:1|i|a)\s*[)）]|①)|\([iI]\)\W*$")
_LEAD = re.compile(
    r"^(?:firstly|secondly|thirdly|therefore|thus|hence|moreover|furthermore|in addition"
    r"|additionally|besides|finally"
    r"|lastly|to (?:this|that) end|overall|accordingly|consequently),\s+(?=\w)"
    r"|^(?:また|さらに|そして|なお)、(?=\w)",
    re.IGNORECASE,
)
# A list goes on only a few sentences after its last point: each point may have some of its own.
FARTHEST = 4

Place = tuple[str, int]


def openers(sentences: Sequence[Evidence]) -> Mapping[Place, Evidence]:
    """The sentence that opens the list of each sentence that is a point of one."""
    found: dict[Place, Evidence] = {}
    opener: Evidence | None = None
    last = 0
    for number, item in enumerate(sentences):
        if opener is not None and (opener.section != item.section or number - last > FARTHEST):
            opener = None
        if _POINT.match(item.text):
            before = sentences[number - 1] if number else None
            if opener is None and before is not None and before.section == item.section:
                opener = before
            if opener is not None:
                found[item.document_id, item.sentence] = opener
            last = number
        elif _OPENS.search(item.text):
            opener, last = item, number
    return found


def without_point(text: str) -> str:
    """A sentence without the number that it has in a list, and without the next one's.

    >>> without_point("(2) Training: the methods in use; (3).")
    'Training: the methods in use.'
    >>> without_point("It grew (2) times.")
    'It grew (2) times.'
    """
    tailed = _TAIL.sub("", text)
    if tailed != text:
        tailed = tailed.rstrip() + "."
    bare = _POINT.sub("", tailed)
    # "(1) Data (2) Training" is the list itself.
    return text if bare != tailed and _INNER.search(bare) else bare


def without_lead(text: str) -> str:
    """A sentence without the word at its head that only ties it to the one before.

    >>> without_lead("Therefore, one trend is to measure rivers.")
    'One trend is to measure rivers.'
    """
    bare = _LEAD.sub("", text)
    return bare if bare == text else bare[:1].upper() + bare[1:]

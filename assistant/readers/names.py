"""The names of people on the line below a title, where nothing but its words tells them."""

from __future__ import annotations

import re

from assistant.text.identifiers import AFFILIATION, names
from assistant.text.words import width

_MORE_AUTHORS = re.compile(r"[,，]?\s*\+\s?\d+\s+(?:more\s+)?authors?\s*", re.IGNORECASE)
_LONGEST_LINE = 400  # cells
_LONGEST_NAME = 40
_MOST_NAMES = 0.6  # of what a line lists


def authors_on(line: str) -> tuple[str, ...]:
    """The names on a line that is mostly names: two or more, or one before bars.

    >>> authors_on("Ann Lee, Bo Elk and Cy Dee"), authors_on("Rivers, lakes and seas")
    (('Ann Lee', 'Bo Elk', 'Cy Dee'), ())
    """
    first, bar, _ = line.replace("｜", "|").partition("|")
    if width(first) > _LONGEST_LINE or AFFILIATION.search(first):
        return ()
    found = names(_MORE_AUTHORS.sub(", ", first))
    good = tuple(name for name in found if _is_name(name))
    enough = len(good) >= _MOST_NAMES * len(found) and (len(good) >= 2 or (good and bar))
    return good if enough else ()


def _is_name(text: str) -> bool:
    words = text.split()
    capital = all(word[:1].isupper() for word in words)
    return 2 <= len(words) <= 4 and capital and len(text) < _LONGEST_NAME

"""Superscripts in running text: which lead to references and notes, and which are exponents."""

from __future__ import annotations

import re

_MARK = re.compile(r"\s*\d{1,3}(?:\s?[,–—-]\s?\d{1,3})*\s*")
_MARKED = re.compile(r"(?:[^\W\d_]{3,}[)\]”’\"]?|[.,;:?!)\]”’\"])\s?$")
_EXPONENT = re.compile(r"\s*[+−–-]?\d{1,3}\s*")


def printed(before: str, raised: str) -> str:
    """A superscript as it stands in plain text, behind the text ``before`` it.

    A number behind a word or a stop leads to a reference, and is left out. Behind another number
    it is an exponent, and would read as one with it.

    >>> printed("large arrays", "17,18"), printed("about 10", "8"), printed("x", "2")
    ('', '^8', '2')
    """
    if _MARK.fullmatch(raised) and _MARKED.search(before):
        return ""
    if before[-1:].isdigit() and _EXPONENT.fullmatch(raised):
        return f"^{raised}"
    return raised

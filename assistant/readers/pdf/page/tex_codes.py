"""What codes without characters mean: in fonts that TeX encodes, and in any that lost a ligature.

A document's text is set in one of them: OT1 (The TeXbook, appendix F), whose ligatures are codes 11
to 15, or T1 (the Cork encoding of 1990), whose ligatures are codes 27 to 31.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable, Mapping

OT1: Mapping[int, str] = {
    0x0B: "ff", 0x0C: "fi", 0x0D: "fl", 0x0E: "ffi", 0x0F: "ffl", 0x10: "ı", 0x19: "ß",
    0x1A: "æ", 0x1B: "œ", 0x1C: "ø",
}  # fmt: skip
T1: Mapping[int, str] = {
    0x10: "“", 0x11: "”", 0x12: "„", 0x13: "«", 0x14: "»", 0x15: "–", 0x16: "—", 0x19: "ı",
    0x1B: "ff", 0x1C: "fi", 0x1D: "fl", 0x1E: "ffi", 0x1F: "ffl",
}  # fmt: skip
_OT1_LIGATURE = re.compile("[\x0b-\x0f](?=[a-z])")
# A glyph without a character, in a word.
LOST_GLYPH = re.compile("(?<=[a-z])\x00|\x00(?=[a-z])")
_CUT_WORD = re.compile("[A-Za-z]*\x00[a-z]+|[A-Za-z]+\x00")
_WORD = re.compile("[A-Za-z]+")
_LIGATURES = ("ff", "fi", "fl", "ffi", "ffl")
_LEAST_WORDS = 2
_T1_LIGATURE = re.compile("[\x1b-\x1f](?=[a-z])")


def tex_codes(texts: Iterable[str]) -> Mapping[int, str]:
    """The letters that codes stand for in a document's texts, by the ligatures in its words.

    >>> "signi\x1ccant".translate(tex_codes(["signi\x1ccant", "di\x1berent"]))
    'significant'
    """
    one = other = 0
    for text in texts:
        one += len(_OT1_LIGATURE.findall(text))
        other += len(_T1_LIGATURE.findall(text))
    return T1 if other > one else OT1


def lost_ligature(texts: Iterable[str]) -> str:
    """The letters of a glyph that has no character, by the other words of a document.

    Empty where fewer than two of the words that it cuts stand whole elsewhere.

    >>> lost_ligature(["di\\x00erent e\\x00ects", "different effects, some of them fine"])
    'ff'
    """
    whole: set[str] = set()
    cut: set[str] = set()
    for text in texts:
        whole.update(word.lower() for word in _WORD.findall(text))
        cut.update(_CUT_WORD.findall(text) if "\x00" in text else ())
    votes = Counter(
        letters
        for word in cut
        for letters in _LIGATURES
        if word.lower().replace("\x00", letters) in whole
    )
    best = max(_LIGATURES, key=lambda letters: votes[letters])
    return best if votes[best] >= _LEAST_WORDS else ""

"""What codes without characters mean in fonts that TeX encodes, of which there are two.

A document's text is set in one of them: OT1 (The TeXbook, appendix F), whose ligatures are codes 11
to 15, or T1 (the Cork encoding of 1990), whose ligatures are codes 27 to 31.
"""

from __future__ import annotations

import re
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

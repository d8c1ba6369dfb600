"""Bytes to text: by their byte order mark, by what they declare, as UTF-8, or by what fits best."""

from __future__ import annotations

import codecs
import re

_MARKS = (
    (codecs.BOM_UTF8, "utf-8"),
    (codecs.BOM_UTF16_LE, "utf-16-le"),
    (codecs.BOM_UTF16_BE, "utf-16-be"),
)
# What is declared, and what browsers read it as.
_WIDER = {"gb2312": "gb18030", "gbk": "gb18030", "shift_jis": "cp932", "iso8859-1": "cp1252",
          "ascii": "cp1252", "euc_kr": "cp949", "utf-16": "utf-8"}  # fmt: skip
# An encoding, the stricter one that holds its script's common characters, and the rows in which
# that has the commonest. In a tie the first wins: the two bytes of "“o" are a common kanji, too.
_CANDIDATES = (
    ("cp1252", "", 0, 0), ("gb18030", "gb2312", 0xB0, 0xD7), ("cp932", "euc_jp", 0xB0, 0xCF),
    ("euc_jp", "euc_jp", 0xB0, 0xCF), ("big5", "big5", 0xA4, 0xC6),
)  # fmt: skip
_ESCAPES = re.compile(rb"\x1b(?:\$[@B]|\([BJ])")  # ISO-2022-JP: bytes of ASCII and these
_LEAST_COMMON = 0.3  # of the foreign characters; below, nothing fits
_MOST_BROKEN = 0.002  # of a text's characters
_MOST_BROKEN_FOREIGN = 0.1  # of the characters beyond ASCII
_SAMPLE = 400_000
_KANA = re.compile("[\u3041-\u30fe]")
_PUNCTUATION = frozenset("。、，：；（）「」『』《》“”・！？ー")
_LATIN = frozenset("éèêëàâäáãåçñóòôöõúùûüíìîïßøæœÉÈÊÀÂÄÅÇÑÓÔÖÚÜØÆŒ’‘‚“”„–—…«»°·•§®©™€£±×µ²³\xa0")


def decode(data: bytes, declared: str = "") -> str:
    """The text of bytes that are said to be in an encoding, or ("") are not said to be in any.

    What cannot be decoded becomes U+FFFD.

    >>> decode("Müller’s “survey”".encode("cp1252")), decode("調査".encode("iso2022_jp"))
    ('Müller’s “survey”', '調査')
    """
    for mark, encoding in _MARKS:
        if data.startswith(mark):
            return data[len(mark) :].decode(encoding, "replace")
    stated = _known(declared)
    candidates = [stated, "utf-8"] if stated else ["utf-8"]
    if _ESCAPES.search(data[:_SAMPLE]):
        candidates.insert(0, "iso2022_jp")
    for encoding in candidates:
        try:
            return data.decode(encoding)
        except (UnicodeDecodeError, LookupError):
            continue
    if stated:  # a few broken bytes are no reason to doubt what is declared
        text = data.decode(stated, "replace")
        if text.count("\ufffd") <= _MOST_BROKEN * len(text):
            return text
    return data.decode(_likely(data), "replace")


def _known(declared: str) -> str:
    """Python's name for the encoding that browsers take for a declared one; "" without any."""
    try:
        name = codecs.lookup(declared).name if declared else ""
        "".encode(name or "ascii")  # "hex" and the like are codecs and no encodings
    except (LookupError, UnicodeError, ValueError):
        return ""
    return _WIDER.get(name, name)


def _likely(data: bytes) -> str:
    """The encoding in which the foreign characters are the commonest ones of their script."""
    sample = re.sub(rb"[\x00-\x7f]{200,}", b" ", data[:_SAMPLE])
    foreign = _foreign(sample, "utf-8")
    if foreign.count("\ufffd") <= _MOST_BROKEN_FOREIGN * len(foreign):
        return "utf-8"
    best, most = "utf-8", _LEAST_COMMON
    for encoding, strict, low, high in _CANDIDATES:
        foreign = _foreign(sample, encoding)
        if not foreign:
            continue
        good = sum(_is_common(char, strict, low, high) for char in foreign) / len(foreign)
        kana = len(_KANA.findall(foreign)) / len(foreign)
        if kana > 0.2 and encoding in ("gb18030", "big5"):
            good *= 0.8  # they have kana at the places where EUC-JP has it, too
        if good > most:
            best, most = encoding, good
    return best


def _foreign(data: bytes, encoding: str) -> str:
    return "".join(char for char in data.decode(encoding, "replace") if char > "\x7f")


def _is_common(char: str, strict: str, low: int, high: int) -> bool:
    if not strict:
        return char in _LATIN
    if char in _PUNCTUATION or _KANA.match(char):
        return True
    try:
        return low <= char.encode(strict)[0] <= high
    except UnicodeEncodeError:
        return False

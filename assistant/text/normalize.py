"""Characters as a reader wants them: ligatures apart, full-width letters narrow, no controls."""

from __future__ import annotations

import re
import unicodedata

from assistant.messages import Message

_ACCENTS = {
    "´": "\u0301",
    "¨": "\u0308",
    "ˆ": "\u0302",
    "˜": "\u0303",
    "¸": "\u0327",
    "ˇ": "\u030c",
}
_LOOSE_ACCENT = re.compile(r"([´¨ˆ˜¸ˇ])[ ]?([A-Za-zı])")
_CEDILLA = re.compile(r"([cCsStT])¸")
_SPACES = re.compile(r"[^\S\n]+")
_TAGS = re.compile("[\U000e0020-\U000e007e]+")
_SMUGGLED = re.compile("[\U000e0000-\U000e0fff]+")
_LONGEST_FLAG = 7  # tag letters; a flag such as Scotland's is written with six and an end
_MOST_SHOWN = 80
_BROKEN = re.compile("[\ue000-\uf8ff\ufffd\ufffe\uffff\x00]")


def _table() -> dict[int, str]:
    """What each character becomes; CJK punctuation stays, since NFKC would make it Latin."""
    table: dict[int, str] = {}
    ranges = [(0xFB00, 0xFB07), (0xFF10, 0xFF1A), (0xFF21, 0xFF3B), (0xFF41, 0xFF5B)]
    ranges += [(0xFF66, 0xFFA0), (0x2E80, 0x2FE0), (0xF900, 0xFB00), (0x1D400, 0x1D800)]
    for start, end in ranges:
        for code in range(start, end):
            table[code] = unicodedata.normalize("NFKC", chr(code))
    for code in [0xA0, 0x3000, 0x202F, 0x205F, 0x09, *range(0x2000, 0x200B)]:
        table[code] = " "
    gone = [0xAD, 0xFEFF, 0x2060, 0x61C, 0x7F, *range(0x200B, 0x2010), *range(0x202A, 0x202F)]
    controls = [code for code in range(0x20) if code not in (0x09, 0x0A)]
    tags = range(0xE0000, 0xE0080)  # invisible "tag" letters can carry text that nobody sees
    for code in [*gone, *controls, *range(0x80, 0xA0), *range(0x2066, 0x206A), *tags]:
        table[code] = ""
    return table


_TABLE = _table()


def clean(text: str) -> str:
    """The text with one form of each character and single spaces; line breaks stay."""
    text = text.translate(_TABLE)
    if _LOOSE_ACCENT.search(text):
        text = _CEDILLA.sub(_compose_before, text)
        text = _LOOSE_ACCENT.sub(_compose, text)
    return _SPACES.sub(" ", text)


def _compose(match: re.Match[str]) -> str:
    letter = "i" if match[2] == "ı" else match[2]
    whole = unicodedata.normalize("NFC", letter + _ACCENTS[match[1]])
    return whole if len(whole) == 1 else match[0]


def _compose_before(match: re.Match[str]) -> str:
    whole = unicodedata.normalize("NFC", match[1] + _ACCENTS["¸"])
    return whole if len(whole) == 1 else match[0]


def one_line(text: str) -> str:
    """The text cleaned, on one line, without outer blanks."""
    return clean(text.replace("\n", " ")).strip()


def broken_count(text: str) -> int:
    """How many characters stand for nothing: private use, replacement, not a character."""
    return len(_BROKEN.findall(text))


def without_smuggled(text: str) -> tuple[str, str]:
    """A text without characters that have no shape, and the words that they spell."""
    runs = ("".join(chr(ord(char) - 0xE0000) for char in run) for run in _TAGS.findall(text))
    spelt = " ".join(word for word in runs if len(word) > _LONGEST_FLAG)
    return _SMUGGLED.sub("", text), one_line(spelt)


def hidden_text_warning(reason: str, words: str) -> str:
    """The warning about words that a document hides."""
    return Message(
        "hidden text ({reason}): {words}", reason=Message(reason), words=words[:_MOST_SHOWN]
    )


def smuggled_warnings(spelt: str) -> tuple[str, ...]:
    """The warning about words in characters without a shape; none where they spell nothing."""
    return (hidden_text_warning("invisible characters", spelt),) if spelt else ()


def without_accents(text: str) -> str:
    """A text without the accents of its Latin letters; what marks kana is kept.

    >>> without_accents("Novák, Müller and がん")
    'Novak, Muller and がん'
    """
    apart = unicodedata.normalize("NFD", text)
    return unicodedata.normalize("NFC", re.sub("[\u0300-\u036f]", "", apart))

"""The numbers of headings: "3.1", "IV.", "A.2", "第二章"; and which may follow which."""

from __future__ import annotations

import re

from assistant.text.scripts import EXTENDED_HAN

Number = tuple[int, ...]

_ARABIC = re.compile(r"^(\d{1,2}(?:[.．]\d{1,2}){0,4})[.．、]?\s*(?=[^\d\s.．,)）\]%/:=+×–-])")
_ROMAN = re.compile(r"^([IVX]{1,5})[.．]\s+(?=[A-Z])")
# Without a full stop only above words in capitals: "IV  LOW-RANK FACTORIZATION".
_BARE_ROMAN = re.compile(r"^([IVX]{1,5})\s+(?=[A-Z]{2})")
_LETTER = re.compile(
    r"^(?:Appendix\s+)?([A-Z](?:\.\d{1,2}){0,3})[.．:]?\s+" rf"(?=[A-Z{EXTENDED_HAN}])"
)
# Below "A. Data" in papers of the IEEE; elsewhere points of lists are numbered so.
_PARENTHESIS = re.compile(r"^(\d{1,2})\)\s+(?=[A-Z])")
_CHAPTER = re.compile(r"^(?:Chapter|CHAPTER|Part|PART)\s+(\d{1,2}|[IVX]{1,5})\b[.:]?\s*")
_CHINESE = re.compile(r"^第?([一二三四五六七八九十]+)[章节節、.．]\s*(?=\w)")


def number_of(text: str) -> Number:
    """A heading's number as integers: "3.1 Title" → (3, 1), "A.2 Title" → (101, 2)."""
    if match := _CHAPTER.match(text):
        return (int(match[1]) if match[1].isdecimal() else _roman(match[1]),)
    if match := _PARENTHESIS.match(text):
        return (int(match[1]),)
    if match := _ARABIC.match(text):
        parts = tuple(int(part) for part in re.split(r"[.．]", match[1]))
        return parts if parts[0] <= 40 else ()
    bare = _BARE_ROMAN.match(text) if text.isupper() else None
    if match := _ROMAN.match(text) or bare:
        return (_roman(match[1]),)
    if match := _LETTER.match(text):
        head, *rest = match[1].split(".")
        return (100 + ord(head) - 64, *(int(part) for part in rest))
    if match := _CHINESE.match(text):
        return ("一二三四五六七八九十".index(match[1][0]) + 1,)
    return ()


def is_point(text: str) -> bool:
    """Whether a text is numbered as the points of a list are, and the IEEE's third level."""
    return _PARENTHESIS.match(text) is not None


def is_bare(text: str) -> bool:
    """Whether a heading is a chapter's number without its title."""
    match = _CHAPTER.match(text)
    return match is not None and match.end() == len(text.rstrip())


def _roman(text: str) -> int:
    values = [{"I": 1, "V": 5, "X": 10}[letter] for letter in text]
    return sum(
        -value if place + 1 < len(values) and value < values[place + 1] else value
        for place, value in enumerate(values)
    )


class Numbering:
    """Follows the numbers of headings, so that numbered lists do not become headings.

    Letters count from 101: they number appendices after the references, and before them
    subsections, as in "II. Methods, A. Data".
    """

    def __init__(self) -> None:
        self._arabic: Number = ()
        self._letters: Number = ()
        self._roman = False
        self._inner = 0  # the last of "1.", "2." below a lettered heading; 0 outside of them
        self.after_references = False

    @property
    def lettered(self) -> bool:
        """Whether appendices with letters have begun."""
        return self.after_references and bool(self._letters)

    def accepts(self, number: Number, text: str, strong: bool, set_apart: bool) -> bool:
        """Whether the number of a heading's text may come next; if so it is kept.

        ``strong`` says that it is bold or large, ``set_apart`` that it is not set as text is.
        """
        if number[0] > 100:
            return self._accepts_letter(number, text, set_apart)
        if self._roman and self._letters and text[:1].isdecimal() and not self.after_references:
            fits = set_apart and number == (self._inner + 1,)
            self._inner += fits
            return fits
        if is_point(text):
            return False
        last = self._arabic
        if not last:
            fits = number[0] <= 2
        elif number[0] == last[0]:
            fits = number > last and len(number) <= len(last) + 1
        else:
            fits = number[0] == last[0] + 1 and (len(number) == 1 or number[1:] in ((0,), (1,)))
        if not fits and last and len(number) == 1 and strong:
            fits = last[0] < number[0] <= last[0] + 2  # one heading was missed
        if fits:
            self._arabic = number
            self._roman, self._inner = bool(re.match("[IVX]", text)), 0
            self._letters = self._letters if self.after_references else ()
        return fits

    def _accepts_letter(self, number: Number, text: str, set_apart: bool) -> bool:
        last = self._letters
        dotted = bool(re.match(r"(?:Appendix\s+)?[A-Z][.:]|Appendix", text))
        if not self.after_references and not (self._arabic and dotted and len(number) == 1):
            return False
        first = last[0] if last else 100
        fits = (first <= number[0] <= first + 2 and number > last) if last else number[0] <= 102
        if fits and set_apart:
            self._letters, self._inner = number, 0
        return fits and set_apart

    def depth(self, number: Number) -> int:
        """The level that a number stands for."""
        if self._inner and number == (self._inner,):
            return 3
        return len(number) + (number[0] > 100 and not self.after_references)

"""Garbled text: fonts that draw other letters than the file says.

Programs that print a page anew give its letters codes in the order in which they come, and glyphs
names such as "/a101", which are Zapf Dingbats' own. What is read then is made of signs, or of
letters in a wild order; it is no evidence, and says nothing of what the page shows.
"""

from __future__ import annotations

import re

from assistant.readers.pdf.page.runs import PageText, Run

_UNKNOWN = "\ufffd"
# Characters without blanks and full stops; fewer are a label or a row of check marks.
_LEAST = 120
_DINGBATS = re.compile("[\u2701-\u2712\u2719-\u27be]")  # but for the ticks and crosses of tables
_MOST_DINGBATS = 0.25
_SIGNS = re.compile("[\x00-\x01\x03-\x1f!-*+/:-@[-`{-~]")
# Shares of signs: listings of code have up to 0.37, prose and formulas far fewer.
_NO_TEXT, _MANY = 0.4, 0.1
_VOWELS = (0.2, 0.6)  # what shares of its Latin letters a text's vowels have
_FULL_STOP = str.maketrans("", "", ".")


def is_garbled(text: str, *, drawn: bool = False) -> bool:
    """Whether a text is made of signs; of one in ``drawn`` fonts also whether no words are in it.

    >>> is_garbled("The first question is whose values they are to follow." * 3, drawn=True)
    False
    >>> is_garbled("=%&8$I!" * 20)
    True
    """
    shown = "".join(text.split()).translate(_FULL_STOP)
    if len(shown) < _LEAST:
        return False
    if len(_DINGBATS.findall(shown)) > _MOST_DINGBATS * len(shown):
        return True
    signs = len(_SIGNS.findall(shown)) / len(shown)
    told = drawn and len(re.findall("[A-Za-z]", shown)) >= _LEAST
    return signs > _NO_TEXT or (told and signs > _MANY and not has_words(shown))


def has_words(text: str) -> bool:
    """Whether the Latin letters of a text are those of words: two to six of ten are vowels."""
    letters = re.findall("[a-z]", text.lower())
    vowels = sum(letter in "aeiouy" for letter in letters)
    return _VOWELS[0] * len(letters) < vowels < _VOWELS[1] * len(letters)


def mark_garbled(page: PageText) -> None:
    """Put U+FFFD in place of a page's characters that are garbled, so that they count as unread."""
    frames = (page, *page.turned)
    drawn = [run for frame in frames for run in frame.runs if run.font.drawn]
    others = [run for frame in frames for run in frame.runs if not run.font.drawn]
    for runs, are_drawn in ((drawn, True), (others, False)):
        if is_garbled("".join(run.text for run in runs), drawn=are_drawn):
            _mark(runs)


def _mark(runs: list[Run]) -> None:
    for run in runs:
        run.text = re.sub(r"\S", _UNKNOWN, run.text)

"""Texts reduced to their letters and digits, to compare them whatever their blanks and hyphens."""

from __future__ import annotations

import unicodedata


def normalize(text: str) -> str:
    """The letters and digits of a text in lower case, without accents, ligatures undone.

    >>> normalize("Ef\\ufb01cient  re-\\nading, §2")
    'efficientreading2'
    """
    return "".join(
        letter
        for letter in unicodedata.normalize("NFKD", text).casefold()
        if (kind := unicodedata.category(letter))[0] in "LN" and kind != "Lm"
    )

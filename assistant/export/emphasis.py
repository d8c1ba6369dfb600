"""Quotes in files: the words that answer are set apart from what stands around them."""

from __future__ import annotations

from collections.abc import Callable

from assistant.evidence.claims import Parts


def spaced(parts: Parts, write: Callable[[str], str]) -> Parts:
    """Each part as ``write`` puts it on one line, with one space kept where two of them meet.

    >>> spaced(("It  is ", "steep", ", they say."), lambda text: " ".join(text.split()))
    ('It is ', 'steep', ', they say.')
    """
    before, words, after = parts
    if not words:
        return write("".join(parts)), "", ""
    ahead = write(before) + " " * before[-1:].isspace()
    return ahead, write(words), " " * after[:1].isspace() + write(after)

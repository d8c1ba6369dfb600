"""Answers as what they take from sentences: ranges of words, and the few words of our own.

The project ships its questions and answers to other people's papers without their text. ``{2-5}``
are the words 2 to 5 of the first sentence that a line names, counted from 0 between white space;
``{1:0-3}`` are words of the second one.
"""

from __future__ import annotations

import re
from collections.abc import Sequence

# Fewer words in a row are our own.
LEAST_WORDS = 2
RANGE = re.compile(r"\{(?:(\d+):)?(\d+)-(\d+)\}")


def as_cuts(text: str, sentences: Sequence[str]) -> str:
    """A text with what stands in one of the sentences as ranges of words.

    >>> as_cuts("Salt water freezes at -2 C.", ["Pure water freezes at 0,", "salt at -2 C."])
    'Salt {0:1-3} {1:2-3}'
    """
    said, sources = text.split(), [sentence.split() for sentence in sentences]
    parts: list[str] = []
    place = 0
    while place < len(said):
        source, start, length = _longest(said[place:], sources)
        if length < LEAST_WORDS:
            parts.append(said[place])
            place += 1
            continue
        parts.append(f"{{{source}:{start}-{start + length - 1}}}")
        place += length
    return " ".join(parts)


def from_cuts(cuts: str, sentences: Sequence[str]) -> str:
    """The text again.

    >>> from_cuts("Salt {0:1-3} {1:2-3}", ["Pure water freezes at 0,", "salt at -2 C."])
    'Salt water freezes at -2 C.'
    """
    sources = [sentence.split() for sentence in sentences]

    def words(found: re.Match[str]) -> str:
        source = sources[int(found[1] or 0)]
        return " ".join(source[int(found[2]) : int(found[3]) + 1])

    return RANGE.sub(words, cuts)


def _longest(said: Sequence[str], sources: Sequence[Sequence[str]]) -> tuple[int, int, int]:
    """The source, start and length of the longest run of words that ``said`` begins with."""
    best = (0, 0, 0)
    for number, words in enumerate(sources):
        for start in range(len(words)):
            length = 0
            while (
                length < len(said)
                and start + length < len(words)
                and words[start + length] == said[length]
            ):
                length += 1
            if length > best[2]:
                best = (number, start, length)
    return best

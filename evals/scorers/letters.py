"""Letters of one text that stand in another, piece by piece."""

from __future__ import annotations

SHORTEST_PIECE = 8  # letters; shorter pieces stand in any long text by chance


def shared_letters(text: str, whole: str, least: int = SHORTEST_PIECE) -> int:
    """How many letters of ``text`` stand in ``whole`` in pieces of ``least`` or more, from left.

    >>> shared_letters("alignmentx7surveys", "surveysofalignment", 7)
    16
    """
    place = count = 0
    while place + least <= len(text):
        end = place + least
        if text[place:end] not in whole:
            place += 1
            continue
        while end < len(text) and text[place : end + 1] in whole:
            end += 1
        count += end - place
        place = end
    return count

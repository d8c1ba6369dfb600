"""Texts in batches: like lengths together, since a batch costs as much as its tokens."""

from __future__ import annotations

from collections.abc import Iterator, Sequence


def batches(sizes: Sequence[int], most: int, texts: int | None = None) -> Iterator[list[int]]:
    """Places of texts in groups whose sizes add up to ``most`` at most, short texts first.

    A text that is larger than that is alone. A group has at most ``texts`` texts.

    >>> list(batches([300, 20, 500, 10], 400))
    [[3, 1, 0], [2]]
    """
    group: list[int] = []
    used = 0
    for place in sorted(range(len(sizes)), key=sizes.__getitem__):
        if group and (used + sizes[place] > most or len(group) == texts):
            yield group
            group, used = [], 0
        group.append(place)
        used += sizes[place]
    if group:
        yield group

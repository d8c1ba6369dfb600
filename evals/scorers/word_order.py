"""Whether two texts have their words in the same order."""

from __future__ import annotations

import re
import unicodedata
from bisect import bisect_left
from collections import Counter
from collections.abc import Sequence

# Words in a run: so many that hardly any run occurs twice in a paper.
SHINGLE = 6


def words(text: str) -> list[str]:
    """The runs of letters and digits of a text, in lower case."""
    return re.findall(r"[^\W_]+", unicodedata.normalize("NFKC", text).casefold())


def common_order(ours: str, theirs: str, size: int = SHINGLE) -> tuple[int, int]:
    """How many runs of ``size`` words two texts share, and how many of them are in one order.

    Only runs that occur once in each count. Returns (in order, shared): the length of the longest
    sequence of shared runs that both texts have in the same order, and the number of shared runs.

    >>> common_order("a b c d e f", "d e f a b c", size=2)
    (2, 4)
    """
    here, there = _places(words(ours), size), _places(words(theirs), size)
    shared = sorted((there[run], here[run]) for run in here.keys() & there.keys())
    return longest_increasing([place for _, place in shared]), len(shared)


def _places(found: Sequence[str], size: int) -> dict[tuple[str, ...], int]:
    runs = [tuple(found[i : i + size]) for i in range(len(found) - size + 1)]
    counts = Counter(runs)
    return {run: place for place, run in enumerate(runs) if counts[run] == 1}


def longest_increasing(numbers: Sequence[int]) -> int:
    """The length of the longest increasing subsequence.

    >>> longest_increasing([3, 1, 2, 5, 4])
    3
    """
    ends: list[int] = []
    for number in numbers:
        place = bisect_left(ends, number)
        ends[place : place + 1] = [number]
    return len(ends)

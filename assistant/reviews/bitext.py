"""An abstract beside its translation, aligned sentence by sentence.

As in Gale and Church (1993) sentences stand for one another in order, one for one or for several,
and some for none; how well they fit is the cosine of a multilingual embedder's vectors, as in
Vecalign (Thompson and Koehn, 2019).
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from functools import reduce

import numpy as np

from assistant.text.scripts import join_lines

Similarities = Callable[[str, Sequence[str]], np.ndarray]
# Sentences of a bead on each side: Chinese abstracts join up to five English sentences in one.
MOST = 5
BEADS = (*((1, count) for count in range(1, MOST + 1)), (2, 1))
# The least cosine of a bead: of two abstracts with translations, those that say the same have 0.54
# and more, two others up to 0.51.
LEAST = 0.5
# A text of whose sentences fewer have a counterpart is no translation.
TRANSLATED = 0.5


def translations(
    sentences: Sequence[str], other: Sequence[str], similarities: Similarities
) -> list[range]:
    """For each sentence of a text the places of those of the ``other`` text that say the same.

    The second of two sentences for which one stands has none. Empty where the other text is no
    translation of this one.
    """
    found = [range(0)] * len(sentences)
    covered = 0
    for start, count, beside in _beads(sentences, other, similarities):
        found[start] = beside
        covered += count
    return found if covered >= TRANSLATED * len(sentences) > 0 else []


def _beads(
    sentences: Sequence[str], other: Sequence[str], similarities: Similarities
) -> Iterator[tuple[int, int, range]]:
    """The best alignment: where a bead starts, how many sentences, and which of the other text."""
    fits = _fits(sentences, other, similarities)
    best = np.zeros((len(sentences) + 1, len(other) + 1))
    step: dict[tuple[int, int], tuple[int, int]] = {}
    for i in range(len(sentences) + 1):
        for j in range(len(other) + 1):
            ways = {
                (di, dj): best[i - di, j - dj] for di, dj in ((1, 0), (0, 1)) if i >= di and j >= dj
            }
            for di, dj in BEADS:
                if i >= di and j >= dj:
                    fit = fits[di, dj][i - di, j - dj]
                    ways[di, dj] = best[i - di, j - dj] + fit - LEAST
            if ways:
                step[i, j] = max(ways, key=lambda way: ways[way])
                best[i, j] = ways[step[i, j]]
    i, j = len(sentences), len(other)
    while i or j:
        di, dj = step[i, j]
        i, j = i - di, j - dj
        if di and dj:
            yield i, di, range(j, j + dj)


def _fits(
    sentences: Sequence[str], other: Sequence[str], similarities: Similarities
) -> dict[tuple[int, int], np.ndarray]:
    """Cosines by how many sentences stand together, shape (sentences, other), at their first."""
    here = {count: _joined(sentences, count) for count in {mine for mine, _ in BEADS}}
    there = {count: _joined(other, count) for count in {theirs for _, theirs in BEADS}}
    return {
        (mine, theirs): np.array(
            [similarities(text, there[theirs]) for text in here[mine]]
        ).reshape(len(here[mine]), len(there[theirs]))
        for mine, theirs in BEADS
    }


def _joined(sentences: Sequence[str], count: int) -> list[str]:
    """Each run of so many sentences as one text."""
    starts = range(len(sentences) - count + 1)
    return [reduce(join_lines, sentences[start : start + count]) for start in starts]

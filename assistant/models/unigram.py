"""SentencePiece's unigram tokenizer: of all ways to cut a word into pieces the likeliest.

llama.cpp has one too; for 250,000 pieces it takes half a gigabyte and a second at every start.
"""

from __future__ import annotations

import math
import unicodedata
from functools import lru_cache

from assistant.models.files.packed import Vocabulary

# As SentencePiece: a character without a piece costs this much more than the rarest piece.
UNKNOWN_PENALTY = 10.0
SPACE = "\u2581"
KEPT_WORDS = 20_000
MASK = b"<mask>"


class Unigram:
    """Cuts texts into the ids of a vocabulary.

    Nothing in a text becomes a control token: special pieces are left out of what is searched.
    """

    def __init__(self, vocabulary: Vocabulary) -> None:
        special = {vocabulary.bos, vocabulary.eos, vocabulary.pad, vocabulary.unknown}
        self.bos, self.eos, self.pad = vocabulary.bos, vocabulary.eos, vocabulary.pad
        self._unknown = vocabulary.unknown
        self._scores: list[float] = vocabulary.scores.tolist()
        self._ids = {
            piece.decode(): number
            for number, piece in enumerate(vocabulary.pieces)
            if number not in special and piece != MASK
        }
        self._longest = max(map(len, self._ids))
        self._worst = min(self._scores) - UNKNOWN_PENALTY
        self._replacements = str.maketrans(dict(vocabulary.replacements))
        self.cut = lru_cache(KEPT_WORDS)(self._cut)

    def ids(self, text: str) -> list[int]:
        """The ids of a text, without those that open and close it."""
        return [number for word in self.words(text) for number in self.cut(SPACE + word)]

    def words(self, text: str) -> list[str]:
        """The words of a text as the vocabulary writes their characters."""
        normal = unicodedata.normalize("NFC", text).translate(self._replacements)
        return [word for word in normal.split(" ") if word]

    def _cut(self, word: str) -> tuple[int, ...]:
        """Viterbi over the pieces of a word."""
        length = len(word)
        best = [0.0] + [-math.inf] * length
        came_from, piece_to = [0] * (length + 1), [self._unknown] * (length + 1)
        for start in range(length):
            before, alone = best[start], False
            for end in range(start + 1, min(length, start + self._longest) + 1):
                piece = self._ids.get(word[start:end])
                if piece is None:
                    continue
                alone = alone or end == start + 1
                if (score := before + self._scores[piece]) > best[end]:
                    best[end], came_from[end], piece_to[end] = score, start, piece
            if not alone and before + self._worst > best[start + 1]:
                best[start + 1] = before + self._worst
                came_from[start + 1], piece_to[start + 1] = start, self._unknown
        return self._path(came_from, piece_to)

    def _path(self, came_from: list[int], piece_to: list[int]) -> tuple[int, ...]:
        """The pieces of the best way; unknown characters side by side are one piece."""
        place, found = len(came_from) - 1, list[int]()
        while place:
            piece = piece_to[place]
            if piece != self._unknown or not found or found[-1] != self._unknown:
                found.append(piece)
            place = came_from[place]
        return tuple(found[::-1])

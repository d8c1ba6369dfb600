"""SentencePiece's unigram tokenizer: of all ways to cut a word into pieces the likeliest.

llama.cpp has one too; for 250,000 pieces it takes half a gigabyte and a second at every start.
"""

from __future__ import annotations

import math
import unicodedata
from collections.abc import Sequence
from functools import lru_cache

from assistant.models.files.packed import Vocabulary
from assistant.models.tokens.tokenizer import TokenPiece

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
        self._cut_kept = lru_cache(KEPT_WORDS)(self._cut)

    def ids(self, text: str) -> list[int]:
        """The ids of a text, without those that open and close it."""
        return [piece.id for piece in self.pieces(text)]

    def pieces(self, text: str) -> list[TokenPiece]:
        """The pieces of a text, each with the characters of its NFC form that it stands for."""
        normal, places = self._normalize(unicodedata.normalize("NFC", text))
        found, start = list[TokenPiece](), 0
        for word in normal.split(" "):
            place = start - 1  # the mark of a word's begin stands before its first character
            for number, length in self._cut_kept(SPACE + word) if word else ():
                begin, last = places[max(place, start)], place + length - 1
                found.append(
                    TokenPiece(number, begin, places[last] + 1 if last >= start else begin)
                )
                place += length
            start += len(word) + 1
        return found

    def _normalize(self, text: str) -> tuple[str, Sequence[int]]:
        """A text as the vocabulary writes its characters, and where each one came from."""
        replaced = text.translate(self._replacements)
        if len(replaced) == len(text) and text.isascii():
            return replaced, range(len(replaced) + 1)
        places = [
            place
            for place, character in enumerate(text)
            for _ in character.translate(self._replacements)
        ]
        return replaced, [*places, len(text)]

    def _cut(self, word: str) -> tuple[tuple[int, int], ...]:
        """Viterbi over a word: the id of each piece, and how many characters it has."""
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

    def _path(
        self, came_from: Sequence[int], piece_to: Sequence[int]
    ) -> tuple[tuple[int, int], ...]:
        """The pieces of the best way; unknown characters side by side are one piece."""
        place, found = len(came_from) - 1, list[tuple[int, int]]()
        while place:
            piece, length = piece_to[place], place - came_from[place]
            if piece == self._unknown and found and found[-1][0] == self._unknown:
                length += found.pop()[1]
            found.append((piece, length))
            place = came_from[place]
        return tuple(found[::-1])

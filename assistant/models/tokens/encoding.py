"""A question or a claim with the sentences of a passage, as the ids that the encoder reads."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from assistant.models.tokens.tokenizer import Tokenizer

LONGEST_HEAD = 64
OUTSIDE = -1


@dataclass(frozen=True)
class Encoded:
    """Ids of ``<s> head </s> sentences … </s>``; for each id its sentence and its characters.

    ``sentences`` has -1 outside of the passage; ``starts`` and ``ends`` are characters of the
    sentence (0 outside).
    """

    ids: tuple[int, ...]
    sentences: tuple[int, ...]
    starts: tuple[int, ...]
    ends: tuple[int, ...]


def encode(tokenizer: Tokenizer, head: str, sentences: Sequence[str], longest: int) -> Encoded:
    """A question or claim (``head``, of at most 64 pieces) and sentences, ``longest`` ids in all.

    What does not fit at the end is left out.
    """
    opening = [tokenizer.bos, *tokenizer.ids(head)[:LONGEST_HEAD], tokenizer.eos]
    ids, places = list(opening), [OUTSIDE] * len(opening)
    starts, ends = [0] * len(opening), [0] * len(opening)
    for number, sentence in enumerate(sentences):
        room = longest - 1 - len(ids)
        pieces = tokenizer.pieces(sentence)[: max(0, room)]
        ids += [piece.id for piece in pieces]
        places += [number] * len(pieces)
        starts += [piece.start for piece in pieces]
        ends += [piece.end for piece in pieces]
    closed = [*ids, tokenizer.eos]
    return Encoded(tuple(closed), (*places, OUTSIDE), (*starts, 0), (*ends, 0))

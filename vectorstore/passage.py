"""The retrieval unit: contiguous sentences of one section."""

from __future__ import annotations

import re
from dataclasses import dataclass, field

CJK = r"\u3040-\u30ff\u31f0-\u31ff\u3400-\u4dbf\u4e00-\u9fff\uf900-\ufaff\uac00-\ud7af"
CJK_CHARACTER = re.compile(f"[{CJK}]")
_PIECE = re.compile(r"[^\W\d_]+|\d+|[^\w\s]|_")
_LETTERS_PER_TOKEN = 7


@dataclass(frozen=True)
class Span:
    """One sentence of a passage: ``text[start:end]``, in characters.

    ``page`` counts from 1, None without pages; ``sentence`` is its index in its document.
    """

    start: int
    end: int
    page: int | None
    sentence: int


@dataclass(frozen=True)
class Passage:
    """Whole sentences of one section, at most 256 tokens.

    ``id`` is unique in a library and starts with its document's id; ``section`` is the path of
    titles (" › " between them); ``kind`` is the section's kind, or "caption".
    """

    id: str
    document_id: str
    section: str
    kind: str
    text: str
    spans: tuple[Span, ...] = field(default=())

    @property
    def page(self) -> int | None:
        """The page it starts on."""
        return self.spans[0].page if self.spans else None

    def sentence(self, span: Span) -> str:
        """The text of one of its sentences."""
        return self.text[span.start : span.end]


def estimate_tokens(text: str) -> int:
    """About how many tokens a model makes of a text (5 % too many on average, in English).

    >>> estimate_tokens("Reward models are trained on preferences.")
    8
    >>> estimate_tokens("強化学習")
    4
    """
    cjk = len(CJK_CHARACTER.findall(text))
    rest = CJK_CHARACTER.sub(" ", text) if cjk else text
    tokens = cjk
    for piece in _PIECE.findall(rest):
        if piece[0].isdigit():
            tokens += -(-len(piece) // 3)
        else:
            tokens += -(-len(piece) // _LETTERS_PER_TOKEN)
    return tokens

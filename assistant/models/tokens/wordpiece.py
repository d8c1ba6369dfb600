"""BERT's tokenizer: words in lower case, cut from the left into the longest known pieces."""

from __future__ import annotations

import unicodedata
from collections.abc import Sequence

from assistant.models.tokens.tokenizer import TokenPiece

OPENING, CLOSING, PADDING, UNKNOWN = "[CLS]", "[SEP]", "[PAD]", "[UNK]"
SPECIAL = frozenset({OPENING, CLOSING, PADDING, UNKNOWN, "[MASK]"})
# GGUF marks the pieces that begin a word, BERT's own list those that do not.
WORD, INSIDE = "\u2581", "##"


class WordPiece:
    """Cuts texts into ids of ``tokens``, which are spelt as GGUF spells them.

    Brackets are words of their own, so that no text becomes a special id.
    """

    def __init__(self, tokens: Sequence[str]) -> None:
        from tokenizers import Tokenizer, models, normalizers, pre_tokenizers

        vocabulary = {_piece(token): number for number, token in enumerate(tokens)}
        self.bos, self.eos = vocabulary[OPENING], vocabulary[CLOSING]
        self.pad = vocabulary[PADDING]
        self._tokenizer = Tokenizer(models.WordPiece(vocabulary, unk_token=UNKNOWN))
        self._tokenizer.normalizer = normalizers.BertNormalizer(lowercase=True)
        self._tokenizer.pre_tokenizer = pre_tokenizers.BertPreTokenizer()

    def ids(self, text: str) -> list[int]:
        """The ids of a text, without those that open and close it."""
        return [piece.id for piece in self.pieces(text)]

    def pieces(self, text: str) -> list[TokenPiece]:
        """The pieces of a text, each with the characters of its NFC form that it stands for."""
        cut = self._tokenizer.encode(unicodedata.normalize("NFC", text), add_special_tokens=False)
        return [
            TokenPiece(number, begin, end)
            for number, (begin, end) in zip(cut.ids, cut.offsets, strict=True)
        ]


def _piece(token: str) -> str:
    """A piece as BERT's own list spells it."""
    if token in SPECIAL:
        return token
    return token.removeprefix(WORD) if token.startswith(WORD) else INSIDE + token

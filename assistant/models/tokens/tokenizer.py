"""What cuts texts into the ids of a vocabulary."""

from __future__ import annotations

from typing import NamedTuple, Protocol


class TokenPiece(NamedTuple):
    """A piece of a text: its id, and the characters from ``start`` to before ``end``."""

    id: int
    start: int
    end: int


class Tokenizer(Protocol):
    """Cuts texts into ids. Nothing in a text becomes one of the special ids."""

    @property
    def bos(self) -> int:
        """The id that opens a text."""

    @property
    def eos(self) -> int:
        """The id that closes a text, and a part of it."""

    @property
    def pad(self) -> int:
        """The id that fills a batch up."""

    def ids(self, text: str) -> list[int]:
        """The ids of a text, without those that open and close it."""

    def pieces(self, text: str) -> list[TokenPiece]:
        """The pieces of a text, each with the characters of its NFC form that it stands for."""

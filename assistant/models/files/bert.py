"""What every file of a BERT has, however it is stored."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Protocol

import numpy as np


class BertFile(Protocol):
    """A BERT's shape and its numbers, by the names that ``encoder.py`` lists.

    ``width`` is that of a token's output, ``positions`` how many tokens a text can have.
    """

    @property
    def width(self) -> int:
        """Numbers of a token's output."""

    @property
    def heads(self) -> int:
        """Attention heads of a layer."""

    @property
    def feed_forward(self) -> int:
        """Numbers in the middle of a layer's second half."""

    @property
    def positions(self) -> int:
        """Tokens of the longest text."""

    @property
    def token_types(self) -> int:
        """Rows of the table of token types, of which only the first is used."""

    @property
    def epsilon(self) -> float:
        """What the layer norms add to the variance."""

    def floats(self, name: str) -> np.ndarray:
        """A tensor's numbers, float32, flat."""

    def token_rows(self, ids: Sequence[int] | np.ndarray) -> np.ndarray:
        """Rows of the table of token embeddings, float32, shape (ids, width)."""

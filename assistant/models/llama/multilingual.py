"""multilingual-e5-small in the child process: texts and their parts to vectors."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Any, Literal

import numpy as np

from assistant.models.base_model import Base
from assistant.models.llama.encoder import BATCH, Encoder, unit_vectors

# As the model was trained: a question and what answers it begin with different words.
PREFIXES = {"query": "query: ", "passage": "passage: "}


class MultilingualEmbedder:
    """An encoder without vocabulary whose vectors are means of its tokens' outputs.

    One pass over a text gives the vector of the whole and of each of its parts, in the light of
    the whole. The prefix counts in the whole's mean, as in training, and in no part's. Texts over
    512 tokens are cut.
    """

    def __init__(self, path: str, base: Base, threads: int) -> None:
        self.dimension = base.bert.width
        self._tokenizer = base.tokenizer
        self._encoder = Encoder(path, base.bert, threads)

    @property
    def context(self) -> Any:
        """The llama.cpp context, for the abort flag."""
        return self._encoder.context

    def embed(
        self, texts: Sequence[Sequence[str]], role: Literal["query", "passage"]
    ) -> np.ndarray:
        """Unit vectors of texts and their parts, float32, shape (sum(1 + parts), dimension).

        Each text comes as its parts, one after another; its row of the whole is followed by a row
        for each part. A part that was cut off has a row of zeros.
        """
        pieces = [self._pieces(parts, role) for parts in texts]
        outputs = self._encoder.outputs([[i for part in parts for i in part] for parts in pieces])
        rows = [
            row
            for parts, values in zip(pieces, outputs, strict=True)
            for row in self._means(parts, values)
        ]
        vectors = np.stack(rows) if rows else np.zeros((0, self.dimension), np.float32)
        return unit_vectors(vectors).astype(np.float32)

    def _pieces(self, parts: Sequence[str], role: Literal["query", "passage"]) -> list[list[int]]:
        """The ids of what opens the text, of each part, and of what closes it: 512 in all."""
        opening = [self._tokenizer.bos, *self._tokenizer.ids(PREFIXES[role])]
        left = BATCH - len(opening) - 1
        found = [opening]
        for part in parts:
            ids = self._tokenizer.ids(part)[:left]
            left -= len(ids)
            found.append(ids)
        return [*found, [self._tokenizer.eos]]

    def _means(self, parts: Sequence[Sequence[int]], outputs: np.ndarray) -> Iterator[np.ndarray]:
        """The mean of all outputs, and that of each part; outputs have shape (tokens, width)."""
        yield outputs.mean(axis=0)
        start = len(parts[0])
        for part in parts[1:-1]:
            end = start + len(part)
            yield outputs[start:end].mean(axis=0) if part else np.zeros(self.dimension, np.float32)
            start = end

"""The embedding model of the child process: texts and their parts to vectors."""

from __future__ import annotations

import itertools
from collections.abc import Sequence
from typing import Any, Literal

import llama_cpp
import numpy as np

from assistant.models.llama.encoder import BATCH, SEQUENCES, open_encoder, unit_vectors


class Embedder:
    """An embedding model in llama.cpp; a vector is the mean of its tokens' outputs.

    The outputs of single tokens are kept apart, so that one pass over a text gives the vector of
    the whole and of each of its parts, in the light of the whole. Texts over 512 tokens are cut.
    """

    def __init__(self, path: str, threads: int) -> None:
        self._llama = open_encoder(path, threads)
        self.dimension = self._llama.n_embd()
        self._sequences = min(SEQUENCES, self._llama.context_params.n_seq_max)

    @property
    def context(self) -> Any:
        """The llama.cpp context, for the abort flag."""
        return self._llama._ctx.ctx

    def embed(
        self, texts: Sequence[Sequence[str]], role: Literal["query", "passage"] = "passage"
    ) -> np.ndarray:
        """Unit vectors of texts and their parts, float32, shape (sum(1 + parts), dimension).

        Each text comes as its parts, one after another; its row of the whole is followed by a row
        for each part. A part that was cut off has a row of zeros. Questions and passages are read
        alike.
        """
        rows: list[np.ndarray] = []
        held: list[list[list[int]]] = []
        used = 0
        for parts in texts:
            tokens = self._tokens(parts)
            length = sum(map(len, tokens))
            if held and (used + length > BATCH or len(held) >= self._sequences):
                rows += self._run(held)
                held, used = [], 0
            held.append(tokens)
            used += length
        if held:
            rows += self._run(held)
        vectors = np.concatenate(rows) if rows else np.zeros((0, self.dimension), np.float32)
        return unit_vectors(vectors)

    def _tokens(self, parts: Sequence[str]) -> list[list[int]]:
        """The tokens of each part between those that open and close a text, 512 in all."""
        llama = self._llama
        opening, *_, closing = llama.tokenize(b"a")
        left = BATCH - 2
        tokens = [[opening]]
        for part in parts:
            found = [
                token
                for token in llama.tokenize(part.encode("utf-8", "replace"), False)
                if token not in (opening, closing)
            ][:left]
            left -= len(found)
            tokens.append(found)
        return [*tokens, [closing]]

    def _run(self, texts: list[list[list[int]]]) -> list[np.ndarray]:
        llama = self._llama
        try:
            llama._ctx.kv_cache_clear()  # type: ignore[no-untyped-call]
            for sequence, parts in enumerate(texts):
                llama._batch.add_sequence(
                    [token for part in parts for token in part], sequence, True
                )
            llama._ctx.decode(llama._batch)
        finally:
            llama._batch.reset()  # type: ignore[no-untyped-call]
        total = sum(len(part) for parts in texts for part in parts)
        pointer = llama_cpp.llama_get_embeddings(llama._ctx.ctx)
        outputs = np.ctypeslib.as_array(pointer, shape=(total, self.dimension))
        rows, start = [], 0
        for parts in texts:
            ends = np.cumsum([len(part) for part in parts]) + start
            vectors = np.zeros((len(parts) - 1, self.dimension), dtype=np.float32)
            vectors[0] = outputs[start : ends[-1]].mean(axis=0)
            for row, (first, last) in enumerate(itertools.pairwise(ends[:-1]), start=1):
                if last > first:
                    vectors[row] = outputs[first:last].mean(axis=0)
            rows.append(vectors)
            start = int(ends[-1])
        return rows

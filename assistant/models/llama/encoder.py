"""An encoder without vocabulary in llama.cpp: token ids in, the output of each token out."""

from __future__ import annotations

import ctypes
from collections.abc import Sequence
from typing import Any

import llama_cpp
import numpy as np

from assistant.models.batching import batches
from assistant.models.files.bert import BertFile

# Tokens that llama.cpp reads at once, and so the longest text; the texts in them.
BATCH = 512
SEQUENCES = 64


def open_encoder(path: str, threads: int) -> llama_cpp.Llama:
    """A BERT in llama.cpp that gives the output of each token, 512 of them at once."""
    return llama_cpp.Llama(
        path,
        embedding=True,
        pooling_type=llama_cpp.LLAMA_POOLING_TYPE_NONE,
        n_ctx=BATCH,
        n_batch=BATCH,
        n_ubatch=BATCH,
        n_threads=threads,
        n_threads_batch=threads,
        flash_attn=True,
        verbose=False,
    )


def unit_vectors(vectors: np.ndarray) -> np.ndarray:
    """Vectors, shape (texts, dimension), at length one; those of zeros stay."""
    lengths = np.linalg.norm(vectors, axis=1, keepdims=True)
    scaled: np.ndarray = vectors / np.where(lengths == 0, 1, lengths)
    return scaled


class Encoder:
    """A BERT of ``files/encoder.py``; the rows of its token table come from ``base``."""

    def __init__(self, path: str, base: BertFile, threads: int) -> None:
        self._base = base
        self._llama = open_encoder(path, threads)
        self._batch = llama_cpp.llama_batch_init(BATCH, base.width, 1)

    @property
    def context(self) -> Any:
        """The llama.cpp context, for the abort flag."""
        return self._llama._ctx.ctx

    def outputs(self, texts: Sequence[Sequence[int]]) -> list[np.ndarray]:
        """For each text, given as token ids, the outputs of its tokens.

        Each array is float32, shape (tokens, width). Of a text over 512 tokens the first 512 are
        read. Raises ``RuntimeError`` where llama.cpp fails or is stopped.
        """
        cut = [text[:BATCH] for text in texts]
        found: dict[int, np.ndarray] = {}
        for group in batches([len(text) for text in cut], BATCH, SEQUENCES):
            found.update(zip(group, self._decode([cut[i] for i in group]), strict=True))
        return [found[i] for i in range(len(texts))]

    def _decode(self, texts: Sequence[Sequence[int]]) -> list[np.ndarray]:
        lengths = [len(text) for text in texts]
        total = sum(lengths)
        if not total:
            return [np.zeros((0, self._base.width), np.float32) for _ in texts]
        self._fill([number for text in texts for number in text], lengths)
        if code := llama_cpp.llama_decode(self.context, self._batch):
            raise RuntimeError(f"llama.cpp could not read {total} tokens (code {code})")
        pointer = llama_cpp.llama_get_embeddings(self.context)
        outputs = np.ctypeslib.as_array(pointer, shape=(total, self._base.width)).copy()
        return np.split(outputs, np.cumsum(lengths)[:-1])

    def _fill(self, ids: Sequence[int], lengths: Sequence[int]) -> None:
        """Put the rows of the ids into llama.cpp's batch, each text a sequence of its own."""
        batch = self._batch
        rows = self._base.token_rows(ids)
        ctypes.memmove(batch.embd, rows.ctypes.data, rows.nbytes)
        places = [(text, place) for text, length in enumerate(lengths) for place in range(length)]
        for token, (text, place) in enumerate(places):
            batch.pos[token] = place
            batch.n_seq_id[token] = 1
            batch.seq_id[token][0] = text
            batch.logits[token] = 1
        batch.n_tokens = len(places)

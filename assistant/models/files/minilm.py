"""all-MiniLM-L6-v2 as the GGUF file that ``convert.py`` writes: its pieces and its numbers."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

import numpy as np

from assistant.models.files.encoder import gguf_name

if TYPE_CHECKING:
    from gguf import ReaderTensor

TOKEN_TABLE = "token_embd.weight"


@dataclass(frozen=True)
class MiniLM:
    """A ``BertFile``; ``tokens`` are the pieces of its vocabulary, as GGUF spells them, by id."""

    width: int
    heads: int
    feed_forward: int
    positions: int
    token_types: int
    epsilon: float
    tokens: Sequence[str]
    tensors: Mapping[str, ReaderTensor]

    def floats(self, name: str) -> np.ndarray:
        """A tensor's numbers, float32, flat, by its packed name (``l3.fi.w``)."""
        tensor = self.tensors[gguf_name(name)]
        return _numbers(tensor.data, tensor).reshape(-1)

    def token_rows(self, ids: Sequence[int] | np.ndarray) -> np.ndarray:
        """Rows of the table of token embeddings, float32, shape (ids, width)."""
        table = self.tensors[TOKEN_TABLE]
        return _numbers(table.data[np.asarray(ids, np.int64)], table).reshape(-1, self.width)


def _numbers(data: np.ndarray, tensor: ReaderTensor) -> np.ndarray:
    import gguf

    numbers: np.ndarray = gguf.quants.dequantize(data, tensor.tensor_type)
    return numbers.astype(np.float32)


def read_minilm(path: Path) -> MiniLM:
    """The model in a file, whose tensors are mapped rather than read; ``KeyError`` in another."""
    import gguf

    reader = gguf.GGUFReader(path)

    def value(name: str) -> Any:
        return reader.fields[name].contents()

    return MiniLM(
        width=int(value("bert.embedding_length")),
        heads=int(value("bert.attention.head_count")),
        feed_forward=int(value("bert.feed_forward_length")),
        positions=int(value("bert.context_length")),
        token_types=int(value("tokenizer.ggml.token_type_count")),
        epsilon=float(value("bert.attention.layer_norm_epsilon")),
        tokens=tuple(value("tokenizer.ggml.tokens")),
        tensors={tensor.name: tensor for tensor in reader.tensors},
    )

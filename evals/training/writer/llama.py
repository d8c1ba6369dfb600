"""A small Llama in torch, read from its GGUF file, with an adapter of low rank in every layer.

The same arithmetic as llama.cpp: RMS norm before each half of a layer, rotary positions over pairs
of neighbours (the order that GGUF files keep), grouped heads, SwiGLU. Only the adapter learns.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

import gguf
import numpy as np
import torch
from torch import Tensor, nn
from torch.nn import functional

# The matrices of a layer, by their names in the file.
MATRICES = ("attn_q", "attn_k", "attn_v", "attn_output", "ffn_gate", "ffn_up", "ffn_down")


@dataclass(frozen=True)
class Shape:
    """Sizes of a Llama: ``width`` of a token, its ``heads`` and those of keys and values."""

    layers: int
    width: int
    heads: int
    key_heads: int
    epsilon: float
    rope_base: float

    @property
    def head_width(self) -> int:
        """Numbers of one head."""
        return self.width // self.heads


class Adapted(nn.Module):
    """A matrix that stays as it is and an addition of low rank, ``scale * up @ down``."""

    def __init__(self, weight: Tensor, rank: int, scale: float) -> None:
        super().__init__()
        self.register_buffer("weight", weight, persistent=False)
        self.scale = scale
        self.down = nn.Parameter(torch.empty(rank, weight.shape[1]))
        self.up = nn.Parameter(torch.zeros(weight.shape[0], rank))
        nn.init.kaiming_uniform_(self.down, a=5**0.5)

    def forward(self, x: Tensor) -> Tensor:
        """``x`` (..., inputs) to (..., outputs)."""
        kind = x.dtype
        low = functional.linear(x, self.down.to(kind))
        added = functional.linear(low, self.up.to(kind))
        return functional.linear(x, self.weight) + self.scale * added


class Layer(nn.Module):
    """One layer of a Llama."""

    def __init__(self, shape: Shape, weights: Mapping[str, Tensor], rank: int, scale: float):
        super().__init__()
        self.shape = shape
        self.register_buffer("attn_norm", weights["attn_norm"], persistent=False)
        self.register_buffer("ffn_norm", weights["ffn_norm"], persistent=False)
        self.parts = nn.ModuleDict({n: Adapted(weights[n], rank, scale) for n in MATRICES})

    def forward(self, x: Tensor, cosines: Tensor, sines: Tensor) -> Tensor:
        """``x`` (texts, tokens, width), texts padded at their ends."""
        shape, (texts, tokens, width) = self.shape, x.shape
        h = rms_norm(x, self.attn_norm, shape.epsilon)
        query = self.parts["attn_q"](h).view(texts, tokens, shape.heads, -1).transpose(1, 2)
        key = self.parts["attn_k"](h).view(texts, tokens, shape.key_heads, -1).transpose(1, 2)
        value = self.parts["attn_v"](h).view(texts, tokens, shape.key_heads, -1).transpose(1, 2)
        mixed = attend(rotate(query, cosines, sines), rotate(key, cosines, sines), value)
        x = x + self.parts["attn_output"](mixed.transpose(1, 2).reshape(texts, tokens, width))
        h = rms_norm(x, self.ffn_norm, shape.epsilon)
        gate = functional.silu(self.parts["ffn_gate"](h))
        return x + self.parts["ffn_down"](gate * self.parts["ffn_up"](h))


class Llama(nn.Module):
    """Token ids to the outputs of the last layer, and these to logits."""

    def __init__(self, path: Path, rank: int, scale: float, dtype: torch.dtype) -> None:
        super().__init__()
        reader = gguf.GGUFReader(str(path))
        self.shape = shape_of(reader)
        weights = {t.name: _tensor(t).to(dtype) for t in reader.tensors}
        self.register_buffer("embeddings", weights["token_embd.weight"], persistent=False)
        self.register_buffer("norm", weights["output_norm.weight"], persistent=False)
        self.layers = nn.ModuleList(
            Layer(self.shape, _layer(weights, number), rank, scale)
            for number in range(self.shape.layers)
        )

    def forward(self, ids: Tensor) -> Tensor:
        """``ids`` (texts, tokens) to outputs (texts, tokens, width)."""
        x = functional.embedding(ids, self.embeddings)
        cosines, sines = angles(self.shape, ids.shape[1], x.dtype)
        for layer in self.layers:
            x = layer(x, cosines, sines)
        return rms_norm(x, self.norm, self.shape.epsilon)

    def logits(self, outputs: Tensor) -> Tensor:
        """Outputs (n, width) to logits (n, vocabulary); the table of tokens is used both ways."""
        return functional.linear(outputs, self.embeddings)

    def adapter(self) -> dict[str, np.ndarray]:
        """The adapter's matrices as a GGUF file names them, float32."""
        found = {}
        for number, layer in enumerate(self.layers):
            for name, part in layer.parts.items():
                stem = f"blk.{number}.{name}.weight"
                found[f"{stem}.lora_a"] = part.down.detach().float().numpy()
                found[f"{stem}.lora_b"] = part.up.detach().float().numpy()
        return found


def shape_of(reader: gguf.GGUFReader) -> Shape:
    """The sizes that a GGUF file of a Llama tells."""

    def value(name: str) -> float:
        field = reader.fields[f"llama.{name}"]
        return float(field.parts[field.data[0]][0])

    return Shape(
        layers=int(value("block_count")),
        width=int(value("embedding_length")),
        heads=int(value("attention.head_count")),
        key_heads=int(value("attention.head_count_kv")),
        epsilon=value("attention.layer_norm_rms_epsilon"),
        rope_base=value("rope.freq_base"),
    )


def rms_norm(x: Tensor, weight: Tensor, epsilon: float) -> Tensor:
    """``x`` scaled to a root mean square of one, times ``weight``."""
    return functional.rms_norm(x, weight.shape, weight, epsilon)


def angles(shape: Shape, tokens: int, dtype: torch.dtype) -> tuple[Tensor, Tensor]:
    """Cosines and sines of the rotary positions, each (tokens, half of a head)."""
    half = shape.head_width // 2
    turns = shape.rope_base ** (-torch.arange(half, dtype=torch.float32) / half)
    at = torch.arange(tokens, dtype=torch.float32)[:, None] * turns
    return at.cos().to(dtype), at.sin().to(dtype)


def rotate(x: Tensor, cosines: Tensor, sines: Tensor) -> Tensor:
    """Turn pairs of neighbours of ``x`` (texts, heads, tokens, head) by the positions' angles."""
    even, odd = x[..., 0::2], x[..., 1::2]
    pairs = (even * cosines - odd * sines, even * sines + odd * cosines)
    return torch.stack(pairs, -1).flatten(-2)


def attend(query: Tensor, key: Tensor, value: Tensor) -> Tensor:
    """What each token gathers from those before it and itself; (texts, heads, tokens, head).

    Written out: on CPUs in bfloat16 it is faster than torch's own.
    """
    texts, heads, tokens, size = query.shape
    group = heads // key.shape[1]
    query = query.reshape(texts, key.shape[1], group * tokens, size)
    scores = (query @ key.transpose(-1, -2) * size**-0.5).view(texts, heads, tokens, tokens)
    later = torch.ones(tokens, tokens, dtype=torch.bool).triu(1)
    weights = scores.masked_fill(later, float("-inf")).softmax(-1)
    mixed = weights.view(texts, key.shape[1], group * tokens, tokens) @ value
    return mixed.view(texts, heads, tokens, size)


def _layer(weights: Mapping[str, Tensor], number: int) -> dict[str, Tensor]:
    names = ("attn_norm", "ffn_norm", *MATRICES)
    return {name: weights[f"blk.{number}.{name}.weight"] for name in names}


def _tensor(tensor: gguf.ReaderTensor) -> Tensor:
    return torch.from_numpy(gguf.quants.dequantize(tensor.data, tensor.tensor_type).copy())

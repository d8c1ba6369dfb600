"""The evidence model in torch: a BERT without token table, and its heads.

The same arithmetic as llama.cpp's BERT: layer norm after each half of a layer, GELU, token type 0.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence

import numpy as np
import torch
from torch import Tensor, nn
from torch.nn import functional

from assistant.models.files.bert import BertFile
from assistant.models.heads import NEVER, VERDICTS

# The packed file's names of a layer's parts, and ours.
LAYER_PARTS = {
    "ao": "output",
    "aln": "attention_norm",
    "fi": "up",
    "fo": "down",
    "oln": "output_norm",
}


class Layer(nn.Module):
    """One layer of a BERT."""

    def __init__(self, width: int, feed_forward: int, heads: int, epsilon: float) -> None:
        super().__init__()
        self.heads = heads
        self.qkv = nn.Linear(width, 3 * width)
        self.output = nn.Linear(width, width)
        self.attention_norm = nn.LayerNorm(width, epsilon)
        self.up = nn.Linear(width, feed_forward)
        self.down = nn.Linear(feed_forward, width)
        self.output_norm = nn.LayerNorm(width, epsilon)

    def forward(self, x: Tensor, mask: Tensor, dropout: float) -> Tensor:
        """``x`` (texts, tokens, width); ``mask`` (texts, 1, 1, tokens), true where there is one."""
        texts, tokens, width = x.shape
        split = self.qkv(x).view(texts, tokens, 3, self.heads, width // self.heads)
        query, key, value = split.permute(2, 0, 3, 1, 4)
        # Written out: on CPUs in bfloat16 a fifth faster, backwards too, than torch's own.
        scores = query @ key.transpose(-1, -2) * (width // self.heads) ** -0.5
        mixed = scores.masked_fill(~mask, NEVER).softmax(-1) @ value
        mixed = self.output(mixed.transpose(1, 2).reshape(texts, tokens, width))
        x = self.attention_norm(x + functional.dropout(mixed, dropout, self.training))
        out = self.down(functional.gelu(self.up(x)))
        return self.output_norm(x + functional.dropout(out, dropout, self.training))


class Encoder(nn.Module):
    """Token embeddings, given as rows, through the layers; and the heads."""

    def __init__(self, base: BertFile, layers: Sequence[int]) -> None:
        super().__init__()
        self.layers_of_base = tuple(layers)
        self.dropout = 0.0
        width, epsilon = base.width, base.epsilon
        self.positions = nn.Parameter(_tensor(base, "emb.pos").view(-1, width))
        types = _tensor(base, "emb.type").view(-1, width)
        self.register_buffer("token_type", types, persistent=False)
        self.norm = nn.LayerNorm(width, epsilon)
        self.layers = nn.ModuleList(
            Layer(width, base.feed_forward, base.heads, epsilon) for _ in layers
        )
        self.none = nn.Linear(width, 1)
        self.verdict = nn.Linear(width, len(VERDICTS))
        self.sentence = nn.Linear(width, 1)
        self.span = nn.Linear(width, 2)
        self._load(base)

    @torch.no_grad()
    def _load(self, base: BertFile) -> None:
        self.norm.weight.copy_(_tensor(base, "emb.ln.w"))
        self.norm.bias.copy_(_tensor(base, "emb.ln.b"))
        for number, layer in zip(self.layers_of_base, self.layers, strict=True):
            for part in ("w", "b"):
                joined = [_tensor(base, f"l{number}.{name}.{part}") for name in "qkv"]
                _copy(layer.qkv, part, torch.cat(joined))
                for name, ours in LAYER_PARTS.items():
                    _copy(getattr(layer, ours), part, _tensor(base, f"l{number}.{name}.{part}"))

    def forward(self, rows: Tensor, mask: Tensor) -> Tensor:
        """``rows`` (texts, tokens, width), ``mask`` (texts, tokens): each token's output."""
        x = self.norm(rows + self.positions[: rows.shape[1]] + self.token_type[0])
        x = functional.dropout(x, self.dropout, self.training)
        for layer in self.layers:
            x = layer(x, mask[:, None, None, :], self.dropout)
        return functional.dropout(x, self.dropout, self.training)

    def sentence_logits(self, outputs: Tensor, sentences: Tensor) -> Tensor:
        """Logits (texts, 1 + sentences): of no answer, then of each sentence's mean output.

        ``sentences`` (texts, tokens) has each token's sentence, -1 outside.
        """
        count = int(sentences.max()) + 1
        member = functional.one_hot(sentences.clamp(min=0), count).to(outputs.dtype)
        member = member * (sentences >= 0).unsqueeze(-1)
        sizes = member.sum(1)
        means = member.transpose(1, 2) @ outputs / sizes.clamp(min=1).unsqueeze(-1)
        logits = self.sentence(means).squeeze(-1).masked_fill(sizes == 0, NEVER)
        return torch.cat([self.none(outputs[:, 0]), logits], 1)


def _tensor(base: BertFile, name: str) -> Tensor:
    return torch.from_numpy(base.floats(name))


def _copy(module: nn.Module, part: str, values: Tensor) -> None:
    target = module.weight if part == "w" else module.bias
    assert isinstance(target, Tensor)
    target.copy_(values.view_as(target))


def load_arrays(
    encoder: Encoder, layers: Mapping[str, np.ndarray], heads: Mapping[str, np.ndarray]
) -> None:
    """Put numbers, named as ``layer_arrays`` and ``head_arrays`` name them, into an encoder."""
    with torch.no_grad():
        for arrays, values in ((_layer_tensors(encoder), layers), (_head_tensors(encoder), heads)):
            for name, tensor in arrays.items():
                tensor.copy_(torch.tensor(np.asarray(values[name], np.float32)).view_as(tensor))


def layer_arrays(encoder: Encoder) -> Mapping[str, np.ndarray]:
    """The weights under the packed file's names, layers numbered anew from 0; float32."""
    return {name: _numbers(tensor) for name, tensor in _layer_tensors(encoder).items()}


def head_arrays(encoder: Encoder) -> Mapping[str, np.ndarray]:
    """The heads' weights (outputs, width) and biases; float32."""
    return {name: _numbers(tensor) for name, tensor in _head_tensors(encoder).items()}


def _numbers(tensor: Tensor) -> np.ndarray:
    numbers: np.ndarray = tensor.detach().float().numpy()
    return numbers


def _layer_tensors(encoder: Encoder) -> dict[str, Tensor]:
    tensors: dict[str, Tensor] = {
        "emb.pos": encoder.positions,
        "emb.type": encoder.token_type,
        "emb.ln.w": encoder.norm.weight,
        "emb.ln.b": encoder.norm.bias,
    }
    for number, layer in enumerate(encoder.layers):
        for part, kind in (("w", "weight"), ("b", "bias")):
            for name, values in zip("qkv", getattr(layer.qkv, kind).chunk(3), strict=True):
                tensors[f"l{number}.{name}.{part}"] = values
            for name, ours in LAYER_PARTS.items():
                tensors[f"l{number}.{name}.{part}"] = getattr(getattr(layer, ours), kind)
    return tensors


def _head_tensors(encoder: Encoder) -> dict[str, Tensor]:
    heads = {"none": encoder.none, "verdict": encoder.verdict}
    heads |= {"sentence": encoder.sentence, "span": encoder.span}
    return {
        f"{name}.{kind}": getattr(head, kind)
        for name, head in heads.items()
        for kind in ("weight", "bias")
    }

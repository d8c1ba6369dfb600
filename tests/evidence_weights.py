"""An evidence model with heads of random numbers, and the same arithmetic in plain numpy."""

from __future__ import annotations

from collections.abc import Mapping
from math import erf
from pathlib import Path

import numpy as np

from assistant.models.files.defaults import VOCABULARY_FILE
from assistant.models.files.encoder import Format
from assistant.models.files.evidence_file import ANY_LANGUAGE, OUTPUTS, write_evidence_model
from assistant.models.files.packed import TOKEN_TABLE, Packed
from assistant.models.heads import Calibration

CALIBRATION = Calibration(temperature=1.5, scale=0.5, shift=-0.25)


def random_heads(width: int, seed: int = 7) -> dict[str, np.ndarray]:
    """Weights and biases of every head; logits of a few units."""
    chance = np.random.default_rng(seed)
    heads = {}
    for name, outputs in OUTPUTS.items():
        heads[f"{name}.weight"] = chance.normal(0, 0.1, (outputs, width)).astype(np.float32)
        heads[f"{name}.bias"] = chance.normal(0, 0.1, outputs).astype(np.float32)
    return heads


def first_layers(packed: Packed, count: int) -> dict[str, np.ndarray]:
    """The numbers of the input and of the first layers."""
    wanted = ("emb.", *(f"l{number}." for number in range(count)))
    names = [name for name in packed.tensors if name.startswith(wanted) and name != TOKEN_TABLE]
    return {name: packed.floats(name) for name in names}


def write_random_model(
    path: Path,
    packed: Packed,
    layers: int = 2,
    matrices: Format = "q8_0",
    language: str = ANY_LANGUAGE,
) -> Path:
    """Write an evidence model of the base's first layers with random heads."""
    heads = random_heads(packed.width)
    write_evidence_model(
        path,
        packed,
        first_layers(packed, layers),
        heads,
        CALIBRATION,
        matrices,
        base_file=VOCABULARY_FILE,
        language=language,
    )
    return path


class Reference:
    """A BERT in plain numpy, float32."""

    def __init__(self, packed: Packed, layers: Mapping[str, np.ndarray]) -> None:
        self._packed, self._weights = packed, layers
        self._layers = len({name.split(".")[0] for name in layers if name.startswith("l")})

    def outputs(self, ids: list[int]) -> np.ndarray:
        """The output of each token, shape (tokens, width)."""
        width = self._packed.width
        places = self._weights["emb.pos"].reshape(-1, width)[: len(ids)]
        kind = self._weights["emb.type"].reshape(-1, width)[0]
        x = self._norm(self._packed.token_rows(ids) + places + kind, "emb.ln")
        for number in range(self._layers):
            x = self._layer(x, f"l{number}.")
        return x

    def _layer(self, x: np.ndarray, layer: str) -> np.ndarray:
        count = self._packed.heads
        query, key, value = (
            self._linear(x, layer + part).reshape(len(x), count, -1).transpose(1, 0, 2)
            for part in "qkv"
        )
        scores = query @ key.transpose(0, 2, 1) / np.sqrt(query.shape[-1])
        odds = np.exp(scores - scores.max(-1, keepdims=True))
        mixed = (odds / odds.sum(-1, keepdims=True)) @ value
        mixed = mixed.transpose(1, 0, 2).reshape(len(x), -1)
        x = self._norm(x + self._linear(mixed, layer + "ao"), layer + "aln")
        hidden = self._linear(x, layer + "fi")
        hidden = hidden * 0.5 * (1 + np.vectorize(erf)(hidden / np.sqrt(2)))
        return self._norm(x + self._linear(hidden, layer + "fo"), layer + "oln")

    def _linear(self, x: np.ndarray, name: str) -> np.ndarray:
        weight = self._weights[f"{name}.w"].reshape(-1, x.shape[-1])
        product: np.ndarray = x @ weight.T + self._weights[f"{name}.b"]
        return product

    def _norm(self, x: np.ndarray, name: str) -> np.ndarray:
        centred = x - x.mean(-1, keepdims=True)
        scaled = centred / np.sqrt(x.var(-1, keepdims=True) + self._packed.epsilon)
        normal: np.ndarray = scaled * self._weights[f"{name}.w"] + self._weights[f"{name}.b"]
        return normal

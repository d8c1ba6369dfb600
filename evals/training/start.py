"""Where a training starts: a checkpoint of its own, or the file that the product reads."""

from __future__ import annotations

from pathlib import Path

import gguf
import numpy as np
import torch

from assistant.models.base_model import Base
from assistant.models.files.encoder import gguf_name
from assistant.models.files.evidence_file import read_evidence_file
from evals.training.encoder import Encoder, head_arrays, layer_arrays, load_arrays

GGUF = ".gguf"


def encoder_of(base: Base, start: Path) -> Encoder:
    """The encoder of a checkpoint (``last.pt``) or of an evidence model's file (``.gguf``)."""
    if start.suffix == GGUF:
        return _shipped(base, start)
    state = torch.load(start, weights_only=True)
    encoder = Encoder(base.bert, state["layers"])
    encoder.load_state_dict(state["encoder"])
    return encoder


def _shipped(base: Base, file: Path) -> Encoder:
    reader = gguf.GGUFReader(file)
    tensors = {
        tensor.name: gguf.quants.dequantize(tensor.data, tensor.tensor_type)
        for tensor in reader.tensors
    }
    count = int(reader.fields["bert.block_count"].contents())
    encoder = Encoder(base.bert, range(count))
    layers = {name: tensors[gguf_name(name)] for name in layer_arrays(encoder)}
    heads = read_evidence_file(file).heads
    arrays: dict[str, np.ndarray] = {}
    for name in head_arrays(encoder):
        head, part = name.split(".")
        arrays[name] = getattr(getattr(heads, head), part)
    load_arrays(encoder, layers, arrays)
    return encoder

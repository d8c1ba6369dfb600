"""The evidence model's file: an encoder as GGUF, with its heads and their calibration beside it.

llama.cpp refuses tensors that it does not know, so the heads are metadata: arrays of float32 under
``evidence.none.weight`` and so on.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import asdict, fields
from pathlib import Path
from typing import Any

import numpy as np

from assistant.models.files.encoder import Format, quantized_tensors, write_encoder
from assistant.models.files.packed import Packed
from assistant.models.heads import VERDICTS, Calibration, Head, Heads

EVIDENCE_MODEL = Path(__file__).parents[1] / "evidence-model.gguf"
NAME = "survey-assistant evidence model"
OUTPUTS = {"none": 1, "verdict": len(VERDICTS), "sentence": 1, "span": 2}
_PREFIX = "evidence."


class EvidenceFileError(ValueError):
    """The heads are not those of an evidence model."""


def write_evidence_model(
    path: Path,
    packed: Packed,
    layers: Mapping[str, np.ndarray],
    heads: Mapping[str, np.ndarray],
    calibration: Calibration = Calibration(),  # noqa: B008 (it is frozen)
    matrices: Format = "q8_0",
) -> None:
    """Write the evidence model.

    ``layers`` has the encoder's numbers under the names of ``packed``, layers counted from 0,
    matrices rows × columns; ``heads`` has ``none.weight`` (1, width), ``none.bias`` (1,), and so on
    for ``verdict`` (3), ``sentence`` (1) and ``span`` (2). Raises ``EvidenceFileError`` where one
    is missing or has another shape.
    """
    metadata: dict[str, str | float | list[float]] = {}
    for name, outputs in OUTPUTS.items():
        for part, shape in (("weight", (outputs, packed.width)), ("bias", (outputs,))):
            metadata[f"{_PREFIX}{name}.{part}"] = _flat(heads, f"{name}.{part}", shape)
    for name, value in asdict(calibration).items():
        metadata[f"{_PREFIX}{name}"] = float(value)
    tensors = list(quantized_tensors(packed, layers, matrices))
    write_encoder(path, packed, tensors, name=NAME, matrices=matrices, metadata=metadata)


def _flat(heads: Mapping[str, np.ndarray], name: str, shape: tuple[int, ...]) -> list[float]:
    if name not in heads:
        raise EvidenceFileError(f"the head {name} is missing; there are {sorted(heads)}")
    if heads[name].shape != shape:
        raise EvidenceFileError(f"{name} has the shape {heads[name].shape}, not {shape}")
    numbers: list[float] = heads[name].astype(float).reshape(-1).tolist()
    return numbers


def read_heads(path: Path) -> Heads:
    """The heads in an evidence model's file; ``EvidenceFileError`` where it has none."""
    import gguf

    known = gguf.GGUFReader(path).fields

    def value(name: str) -> Any:
        if (field := known.get(_PREFIX + name)) is None:
            raise EvidenceFileError(f"{path} is no evidence model: it has no {_PREFIX}{name}")
        return field.contents()

    def head(name: str) -> Head:
        bias = np.array(value(f"{name}.bias"), np.float32)
        weight = np.array(value(f"{name}.weight"), np.float32)
        return Head(weight.reshape(len(bias), -1), bias)

    numbers = {item.name: float(value(item.name)) for item in fields(Calibration)}
    return Heads(**{name: head(name) for name in OUTPUTS}, calibration=Calibration(**numbers))

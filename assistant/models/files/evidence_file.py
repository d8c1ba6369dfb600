"""The evidence model's file: an encoder as GGUF, with its heads and their calibration beside it.

llama.cpp refuses tensors that it does not know, so the heads are metadata: arrays of float32 under
``evidence.none.weight`` and so on.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import asdict, dataclass, fields
from pathlib import Path
from typing import Any

import numpy as np

from assistant.models.files.bert import BertFile
from assistant.models.files.encoder import Format, quantized_tensors, write_encoder
from assistant.models.heads import VERDICTS, Calibration, Head, Heads

_FOLDER = Path(__file__).parents[1]
ENGLISH_EVIDENCE_MODEL = _FOLDER / "evidence-en.gguf"
MULTILINGUAL_EVIDENCE_MODEL = _FOLDER / "evidence-multilingual.gguf"
# A text is read by the first that is made for its language.
EVIDENCE_MODELS = (ENGLISH_EVIDENCE_MODEL, MULTILINGUAL_EVIDENCE_MODEL)
ANY_LANGUAGE = "any"
NAME = "survey-assistant evidence model"
OUTPUTS = {"none": 1, "verdict": len(VERDICTS), "sentence": 1, "span": 2}
_PREFIX = "evidence."


class EvidenceFileError(ValueError):
    """The heads are not those of an evidence model."""


@dataclass(frozen=True)
class EvidenceFile:
    """What an evidence model's file says beside its encoder.

    ``base`` is the name, in the models folder, of the file with its tokenizer and token table;
    ``language`` the one that it was made for (``en``), or ``any``.
    """

    heads: Heads
    base: str
    language: str


def write_evidence_model(
    path: Path,
    base: BertFile,
    layers: Mapping[str, np.ndarray],
    heads: Mapping[str, np.ndarray],
    calibration: Calibration = Calibration(),  # noqa: B008 (it is frozen)
    matrices: Format = "q8_0",
    *,
    base_file: str,
    language: str = ANY_LANGUAGE,
) -> None:
    """Write the evidence model.

    ``layers`` has the encoder's numbers under the names of ``base``, layers counted from 0,
    matrices rows × columns; ``heads`` has ``none.weight`` (1, width), ``none.bias`` (1,), and so on
    for ``verdict`` (3), ``sentence`` (1) and ``span`` (2). Raises ``EvidenceFileError`` where one
    is missing or has another shape.
    """
    metadata: dict[str, str | float | list[float]] = {
        f"{_PREFIX}base": base_file,
        f"{_PREFIX}language": language,
    }
    for name, outputs in OUTPUTS.items():
        for part, shape in (("weight", (outputs, base.width)), ("bias", (outputs,))):
            metadata[f"{_PREFIX}{name}.{part}"] = _flat(heads, f"{name}.{part}", shape)
    for name, value in asdict(calibration).items():
        metadata[f"{_PREFIX}{name}"] = float(value)
    tensors = list(quantized_tensors(base, layers, matrices))
    write_encoder(path, base, tensors, name=NAME, matrices=matrices, metadata=metadata)


def _flat(heads: Mapping[str, np.ndarray], name: str, shape: tuple[int, ...]) -> list[float]:
    if name not in heads:
        raise EvidenceFileError(f"the head {name} is missing; there are {sorted(heads)}")
    if heads[name].shape != shape:
        raise EvidenceFileError(f"{name} has the shape {heads[name].shape}, not {shape}")
    numbers: list[float] = heads[name].astype(float).reshape(-1).tolist()
    return numbers


def read_evidence_file(path: Path) -> EvidenceFile:
    """The heads and what goes with them; ``EvidenceFileError`` where there are none."""
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
    heads = Heads(**{name: head(name) for name in OUTPUTS}, calibration=Calibration(**numbers))
    return EvidenceFile(heads, str(value("base")), str(value("language")))

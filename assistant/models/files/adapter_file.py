"""The adapter that the default chat model answers with: a LoRA in a file of llama.cpp's."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path

import numpy as np

WRITER = Path(__file__).parents[1] / "writer.gguf"
NAME = "survey-assistant writer"


def write_adapter(
    path: Path, matrices: Mapping[str, np.ndarray], alpha: float, trained_on: str
) -> None:
    """Write an adapter for a Llama, in float16.

    ``matrices`` has for each tensor that is added to its name with ``.lora_a``, shape (rank,
    inputs), and ``.lora_b``, shape (outputs, rank); their product times ``alpha`` / rank is added.
    """
    import gguf

    writer = gguf.GGUFWriter(path, "llama")
    writer.add_type(gguf.GGUFType.ADAPTER)
    writer.add_string(gguf.Keys.Adapter.TYPE, "lora")
    writer.add_float32(gguf.Keys.Adapter.LORA_ALPHA, alpha)
    writer.add_name(NAME)
    writer.add_description(trained_on)
    for name, matrix in matrices.items():
        writer.add_tensor(name, np.ascontiguousarray(matrix, np.float16))
    writer.write_header_to_file()
    writer.write_kv_data_to_file()
    writer.write_tensors_to_file()
    writer.close()

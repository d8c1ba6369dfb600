"""The packed encoder as GGUF: the same numbers under llama.cpp's names."""

from __future__ import annotations

from pathlib import Path

import gguf
import numpy as np
import pytest

from assistant.models.files.defaults import default_vocabulary
from assistant.models.files.encoder import (
    gguf_name,
    quantized_tensors,
    write_embedder,
    write_encoder,
)
from assistant.models.files.gguf import check_gguf
from assistant.models.files.packed import Packed, read_packed
from assistant.settings import Settings


@pytest.fixture(scope="module")
def packed(real_settings: Settings) -> Packed:
    return read_packed(default_vocabulary(real_settings))


def contents(path: Path) -> tuple[gguf.GGUFReader, dict[str, gguf.ReaderTensor]]:
    reader = gguf.GGUFReader(path)
    return reader, {tensor.name: tensor for tensor in reader.tensors}


def test_blocks_of_four_bits_are_kept_bit_for_bit(packed: Packed, tmp_path: Path) -> None:
    write_embedder(packed, tmp_path / "e.gguf")
    reader, tensors = contents(tmp_path / "e.gguf")
    assert len(tensors) == len(packed.tensors)
    for name in packed.tensors:
        if name != "emb.word":
            stored = tensors[gguf_name(name)].data
            assert stored.tobytes() == packed.raw(name).tobytes(), name
    assert tensors["token_embd.weight"].shape.tolist() == [packed.width, 1]
    assert tensors["blk.3.ffn_up.weight"].shape.tolist() == [packed.width, packed.feed_forward]
    assert reader.fields["bert.block_count"].contents() == packed.layers
    info = check_gguf(tmp_path / "e.gguf")
    assert (info.architecture, info.quantization, info.context_length) == ("bert", "Q4_0", 512)


@pytest.mark.parametrize(("matrices", "off"), [("f32", 0.0), ("q8_0", 0.01), ("q4_0", 0.13)])
def test_numbers_are_written_in_the_format_that_is_asked_for(
    matrices: str, off: float, packed: Packed, tmp_path: Path
) -> None:
    names = [name for name in packed.tensors if name.startswith(("l0.", "emb.ln", "l1."))]
    layers = {name: packed.floats(name) for name in names}
    tensors = list(quantized_tensors(packed, layers, matrices))  # type: ignore[arg-type]
    path = tmp_path / "two.gguf"
    write_encoder(path, packed, tensors, name="two", matrices=matrices)  # type: ignore[arg-type]
    reader, stored = contents(path)
    assert reader.fields["bert.block_count"].contents() == 2
    assert {gguf_name("emb.pos"), gguf_name("emb.type")} <= set(stored)
    for name in names:
        tensor = stored[gguf_name(name)]
        numbers = gguf.quants.dequantize(tensor.data, tensor.tensor_type).reshape(-1)
        largest = np.abs(layers[name]).max()
        assert np.abs(numbers - layers[name]).max() <= off * largest, name

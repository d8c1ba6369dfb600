"""Encoders as GGUF files without a vocabulary: a BERT's layers, in the form that llama.cpp reads.

With 250,000 pieces llama.cpp takes half a gigabyte for logits that an encoder does not have, and a
second to load. So tokenizer and token table stay in the packed file (``packed.py``): the texts are
cut there and llama.cpp is given rows of the table in place of ids.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any, Literal

import numpy as np

from assistant.models.files.bert import BertFile
from assistant.models.files.packed import TOKEN_TABLE, Packed

if TYPE_CHECKING:
    import gguf

Format = Literal["f32", "f16", "bf16", "q8_0", "q4_0"]

# Raise this when the embedder's file changes, so that one written by an older version is replaced.
RECIPE = 1

# llama.cpp's names for the packed tensors; a layer's are prefixed with its number.
_TABLES = {
    "emb.pos": "position_embd.weight",
    "emb.type": "token_types.weight",
    "emb.ln.w": "token_embd_norm.weight",
    "emb.ln.b": "token_embd_norm.bias",
}
_IN_A_LAYER = {
    "q": "attn_q",
    "k": "attn_k",
    "v": "attn_v",
    "ao": "attn_output",
    "aln": "attn_output_norm",
    "fi": "ffn_up",
    "fo": "ffn_down",
    "oln": "layer_output_norm",
}
_MATRICES = ("q", "k", "v", "ao", "fi", "fo")
_PARTS = {"w": "weight", "b": "bias"}


@dataclass(frozen=True)
class GGUFTensor:
    """A tensor as GGUF stores it: numbers of float32, or rows of a format's blocks as bytes."""

    name: str
    values: np.ndarray
    format: Format = "f32"


def write_embedder(packed: Packed, target: Path) -> None:
    """Write the packed model as it is, its blocks of four bits bit for bit."""
    tensors = [_packed_tensor(packed, name) for name in packed.tensors if name != TOKEN_TABLE]
    write_encoder(target, packed, tensors, name="multilingual-e5-small", matrices="q4_0")


def write_encoder(
    target: Path,
    base: BertFile,
    tensors: list[GGUFTensor],
    *,
    name: str,
    matrices: Format,
    metadata: Mapping[str, str | float | list[float]] | None = None,
) -> None:
    """Write an encoder of the shape of ``base``, with as many layers as ``tensors`` have."""
    import gguf

    writer = gguf.GGUFWriter(target, "bert")
    writer.add_name(name)
    writer.add_license("mit")
    writer.add_file_type(_file_type(matrices))
    writer.add_quantization_version(gguf.GGML_QUANT_VERSION)
    writer.add_context_length(base.positions)
    writer.add_embedding_length(base.width)
    writer.add_feed_forward_length(base.feed_forward)
    writer.add_block_count(_layer_count(tensors))
    writer.add_head_count(base.heads)
    writer.add_layer_norm_eps(base.epsilon)
    writer.add_causal_attention(False)
    writer.add_pooling_type(gguf.PoolingType.NONE)
    writer.add_token_type_count(base.token_types)
    writer.add_tokenizer_model("no_vocab")
    writer.add_vocab_size(1)
    for key, value in (metadata or {}).items():
        _add_value(writer, key, value)
    # llama.cpp wants a token table; none of it is read.
    writer.add_tensor("token_embd.weight", np.zeros((1, base.width), np.float32))
    for tensor in tensors:
        writer.add_tensor(tensor.name, tensor.values, raw_dtype=_kind(tensor.format))
    writer.write_header_to_file()
    writer.write_kv_data_to_file()
    writer.write_tensors_to_file()
    writer.close()


def quantized_tensors(
    base: BertFile, layers: Mapping[str, np.ndarray], matrices: Format
) -> Iterator[GGUFTensor]:
    """Tensors of the numbers in ``layers``, named as in the packed file, matrices rows × columns.

    Tables and norms of the input that ``layers`` does not name are those of ``base``.
    """
    import gguf

    for name in _TABLES:
        if name not in layers:
            yield GGUFTensor(gguf_name(name), base.floats(name).reshape(_shape(base, name)))
    for name, values in layers.items():
        numbers = np.ascontiguousarray(values, np.float32).reshape(_shape(base, name))
        if is_matrix(name) and matrices != "f32":
            blocks = gguf.quants.quantize(numbers, _kind(matrices))
            yield GGUFTensor(gguf_name(name), blocks, matrices)
        else:
            yield GGUFTensor(gguf_name(name), numbers)


def gguf_name(name: str) -> str:
    """What llama.cpp calls a packed tensor: ``l3.fi.w`` is ``blk.3.ffn_up.weight``."""
    if name in _TABLES:
        return _TABLES[name]
    layer, what, part = name.split(".")
    return f"blk.{layer.removeprefix('l')}.{_IN_A_LAYER[what]}.{_PARTS[part]}"


def is_matrix(name: str) -> bool:
    """Whether a packed tensor is one of the matrices of a layer."""
    return name.endswith(".w") and name.split(".")[1] in _MATRICES


def _packed_tensor(packed: Packed, name: str) -> GGUFTensor:
    tensor, shape = packed.tensors[name], _shape(packed, name)
    if not tensor.is_q4_0:
        return GGUFTensor(gguf_name(name), packed.floats(name).reshape(shape))
    blocks = packed.raw(name).reshape(tensor.count // shape[-1], -1)
    return GGUFTensor(gguf_name(name), blocks, "q4_0")


def _shape(base: BertFile, name: str) -> tuple[int, ...]:
    """Rows and columns of what is a matrix; packed tensors do not say it."""
    if name == "emb.pos":
        return base.positions, base.width
    if name == "emb.type":
        return base.token_types, base.width
    if not is_matrix(name):
        return (-1,)
    return -1, base.feed_forward if name.endswith(".fo.w") else base.width


def _layer_count(tensors: list[GGUFTensor]) -> int:
    return len({tensor.name.split(".")[1] for tensor in tensors if tensor.name.startswith("blk.")})


def _kind(form: Format) -> gguf.GGMLQuantizationType:
    import gguf

    return gguf.GGMLQuantizationType[form.upper()]


def _file_type(form: Format) -> gguf.LlamaFileType:
    import gguf

    return gguf.LlamaFileType["ALL_F32" if form == "f32" else f"MOSTLY_{form.upper()}"]


def _add_value(writer: Any, key: str, value: str | float | list[float]) -> None:
    if isinstance(value, str):
        writer.add_string(key, value)
    elif isinstance(value, list):
        writer.add_array(key, value)
    else:
        writer.add_float32(key, value)

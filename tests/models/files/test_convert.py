"""From weights to GGUF, over a small BERT with numbers made up for the test."""

from __future__ import annotations

import json
from pathlib import Path

import gguf
import numpy as np
import pytest
from numpy.typing import NDArray
from safetensors.numpy import save_file

from assistant.models.files.convert import convert_minilm
from assistant.models.files.gguf import check_gguf

HIDDEN, INNER, POSITIONS = 32, 64, 16  # q8_0 packs 32 numbers a block
VOCABULARY = ["[PAD]", "[UNK]", "[CLS]", "[SEP]", "[MASK]", "survey", "##s", "[unused1]", "["]
LAYER = "encoder.layer.0."


def weights() -> dict[str, NDArray[np.float32]]:
    """A BERT of one layer, drawn at random."""
    shapes: dict[str, tuple[int, ...]] = {
        "embeddings.word_embeddings.weight": (len(VOCABULARY), HIDDEN),
        "embeddings.position_embeddings.weight": (POSITIONS, HIDDEN),
        "embeddings.token_type_embeddings.weight": (2, HIDDEN),
        "embeddings.LayerNorm.weight": (HIDDEN,),
        "embeddings.LayerNorm.bias": (HIDDEN,),
        "pooler.dense.weight": (HIDDEN, HIDDEN),
        f"{LAYER}intermediate.dense.weight": (INNER, HIDDEN),
        f"{LAYER}output.dense.weight": (HIDDEN, INNER),
    }
    for part in ("query", "key", "value"):
        shapes[f"{LAYER}attention.self.{part}.weight"] = (HIDDEN, HIDDEN)
        shapes[f"{LAYER}attention.self.{part}.bias"] = (HIDDEN,)
    random = np.random.default_rng(1)
    return {name: random.normal(size=shape).astype(np.float32) for name, shape in shapes.items()}


@pytest.fixture
def model(tmp_path: Path) -> Path:
    """A folder with a model as the wheel has it."""
    config = {
        "num_hidden_layers": 1,
        "max_position_embeddings": POSITIONS,
        "hidden_size": HIDDEN,
        "intermediate_size": INNER,
        "num_attention_heads": 4,
        "layer_norm_eps": 1e-12,
    }
    (tmp_path / "config.json").write_text(json.dumps(config))
    (tmp_path / "vocab.txt").write_text("\n".join(VOCABULARY))
    save_file(weights(), tmp_path / "model.safetensors")
    return tmp_path


def test_what_is_written_says_what_it_is(model: Path) -> None:
    convert_minilm(model, model / "out.gguf")
    info = check_gguf(model / "out.gguf")
    assert (info.architecture, info.name) == ("bert", "all-MiniLM-L6-v2")
    assert (info.context_length, info.quantization) == (POSITIONS, "Q8_0")
    fields = gguf.GGUFReader(model / "out.gguf").fields
    said = {name: field.contents() for name, field in fields.items()}
    assert said["bert.embedding_length"] == HIDDEN and said["bert.block_count"] == 1
    assert said["bert.pooling_type"] == gguf.PoolingType.MEAN
    assert said["bert.attention.causal"] is False


def test_words_are_marked_where_they_start(model: Path) -> None:
    convert_minilm(model, model / "out.gguf")
    fields = gguf.GGUFReader(model / "out.gguf").fields
    tokens = fields["tokenizer.ggml.tokens"].contents()
    assert tokens[:5] == VOCABULARY[:5] and tokens[5:] == ["▁survey", "s", "[unused1]", "▁["]
    kinds = dict(zip(tokens, fields["tokenizer.ggml.token_type"].contents(), strict=True))
    assert kinds["[UNK]"] == gguf.TokenType.UNKNOWN
    assert kinds["[CLS]"] == kinds["[unused1]"] == gguf.TokenType.CONTROL
    assert kinds["s"] == kinds["▁["] == gguf.TokenType.NORMAL
    assert fields["tokenizer.ggml.bos_token_id"].contents() == 2


def test_matrices_lose_little_and_the_rest_nothing(model: Path) -> None:
    convert_minilm(model, model / "out.gguf")
    tensors = {tensor.name: tensor for tensor in gguf.GGUFReader(model / "out.gguf").tensors}
    given = weights()
    assert len(tensors) == len(given) - 1, "all but the pooler"

    def written(name: str) -> NDArray[np.float32]:
        return gguf.quants.dequantize(tensors[name].data, tensors[name].tensor_type)

    exact = {
        "position_embd.weight": "embeddings.position_embeddings.weight",
        "token_embd_norm.bias": "embeddings.LayerNorm.bias",
        "blk.0.attn_q.bias": f"{LAYER}attention.self.query.bias",
    }
    for name, source in exact.items():
        assert np.array_equal(written(name), given[source]), name
    packed = {
        "token_embd.weight": "embeddings.word_embeddings.weight",
        "blk.0.attn_k.weight": f"{LAYER}attention.self.key.weight",
        "blk.0.ffn_up.weight": f"{LAYER}intermediate.dense.weight",
    }
    for name, source in packed.items():
        assert tensors[name].tensor_type == gguf.GGMLQuantizationType.Q8_0
        # Eight bits with a sign: steps of 1/127 of a block's largest number.
        assert np.abs(written(name) - given[source]).max() <= np.abs(given[source]).max() / 127


def test_a_tensor_that_llama_cpp_has_no_name_for_is_an_error(model: Path) -> None:
    odd = {**weights(), "adapter.weight": np.zeros((HIDDEN, HIDDEN), np.float32)}
    save_file(odd, model / "model.safetensors")
    with pytest.raises(ValueError, match=r"no GGUF name for the tensor 'adapter.weight'"):
        convert_minilm(model, model / "out.gguf")

"""Whole models of a few thousand random weights, with the chat templates of real ones' features."""

from __future__ import annotations

from pathlib import Path

import gguf
import numpy as np

WIDTH, HEADS, FEED_FORWARD, CONTEXT = 32, 2, 64, 1024
CONTROL, BYTE, NORMAL, USER_DEFINED = 3, 6, 1, 4
# Tokens of templates beside the bytes, which are enough to spell any text.
MARKS = (
    "<|im_start|>", "<|im_end|>", "<think>", "</think>", "<|turn>", "<turn|>", "<|channel>",
    "<channel|>",
)  # fmt: skip


def write_model(path: Path, template: str, *, hybrid: bool = False, seed: int = 1) -> Path:
    """Write a model to ``path``: a llama, or with ``hybrid`` an LFM2, whose layers in turn are
    convolutions, which keep a state that cannot be rewound, and attention.
    """
    architecture = "lfm2" if hybrid else "llama"
    writer = gguf.GGUFWriter(path, architecture)
    writer.add_name("tiny")
    writer.add_context_length(CONTEXT)
    writer.add_embedding_length(WIDTH)
    writer.add_block_count(2)
    writer.add_feed_forward_length(FEED_FORWARD)
    writer.add_head_count(HEADS)
    writer.add_head_count_kv([0, HEADS] if hybrid else HEADS)
    writer.add_layer_norm_rms_eps(1e-5)
    writer.add_rope_freq_base(10000.0)
    if hybrid:
        writer.add_shortconv_l_cache(3)
    size = _add_vocabulary(writer)
    writer.add_chat_template(template)
    _add_weights(writer, size, hybrid, np.random.default_rng(seed))
    writer.write_header_to_file()
    writer.write_kv_data_to_file()
    writer.write_tensors_to_file()
    writer.close()
    return path


def _add_vocabulary(writer: gguf.GGUFWriter) -> int:
    """A vocabulary of the bytes and the marks; how many tokens it has."""
    tokens = ["<unk>", "<s>", "</s>", *(f"<0x{byte:02X}>" for byte in range(256)), *MARKS]
    kinds = [2, CONTROL, CONTROL, *([BYTE] * 256), *map(_kind, MARKS)]
    writer.add_tokenizer_model("llama")
    writer.add_vocab_size(len(tokens))
    writer.add_token_list(tokens)
    writer.add_token_scores([0.0] * len(tokens))
    writer.add_token_types(kinds)
    writer.add_bos_token_id(1)
    writer.add_eos_token_id(tokens.index("<|im_end|>"))
    writer.add_unk_token_id(0)
    writer.add_add_bos_token(False)
    writer.add_add_space_prefix(False)
    return len(tokens)


def _kind(mark: str) -> int:
    """Qwen3's tags of thoughts are text, Gemma 4's marks of a channel are not."""
    return USER_DEFINED if "think" in mark else CONTROL


def _add_weights(
    writer: gguf.GGUFWriter, size: int, hybrid: bool, draw: np.random.Generator
) -> None:
    def add(name: str, *shape: int) -> None:
        values = np.ones(shape) if "norm" in name else draw.normal(0, 0.3, shape)
        writer.add_tensor(f"{name}.weight", values.astype(np.float32))

    add("token_embd", size, WIDTH)
    add("token_embd_norm" if hybrid else "output_norm", WIDTH)
    if not hybrid:
        add("output", size, WIDTH)
    for layer in range(2):
        block = f"blk.{layer}."
        add(block + "attn_norm", WIDTH)
        add(block + "ffn_norm", WIDTH)
        for name, rows, columns in (
            ("ffn_gate", FEED_FORWARD, WIDTH),
            ("ffn_up", FEED_FORWARD, WIDTH),
            ("ffn_down", WIDTH, FEED_FORWARD),
        ):
            add(block + name, rows, columns)
        if hybrid and layer == 0:
            add(block + "shortconv.conv", WIDTH, 3)
            add(block + "shortconv.in_proj", 3 * WIDTH, WIDTH)
            add(block + "shortconv.out_proj", WIDTH, WIDTH)
            continue
        for name in ("attn_q", "attn_k", "attn_v", "attn_output"):
            add(block + name, WIDTH, WIDTH)
        if hybrid:
            add(block + "attn_q_norm", WIDTH // HEADS)
            add(block + "attn_k_norm", WIDTH // HEADS)

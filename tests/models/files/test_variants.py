"""Which file of a repository is taken."""

from __future__ import annotations

import pytest

from assistant.models.files.variants import choose_variant

# Names as repositories of several makers have them.
UNSLOTH = [
    "README.md", "Qwen3.5-2B-BF16.gguf", "Qwen3.5-2B-IQ4_XS.gguf", "Qwen3.5-2B-Q4_K_M.gguf",
    "Qwen3.5-2B-UD-Q4_K_XL.gguf", "mmproj-F16.gguf", "imatrix_unsloth.gguf_file",
]  # fmt: skip
OFFICIAL = [
    "qwen2.5-7b-instruct-q4_k_m-00001-of-00002.gguf",
    "qwen2.5-7b-instruct-q4_k_m-00002-of-00002.gguf",
    "qwen2.5-7b-instruct-q4_0.gguf",
]
FOLDERS = ["old/model-Q4_K_M.gguf", "model-instruct-Q4_K_M.gguf", "model-Q4_K_M-mtp.gguf"]


@pytest.mark.parametrize(
    ("names", "wanted", "chosen"),
    [
        (UNSLOTH, ["Q4_K_M"], "Qwen3.5-2B-Q4_K_M.gguf"),
        (UNSLOTH, ["Q8_0", "BF16"], "Qwen3.5-2B-BF16.gguf"),
        (UNSLOTH, ["F16"], None),  # neither BF16 nor what reads pictures
        (UNSLOTH, ["Q4_K"], None),
        (OFFICIAL, ["Q4_K_M", "Q4_0"], "qwen2.5-7b-instruct-q4_0.gguf"),
        (FOLDERS, ["Q4_K_M"], "model-instruct-Q4_K_M.gguf"),
        ([], ["Q4_K_M"], None),
    ],
)
def test_the_first_quantization_that_there_is(
    names: list[str], wanted: list[str], chosen: str | None
) -> None:
    assert choose_variant(names, wanted) == chosen

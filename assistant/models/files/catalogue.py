"""Models worth pulling from the Hugging Face hub, each under a short name."""

from __future__ import annotations

from dataclasses import dataclass

from assistant.messages import Message


@dataclass(frozen=True)
class CatalogueModel:
    """One model: where its file is and what it asks of the machine.

    ``size_bytes`` is the download; ``memory_bytes`` is an estimate of what the running model takes
    with a context of 4,096 tokens (file + key-value cache + 0.3 GB).
    """

    name: str
    repo: str
    file: str
    size_bytes: int
    memory_bytes: int
    parameters: str
    languages: str
    licence: str
    note: str


# Sizes and licences are as published; nothing here has been scored by this project's evals, and the
# notes say only what is known. Files in one piece only: the official Qwen2.5-7B one is in two.
CATALOGUE: tuple[CatalogueModel, ...] = (
    CatalogueModel(
        name="qwen2.5-0.5b",
        repo="Qwen/Qwen2.5-0.5B-Instruct-GGUF",
        file="qwen2.5-0.5b-instruct-q4_k_m.gguf",
        size_bytes=491_400_032,
        memory_bytes=900_000_000,
        parameters="0.5B",
        languages=Message("English, Chinese, {count} others", count=27),
        licence="Apache-2.0",
        note="The smallest step up from the default model, and the first with other languages.",
    ),
    CatalogueModel(
        name="qwen2.5-1.5b",
        repo="Qwen/Qwen2.5-1.5B-Instruct-GGUF",
        file="qwen2.5-1.5b-instruct-q4_k_m.gguf",
        size_bytes=1_117_320_736,
        memory_bytes=1_600_000_000,
        parameters="1.5B",
        languages=Message("English, Chinese, {count} others", count=27),
        licence="Apache-2.0",
        note="A sensible first choice on a laptop with 4 GB of free memory.",
    ),
    CatalogueModel(
        name="smollm2-1.7b",
        repo="HuggingFaceTB/SmolLM2-1.7B-Instruct-GGUF",
        file="smollm2-1.7b-instruct-q4_k_m.gguf",
        size_bytes=1_055_609_824,
        memory_bytes=2_200_000_000,
        parameters="1.7B",
        languages="English",
        licence="Apache-2.0",
        note="The default model's larger relative; English only.",
    ),
    CatalogueModel(
        name="qwen3-1.7b",
        repo="Qwen/Qwen3-1.7B-GGUF",
        file="Qwen3-1.7B-Q8_0.gguf",
        size_bytes=1_834_426_016,
        memory_bytes=2_600_000_000,
        parameters="1.7B",
        languages=Message("English, Chinese, {count} others", count=100),
        licence="Apache-2.0",
        note="Thinks before it answers unless told not to, so the first words come late on a CPU.",
    ),
    CatalogueModel(
        name="llama3.2-3b",
        repo="bartowski/Llama-3.2-3B-Instruct-GGUF",
        file="Llama-3.2-3B-Instruct-Q4_K_M.gguf",
        size_bytes=2_019_377_696,
        memory_bytes=2_800_000_000,
        parameters="3.2B",
        languages="English, seven European and Asian languages; not Chinese or Japanese",
        licence="Llama 3.2 Community Licence",
        note="Not an open-source licence: read it before redistributing.",
    ),
    CatalogueModel(
        name="qwen2.5-3b",
        repo="Qwen/Qwen2.5-3B-Instruct-GGUF",
        file="qwen2.5-3b-instruct-q4_k_m.gguf",
        size_bytes=2_104_932_768,
        memory_bytes=2_600_000_000,
        parameters="3.1B",
        languages=Message("English, Chinese, {count} others", count=27),
        licence="Qwen Research Licence",
        note="The licence allows research and evaluation, not commercial use.",
    ),
    CatalogueModel(
        name="gemma3-4b",
        repo="bartowski/google_gemma-3-4b-it-GGUF",
        file="google_gemma-3-4b-it-Q4_K_M.gguf",
        size_bytes=2_489_758_112,
        memory_bytes=3_400_000_000,
        parameters="3.9B",
        languages=Message("English and over {count} others", count=140),
        licence="Gemma Terms of Use",
        note="Not an open-source licence: it carries a policy on prohibited uses.",
    ),
    CatalogueModel(
        name="qwen3-4b",
        repo="unsloth/Qwen3-4B-Instruct-2507-GGUF",
        file="Qwen3-4B-Instruct-2507-Q4_K_M.gguf",
        size_bytes=2_497_281_120,
        memory_bytes=3_400_000_000,
        parameters="4.0B",
        languages=Message("English, Chinese, {count} others", count=100),
        licence="Apache-2.0",
        note="The version that answers without thinking first; for 8 GB of memory.",
    ),
    CatalogueModel(
        name="qwen2.5-7b",
        repo="bartowski/Qwen2.5-7B-Instruct-GGUF",
        file="Qwen2.5-7B-Instruct-Q4_K_M.gguf",
        size_bytes=4_683_074_240,
        memory_bytes=5_300_000_000,
        parameters="7.6B",
        languages=Message("English, Chinese, {count} others", count=27),
        licence="Apache-2.0",
        note="For 16 GB of memory; slow without a fast CPU.",
    ),
)

"""Models worth pulling from the Hugging Face hub, each under a short name.

An entry names a repository and the quantizations that are wanted of it; which file that is, with
its size and its SHA-256, the hub says when the model is pulled, so that entries do not rot.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from assistant.messages import Message
from assistant.models.files.hub import HubFile

# What llama.cpp takes besides the weights, with 4,096 tokens of context.
RUNNING_BYTES = 500_000_000
GENERAL = ("Q4_K_M", "Q4_K_S", "Q4_0")
SMALL = ("Q8_0", "Q6_K", "Q4_K_M")  # small models lose more by four bits


@dataclass(frozen=True)
class CatalogueModel:
    """One model: where it is, and what it asks of the machine.

    ``quantizations`` are those wanted, the best first; ``weights`` is how many parameters it has,
    ``active`` how many of them each token takes, where that is fewer. ``size_bytes`` is about what
    the download will be. ``context_tokens`` is how much it was made to read. ``thinks``
    says that it can think before it answers (it is told not to). ``confirmed`` says that
    repository, quantization and size were read in a public copy of its card; the hub itself has
    not been asked about any entry.
    """

    name: str
    repo: str
    quantizations: tuple[str, ...]
    weights: int
    size_bytes: int
    context_tokens: int
    languages: str
    licence: str
    note: str
    active: int = 0
    thinks: bool = False
    confirmed: bool = False

    @property
    def parameters(self) -> str:
        """How many parameters it has, for people."""
        return f"{self.weights / 1e9:.1f}B" if self.weights >= 1e9 else f"{self.weights / 1e6:.0f}M"

    @property
    def memory_bytes(self) -> int:
        """An estimate of what the running model takes."""
        return self.size_bytes + RUNNING_BYTES

    @property
    def active_weights(self) -> int:
        """How many parameters each token takes."""
        return self.active or self.weights


# None of these has been scored by this project's evals; licences are as their makers state them.
CATALOGUE: tuple[CatalogueModel, ...] = (
    CatalogueModel(
        name="granite4-350m",
        repo="ibm-granite/granite-4.0-350m-GGUF",
        quantizations=SMALL,
        weights=350_000_000,
        size_bytes=380_000_000,
        context_tokens=32_768,
        languages=Message("English and {count} others", count=11),
        licence="Apache-2.0",
        note="The smallest step up from the default model.",
    ),
    CatalogueModel(
        name="qwen3.5-0.8b",
        repo="unsloth/Qwen3.5-0.8B-GGUF",
        quantizations=SMALL,
        weights=800_000_000,
        size_bytes=850_000_000,
        context_tokens=262_144,
        languages=Message("English, Chinese, Japanese and about {count} others", count=200),
        licence="Apache-2.0",
        note="The smallest with Chinese and Japanese.",
        thinks=True,
    ),
    CatalogueModel(
        name="granite4-1b",
        repo="ibm-granite/granite-4.0-1b-GGUF",
        quantizations=GENERAL,
        weights=1_600_000_000,
        size_bytes=1_000_000_000,
        context_tokens=131_072,
        languages=Message("English and {count} others", count=11),
        licence="Apache-2.0",
        note="Answers without thinking first.",
    ),
    CatalogueModel(
        name="minicpm5-1b",
        repo="openbmb/MiniCPM5-1B-GGUF",
        quantizations=GENERAL,
        weights=1_080_632_832,
        size_bytes=690_000_000,
        context_tokens=131_072,
        languages="English, Chinese",
        licence="Apache-2.0",
        note="Small, for English and Chinese.",
        thinks=True,
        confirmed=True,
    ),
    CatalogueModel(
        name="lfm2-1.2b-rag",
        repo="LiquidAI/LFM2-1.2B-RAG-GGUF",
        quantizations=GENERAL,
        weights=1_170_000_000,
        size_bytes=730_000_000,
        context_tokens=32_768,
        languages=Message("English, Chinese, Japanese and about {count} others", count=6),
        licence="LFM Open License",
        note="Made for answering from texts. Not an open-source licence: read it first.",
    ),
    CatalogueModel(
        name="qwen3.5-2b",
        repo="unsloth/Qwen3.5-2B-GGUF",
        quantizations=GENERAL,
        weights=2_000_000_000,
        size_bytes=1_350_000_000,
        context_tokens=262_144,
        languages=Message("English, Chinese, Japanese and about {count} others", count=200),
        licence="Apache-2.0",
        note="A sensible first choice on a laptop with 4 GB of free memory.",
        thinks=True,
    ),
    CatalogueModel(
        name="smollm3-3b",
        repo="bartowski/HuggingFaceTB_SmolLM3-3B-GGUF",
        quantizations=GENERAL,
        weights=3_080_000_000,
        size_bytes=1_920_000_000,
        context_tokens=65_536,
        languages=Message("English and {count} others", count=5),
        licence="Apache-2.0",
        note="The default model's larger relative: European languages.",
        thinks=True,
        confirmed=True,
    ),
    CatalogueModel(
        name="granite4.1-3b",
        repo="ibm-granite/granite-4.1-3b-GGUF",
        quantizations=GENERAL,
        weights=3_400_000_000,
        size_bytes=2_100_000_000,
        context_tokens=131_072,
        languages=Message("English and {count} others", count=11),
        licence="Apache-2.0",
        note="Answers without thinking first; Chinese and Japanese too.",
    ),
    CatalogueModel(
        name="qwen3-4b",
        repo="unsloth/Qwen3-4B-Instruct-2507-GGUF",
        quantizations=GENERAL,
        weights=4_020_000_000,
        size_bytes=2_497_281_120,
        context_tokens=262_144,
        languages=Message("English, Chinese, Japanese and about {count} others", count=100),
        licence="Apache-2.0",
        note="The best published on grounded answers of those that run on a CPU.",
        confirmed=True,
    ),
    CatalogueModel(
        name="qwen3.5-4b",
        repo="unsloth/Qwen3.5-4B-GGUF",
        quantizations=GENERAL,
        weights=4_000_000_000,
        size_bytes=2_700_000_000,
        context_tokens=262_144,
        languages=Message("English, Chinese, Japanese and about {count} others", count=200),
        licence="Apache-2.0",
        note="For 8 GB of memory.",
        thinks=True,
    ),
    CatalogueModel(
        name="gemma4-e2b",
        repo="unsloth/gemma-4-E2B-it-GGUF",
        quantizations=GENERAL,
        weights=5_100_000_000,
        active=2_300_000_000,
        size_bytes=3_100_000_000,
        context_tokens=131_072,
        languages=Message("English and about {count} others", count=140),
        licence="Apache-2.0",
        note="Large on the disk, but each token takes less than half of it.",
        thinks=True,
    ),
)

# Names that earlier versions had, so that who pulled them can go on with them.
EARLIER: Mapping[str, HubFile] = {
    name: HubFile(*place.rsplit("/", 1))
    for name, place in {
        "qwen2.5-0.5b": "Qwen/Qwen2.5-0.5B-Instruct-GGUF/qwen2.5-0.5b-instruct-q4_k_m.gguf",
        "qwen2.5-1.5b": "Qwen/Qwen2.5-1.5B-Instruct-GGUF/qwen2.5-1.5b-instruct-q4_k_m.gguf",
        "smollm2-1.7b": "HuggingFaceTB/SmolLM2-1.7B-Instruct-GGUF/"
        "smollm2-1.7b-instruct-q4_k_m.gguf",
        "qwen3-1.7b": "Qwen/Qwen3-1.7B-GGUF/Qwen3-1.7B-Q8_0.gguf",
        "llama3.2-3b": "bartowski/Llama-3.2-3B-Instruct-GGUF/Llama-3.2-3B-Instruct-Q4_K_M.gguf",
        "qwen2.5-3b": "Qwen/Qwen2.5-3B-Instruct-GGUF/qwen2.5-3b-instruct-q4_k_m.gguf",
        "gemma3-4b": "bartowski/google_gemma-3-4b-it-GGUF/google_gemma-3-4b-it-Q4_K_M.gguf",
        "qwen2.5-7b": "bartowski/Qwen2.5-7B-Instruct-GGUF/Qwen2.5-7B-Instruct-Q4_K_M.gguf",
    }.items()
}

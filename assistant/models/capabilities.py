"""What a chat model can do: all that the rest of the app asks about it, whichever it is."""

from __future__ import annotations

import functools
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Protocol, runtime_checkable

from assistant.models.files.gguf import check_gguf
from assistant.models.llama.process import LlamaProcess
from vectorstore.analyzer import CJK_CHARACTER, script_of

if TYPE_CHECKING:
    from langchain_core.language_models import BaseChatModel

# Smaller models lose their way in long texts, only repeat a sentence, or say what it does not.
LEAST_PARAMETERS = 500_000_000
# A model that knows a script has tokens for its characters, and for many of its words; one that
# does not spells each of them in bytes.
MOST_TOKENS_A_CHARACTER = 1.2


@dataclass(frozen=True)
class Capabilities:
    """What a chat model is called and can do.

    ``process`` runs it on this machine and ``file`` are its weights; both are None for a model
    elsewhere, of which only the name is known. ``count_tokens`` tells how many tokens it makes of a
    text, None where it cannot say. ``context_tokens`` is how much it can read and write at once,
    None where that is not known. ``slots`` is how many answers it writes at a time. One that
    ``is_tuned`` was taught to answer from numbered sentences.
    """

    name: str
    process: LlamaProcess | None = None
    file: Path | None = None
    context_tokens: int | None = None
    count_tokens: Callable[[str], int] | None = None
    slots: int = 1
    is_tuned: bool = False

    @property
    def parameters(self) -> int | None:
        """How many weights it has; None where that is not known."""
        return _parameters(self.file) if self.file is not None else None

    @property
    def is_large_enough(self) -> bool:
        """Whether it can put several sentences into words of its own; unknown sizes can."""
        return self.parameters is None or self.parameters >= LEAST_PARAMETERS

    def supports_script(self, text: str) -> bool:
        """Whether it can write in the script of a text; a small one often has one language."""
        if self.is_large_enough or self.count_tokens is None or not script_of(text):
            return True
        characters = "".join(CJK_CHARACTER.findall(text))
        return self.count_tokens(characters) <= MOST_TOKENS_A_CHARACTER * len(characters)


@runtime_checkable
class Capable(Protocol):
    """A chat model that says itself what it can do."""

    @property
    def capabilities(self) -> Capabilities:
        """What it can do."""


def capabilities(model: BaseChatModel) -> Capabilities:
    """What a chat model can do: as it says itself, and else its name alone."""
    if isinstance(model, Capable):
        return model.capabilities
    for attribute in ("model_name", "model"):
        if isinstance(name := getattr(model, attribute, None), str):
            return Capabilities(name)
    return Capabilities(type(model).__name__)


@functools.lru_cache(maxsize=8)
def _parameters(path: Path) -> int | None:
    return check_gguf(path).parameters

"""How fast a local model is on this machine, from one short run."""

from __future__ import annotations

import time
from dataclasses import dataclass

from assistant.models.llama.process import LlamaProcess
from assistant.models.llama.protocol import Chat, ChatMessage

PROBE = "Surveys collect the methods, data sets and results of a field. "
WORDS = 40
MOST_TOKENS = 48
# Seconds that the slowest machine may take.
LIMIT = 180.0


@dataclass(frozen=True)
class Speed:
    """Tokens a second while it reads a prompt, and while it writes."""

    prompt: float
    generation: float


def measure(process: LlamaProcess) -> Speed:
    """Read some 500 tokens and write some 50; takes from a second to a minute.

    The prompt is a new one each time: what a model has read before costs it nothing.
    """
    started = time.monotonic()
    text = f"Run {time.time_ns()}. {PROBE * WORDS}Say more."
    request = Chat([ChatMessage(role="user", content=text)], max_tokens=MOST_TOKENS)
    *_, (_, usage) = process.chat(request, LIMIT)
    assert usage is not None
    seconds = time.monotonic() - started
    first = usage.first_token_seconds
    read = usage.prompt_tokens - usage.reused_tokens
    return Speed(
        read / max(first, 1e-6),
        (usage.completion_tokens - 1) / max(seconds - first, 1e-6),
    )

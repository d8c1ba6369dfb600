"""The client of an OpenAI-compatible address. The only module that knows langchain_openai."""

from __future__ import annotations

from typing import Any

from langchain_core.language_models import BaseChatModel
from langchain_core.outputs import ChatGenerationChunk
from pydantic import SecretStr

# Where servers put thoughts that they keep apart from the text (vLLM, llama-server, Ollama).
_THOUGHTS = ("reasoning_content", "reasoning")
# What vLLM, SGLang and llama-server hand to the chat template; Qwen3, Gemma 4, SmolLM3 and MiniCPM5
# look at it.
WITHOUT_THINKING = {"chat_template_kwargs": {"enable_thinking": False}}


def client(
    address: str, model: str, api_key: str, timeout: float, *, plain: bool = True
) -> BaseChatModel:
    """A chat model at an address; with ``plain`` each request asks for no thoughts.

    Chunks of thoughts that the server keeps apart are marked "thought" in their additional_kwargs.
    ``timeout`` is for each read, in seconds.
    """
    from langchain_openai import ChatOpenAI

    class Client(ChatOpenAI):
        """Marks chunks of thoughts, which langchain_openai leaves out."""

        def _convert_chunk_to_generation_chunk(
            self, chunk: dict[str, Any], *values: Any, **options: Any
        ) -> ChatGenerationChunk | None:
            made = super()._convert_chunk_to_generation_chunk(chunk, *values, **options)
            delta = (chunk.get("choices") or [{}])[0].get("delta") or {}
            if made is not None and any(delta.get(name) for name in _THOUGHTS):
                made.message.additional_kwargs["thought"] = True
            return made

    return Client(
        base_url=address,
        model=model,
        api_key=SecretStr(api_key),
        temperature=0.0,
        timeout=timeout,
        max_retries=1,
        stream_usage=True,
        extra_body=WITHOUT_THINKING if plain else None,
    )

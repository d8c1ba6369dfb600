"""llama.cpp in its process as a chat model behind LangChain's ``BaseChatModel``."""

from __future__ import annotations

import contextlib
from collections.abc import Iterator, Mapping
from dataclasses import replace
from typing import Any

from langchain_core.callbacks import CallbackManagerForLLMRun
from langchain_core.language_models import BaseChatModel
from langchain_core.messages import (
    AIMessage,
    AIMessageChunk,
    BaseMessage,
)
from langchain_core.messages.ai import InputTokenDetails, UsageMetadata
from langchain_core.outputs import ChatGeneration, ChatGenerationChunk, ChatResult
from pydantic import ConfigDict

from assistant.errors import ModelError
from assistant.models.capabilities import Capabilities
from assistant.models.llama.process import LlamaProcess
from assistant.models.llama.protocol import Chat, ChatMessage, Usage

ROLES = {"system": "system", "human": "user", "ai": "assistant"}
CALL_OPTIONS = frozenset(
    [
        "max_tokens",
        "temperature",
        "top_p",
        "repeat_penalty",
        "seed",
        "grammar",
        "json_schema",
        "adapted",
    ]
)


class LlamaChatModel(BaseChatModel):
    """A GGUF model run by llama.cpp in a child process.

    Every field can be overridden per call (``model.invoke(messages, max_tokens=64)``); ``grammar``
    takes a GBNF grammar with a ``root`` rule, ``json_schema`` a JSON schema, and a call raises
    GrammarError where either cannot be compiled; ``adapted`` wants the model as it was tuned.
    Lengths in tokens, ``timeout`` in seconds.
    """

    model_config = ConfigDict(arbitrary_types_allowed=True)

    process: LlamaProcess
    max_tokens: int = 256
    temperature: float = 0.0
    top_p: float = 0.95
    repeat_penalty: float = 1.0
    seed: int = 1
    timeout: float = 180.0

    @property
    def capabilities(self) -> Capabilities:
        """What the model that the process runs can do."""
        file = self.process.chat_model
        return Capabilities(
            name=file.name if file is not None else "no model",
            process=self.process,
            file=file,
            context_tokens=self.process.context_tokens,
            count_tokens=self.get_num_tokens,
            is_tuned=self.process.adapter is not None,
        )

    @property
    def _llm_type(self) -> str:
        return "llama.cpp"

    @property
    def _identifying_params(self) -> Mapping[str, Any]:
        model = self.process.chat_model
        return {
            "model": model.name if model is not None else "",
            "max_tokens": self.max_tokens,
            "temperature": self.temperature,
        }

    def get_num_tokens(self, text: str) -> int:
        """How many tokens the model makes of a text."""
        return self.process.count_tokens(text)

    def _stream(
        self,
        messages: list[BaseMessage],
        stop: list[str] | None = None,
        run_manager: CallbackManagerForLLMRun | None = None,
        **kwargs: Any,
    ) -> Iterator[ChatGenerationChunk]:
        request = self._request(messages, stop, kwargs)
        timeout = kwargs.get("timeout") or self.timeout
        told = 0
        with contextlib.closing(self.process.chat(request, timeout)) as pieces:
            for text, usage in pieces:
                if usage is None:  # the model is silent; the reader may want to stop it
                    yield ChatGenerationChunk(message=AIMessageChunk(content=""))
                    continue
                message = AIMessageChunk(
                    content=text,
                    usage_metadata=_usage(usage, told),
                    response_metadata={"finish_reason": usage.finish} if not text else {},
                )
                told = usage.completion_tokens
                chunk = ChatGenerationChunk(message=message)
                if run_manager is not None:
                    run_manager.on_llm_new_token(text, chunk=chunk)
                yield chunk

    def _generate(
        self,
        messages: list[BaseMessage],
        stop: list[str] | None = None,
        run_manager: CallbackManagerForLLMRun | None = None,
        **kwargs: Any,
    ) -> ChatResult:
        request = self._request(messages, stop, kwargs)
        timeout = kwargs.get("timeout") or self.timeout
        parts: list[str] = []
        usage: Usage | None = None
        for text, usage in self.process.chat(request, timeout):  # noqa: B007 (the last one counts)
            parts.append(text)
        assert usage is not None, "the last piece has the whole usage"
        message = AIMessage(
            content="".join(parts),
            usage_metadata=_usage(usage),
            response_metadata={"finish_reason": usage.finish},
        )
        return ChatResult(generations=[ChatGeneration(message=message)])

    def _request(
        self, messages: list[BaseMessage], stop: list[str] | None, options: Mapping[str, Any]
    ) -> Chat:
        surplus = set(options) - CALL_OPTIONS - {"timeout"}
        if surplus:
            raise TypeError(f"unknown options for a call: {', '.join(sorted(surplus))}")
        request = Chat(
            messages=[_as_dict(message) for message in messages],
            max_tokens=self.max_tokens,
            temperature=self.temperature,
            top_p=self.top_p,
            repeat_penalty=self.repeat_penalty,
            seed=self.seed,
            stop=stop or [],
        )
        given = {k: v for k, v in options.items() if k in CALL_OPTIONS and v is not None}
        return replace(request, **given)


def _as_dict(message: BaseMessage) -> ChatMessage:
    role = ROLES.get(message.type)
    if role is None:
        raise ModelError(
            "A message of type {type} cannot be given to llama.cpp.", type=repr(message.type)
        )
    return ChatMessage(role=role, content=message.text)


def _usage(usage: Usage, told: int = 0) -> UsageMetadata:
    """Tokens as LangChain adds them up: the prompt with the first chunk, then what is new."""
    prompt = 0 if told else usage.prompt_tokens
    completion = usage.completion_tokens - told
    return UsageMetadata(
        input_tokens=prompt,
        output_tokens=completion,
        total_tokens=prompt + completion,
        input_token_details=InputTokenDetails(cache_read=0 if told else usage.reused_tokens),
    )

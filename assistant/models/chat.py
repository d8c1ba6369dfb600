"""Chat models behind LangChain's ``BaseChatModel``: llama.cpp in its process, or an endpoint."""

from __future__ import annotations

import contextlib
import functools
import time
from collections.abc import Generator, Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from langchain_core.callbacks import CallbackManagerForLLMRun
from langchain_core.language_models import BaseChatModel
from langchain_core.messages import (
    AIMessage,
    AIMessageChunk,
    BaseMessage,
    HumanMessage,
    SystemMessage,
)
from langchain_core.messages.ai import InputTokenDetails, UsageMetadata
from langchain_core.outputs import ChatGeneration, ChatGenerationChunk, ChatResult
from pydantic import ConfigDict

import prompts
from assistant.errors import AssistantError, ModelError, ModelTimeout
from assistant.models.files.gguf import check_gguf
from assistant.models.llama.process import LlamaProcess
from assistant.settings import Settings
from vectorstore.passage import CJK_CHARACTER
from vectorstore.scripts import script_of

# Smaller models lose their way in long texts, only repeat a sentence, or say what it does not.
LEAST_PARAMETERS = 500_000_000
# A model that knows a script has tokens for its characters, and for many of its words; one that
# does not spells each of them in bytes.
MOST_TOKENS_A_CHARACTER = 1.2
ROLES = {"system": "system", "human": "user", "ai": "assistant"}
_MESSAGES = {"system": SystemMessage, "user": HumanMessage, "assistant": AIMessage}
CALL_OPTIONS = frozenset(
    ["max_tokens", "temperature", "top_p", "repeat_penalty", "seed", "grammar", "json_schema"]
)
STOPS = ("\nQuestion:", "\nText:")


def to_messages(rendered: Sequence[prompts.Message]) -> list[BaseMessage]:
    """A rendered prompt as LangChain messages."""
    return [_MESSAGES[message.role](content=message.content) for message in rendered]


def able(model: BaseChatModel) -> bool:
    """Whether a model is large enough to put several sentences into words of its own."""
    if not isinstance(model, LlamaChatModel) or model.process.chat_model is None:
        return True
    parameters = _parameters(model.process.chat_model)
    return parameters is None or parameters >= LEAST_PARAMETERS


def writes(model: BaseChatModel, text: str) -> bool:
    """Whether a model can write in the script of a text; a small one often has one language."""
    if able(model) or not isinstance(model, LlamaChatModel) or not script_of(text):
        return True
    characters = "".join(CJK_CHARACTER.findall(text))
    return model.get_num_tokens(characters) <= MOST_TOKENS_A_CHARACTER * len(characters)


@functools.lru_cache(maxsize=8)
def _parameters(path: Path) -> int | None:
    return check_gguf(path).parameters


class LlamaChatModel(BaseChatModel):
    """A GGUF model run by llama.cpp in a child process.

    Every field can be overridden per call (``model.invoke(messages, max_tokens=64)``); ``grammar``
    takes a GBNF grammar with a ``root`` rule, ``json_schema`` a JSON schema, and a call raises
    GrammarError where either cannot be compiled. Lengths in tokens, ``timeout`` in seconds.
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

    def likelihoods(self, messages: Sequence[BaseMessage], texts: Sequence[str]) -> list[float]:
        """For each text the log-probability, in nats, that it is the reply to the messages.

        Of long texts the first hundred tokens count.
        """
        given = [_as_dict(message) for message in messages]
        return self.process.likelihoods(given, texts, self.timeout)

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
                if not usage:  # the model is silent; the reader may want to stop it
                    yield ChatGenerationChunk(message=AIMessageChunk(content=""))
                    continue
                message = AIMessageChunk(
                    content=text,
                    usage_metadata=_usage(usage, told),
                    response_metadata={"finish_reason": usage["finish"]} if not text else {},
                )
                told = usage["completion_tokens"]
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
        usage: dict[str, Any] = {}
        for text, usage in self.process.chat(request, timeout):  # noqa: B007 (the last one counts)
            parts.append(text)
        message = AIMessage(
            content="".join(parts),
            usage_metadata=_usage(usage),
            response_metadata={"finish_reason": usage["finish"]},
        )
        return ChatResult(generations=[ChatGeneration(message=message)])

    def _request(
        self, messages: list[BaseMessage], stop: list[str] | None, options: dict[str, Any]
    ) -> dict[str, Any]:
        surplus = set(options) - CALL_OPTIONS - {"timeout"}
        if surplus:
            raise TypeError(f"unknown options for a call: {', '.join(sorted(surplus))}")
        request: dict[str, Any] = {
            "messages": [_as_dict(message) for message in messages],
            "max_tokens": self.max_tokens,
            "temperature": self.temperature,
            "top_p": self.top_p,
            "repeat_penalty": self.repeat_penalty,
            "seed": self.seed,
            "stop": stop or [],
        }
        request.update({k: v for k, v in options.items() if k in CALL_OPTIONS and v is not None})
        return request


def open_endpoint(settings: Settings) -> BaseChatModel:
    """The chat model at ``settings.base_url``, an OpenAI-compatible endpoint."""
    from langchain_openai import ChatOpenAI
    from pydantic import SecretStr

    if not settings.model:
        raise ModelError(
            f"The endpoint {settings.base_url} needs the name of a model. Pass --model NAME."
        )

    class TimedChatOpenAI(ChatOpenAI):
        """The client's own timeout is for each read; an answer that drips in has one as well."""

        def _stream(self, *args: Any, **kwargs: Any) -> Iterator[ChatGenerationChunk]:
            deadline = time.monotonic() + settings.answer_timeout
            with contextlib.closing(super()._stream(*args, **kwargs)) as chunks:  # type: ignore[type-var]
                for chunk in chunks:
                    yield chunk
                    if time.monotonic() > deadline:
                        raise ModelTimeout(
                            f"{settings.model} at {settings.base_url} did not finish within "
                            f"{settings.answer_timeout:.0f} s. Ask for less, or set "
                            "SURVEY_ASSISTANT_ANSWER_TIMEOUT."
                        )

    return TimedChatOpenAI(
        base_url=settings.base_url,
        model=settings.model,
        api_key=SecretStr(settings.api_key or "none"),
        temperature=0.0,
        timeout=settings.answer_timeout,
        max_retries=1,
        stream_usage=True,
    )


def model_name(model: BaseChatModel) -> str:
    """A readable name of a chat model, for the user and for reports."""
    if isinstance(model, LlamaChatModel):
        return model.process.chat_model.name if model.process.chat_model else "no model"
    for attribute in ("model_name", "model"):
        value = getattr(model, attribute, None)
        if isinstance(value, str):
            return value
    return type(model).__name__


def _as_dict(message: BaseMessage) -> dict[str, str]:
    role = ROLES.get(message.type)
    if role is None:
        raise ModelError(f"A message of type {message.type!r} cannot be given to llama.cpp.")
    return {"role": role, "content": message.text}


def _usage(usage: dict[str, Any], told: int = 0) -> UsageMetadata:
    """Tokens as LangChain adds them up: the prompt with the first chunk, then what is new."""
    prompt = 0 if told else usage["prompt_tokens"]
    completion = usage["completion_tokens"] - told
    return UsageMetadata(
        input_tokens=prompt,
        output_tokens=completion,
        total_tokens=prompt + completion,
        input_token_details=InputTokenDetails(cache_read=0 if told else usage["reused_tokens"]),
    )


@dataclass(frozen=True)
class Piece:
    """A piece of a model's text; ``tokens`` are what it adds to the counts so far."""

    text: str
    prompt_tokens: int = 0
    reused_tokens: int = 0
    completion_tokens: int = 0
    cut: bool = False


def stream_text(
    model: BaseChatModel, messages: list[BaseMessage], max_tokens: int
) -> Generator[Piece, None, None]:
    """The model's text as it comes; ``cut`` when it ends for want of room.

    What a remote model's client raises comes out as a ModelError.
    """
    try:
        for chunk in model.stream(messages, stop=list(STOPS), max_tokens=max_tokens):
            usage = chunk.usage_metadata
            details = usage.get("input_token_details", {}) if usage else {}
            yield Piece(
                chunk.text,
                prompt_tokens=usage["input_tokens"] if usage else 0,
                reused_tokens=details.get("cache_read") or 0,
                completion_tokens=usage["output_tokens"] if usage else 0,
                cut=chunk.response_metadata.get("finish_reason") == "length",
            )
    except AssistantError:
        raise
    except Exception as error:
        if isinstance(model, LlamaChatModel):
            raise
        raise ModelError(
            f"The model did not answer: {type(error).__name__}: {error}. "
            "Check the address, the key and the model's name."
        ) from error


def first_line(model: BaseChatModel, rendered: Sequence[prompts.Message], max_tokens: int) -> str:
    """The first line that the model writes; empty if it is cut off before it ends."""
    text, cut = "", False
    for piece in stream_text(model, to_messages(rendered), max_tokens):
        text += piece.text
        cut = piece.cut
        if "\n" in text.strip():
            cut = False
            break
    line = text.strip().split("\n")[0].strip()
    return "" if cut else line

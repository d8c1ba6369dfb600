"""A chat model behind an OpenAI-compatible address. The only module that knows langchain_openai."""

from __future__ import annotations

import contextlib
import time
from collections.abc import Iterator
from typing import Any

from langchain_core.language_models import BaseChatModel
from langchain_core.outputs import ChatGenerationChunk

from assistant.errors import ModelError, ModelTimeout
from assistant.settings import Settings


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

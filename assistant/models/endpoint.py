"""A chat model behind an OpenAI-compatible address."""

from __future__ import annotations

import threading
import time
from collections.abc import Iterator
from typing import Any, NamedTuple

from langchain_core.callbacks import CallbackManagerForLLMRun
from langchain_core.language_models import BaseChatModel
from langchain_core.language_models.chat_models import generate_from_stream
from langchain_core.messages import AIMessageChunk, BaseMessage, HumanMessage, SystemMessage
from langchain_core.outputs import ChatGenerationChunk, ChatResult
from pydantic import PrivateAttr

from assistant.errors import ModelError, ModelTimeout
from assistant.messages import Message
from assistant.models.capabilities import Capabilities
from assistant.models.openai_client import client
from assistant.models.server_health import MOST_SLOTS, addresses_of, slots_of
from assistant.models.thinking import CLOSE, ThoughtFilter
from assistant.settings import Settings

# Tokens that a reasoning model gets for its thoughts besides those of the answer: what its makers
# let small ones think on easy questions.
THINKING_TOKENS = 4096
NO_KEY = "none"  # what stands for a key where none is needed
NOT_FOUND = 404
TOO_MUCH = 400  # what servers answer that cannot hold as many tokens as were asked for
NOTHING_THERE = (
    "{address} answered that there is nothing (404): {error}. --base-url is the address before "
    "/chat/completions, such as http://127.0.0.1:8000/v1. Check it, and that {model} is the name "
    "of a model there."
)
# What servers answer that do not know a field, or whose chat template knows no system role.
REFUSED = (400, 422, 500)
PROBE = "Answer with the one word yes."
PROBE_SYSTEM = "Be brief."
PROBE_TOKENS = 24


class Manner(NamedTuple):
    """How a server is asked: ``plain`` for no thoughts, with messages in the ``system`` role."""

    plain: bool
    system: bool


MANNERS = (Manner(True, True), Manner(False, True), Manner(True, False), Manner(False, False))


class EndpointChatModel(BaseChatModel):
    """The chat model at an OpenAI-compatible address.

    An address without ``/v1`` that knows nothing is tried with it. Models are asked not to think,
    where the server takes such a request; what it has no system role for stands before the
    question. Before the first answer a word is asked for, which shows that, and whether the model
    thinks all the same: then it gets room for its thoughts. Where that
    word never ends, the first answer is held back until it is known whether it begins with
    thoughts that no tag opens, and from then on all answers of a model whose do. ``timeout`` is for
    a whole answer, in seconds; the client's own is for each read. ``slots`` is how many answers the
    server writes at a time, 0 for as many as it says itself, which is asked with the first word.
    """

    base_url: str
    name_there: str
    api_key: str = NO_KEY
    timeout: float = 180.0
    slots: int = 0
    _slots: int = PrivateAttr(default=1)
    _probing: Any = PrivateAttr(default_factory=threading.Lock)
    _thinks: bool = PrivateAttr(default=False)
    _known: bool = PrivateAttr(default=False)
    _unopened: bool = PrivateAttr(default=False)
    _address: str = PrivateAttr(default="")
    _probed: bool = PrivateAttr(default=False)
    _manners: tuple[Manner, ...] = PrivateAttr(default=MANNERS)

    @property
    def _llm_type(self) -> str:
        return "openai-compatible endpoint"

    @property
    def capabilities(self) -> Capabilities:
        """Its name and its slots; what else it can do is not known from here."""
        return Capabilities(self.name_there, slots=self.slots or self._slots)

    def _stream(
        self,
        messages: list[BaseMessage],
        stop: list[str] | None = None,
        run_manager: CallbackManagerForLLMRun | None = None,
        **kwargs: Any,
    ) -> Iterator[ChatGenerationChunk]:
        deadline = time.monotonic() + self.timeout
        for chunk in self._chunks(messages, stop, kwargs):
            generation = ChatGenerationChunk(message=chunk)
            if run_manager is not None:
                run_manager.on_llm_new_token(chunk.text, chunk=generation)
            yield generation
            if time.monotonic() > deadline:
                raise ModelTimeout(
                    "{model} at {address} did not finish within {seconds} s. Ask for less, or set "
                    "SURVEY_ASSISTANT_ANSWER_TIMEOUT.",
                    model=self.name_there,
                    address=self.base_url,
                    seconds=f"{self.timeout:.0f}",
                )

    def _generate(
        self,
        messages: list[BaseMessage],
        stop: list[str] | None = None,
        run_manager: CallbackManagerForLLMRun | None = None,
        **kwargs: Any,
    ) -> ChatResult:
        return generate_from_stream(self._stream(messages, stop, run_manager, **kwargs))

    def _chunks(
        self, messages: list[BaseMessage], stop: list[str] | None, options: dict[str, Any]
    ) -> Iterator[AIMessageChunk]:
        """The answer's chunks, without thoughts; asked anew, once, for want of room for them.

        Where thoughts were passed on as text, a lone closing tag takes them back.
        """
        with self._probing:
            if not self._probed:
                self._probe()
        hold = self._unopened or not self._known
        thoughts, cut = ThoughtFilter(hold=hold), False
        for chunk in self._asked(messages, stop, options):
            text = thoughts.feed(chunk.text)
            cut = cut or chunk.response_metadata.get("finish_reason") == "length"
            thought = thoughts.thinking or bool(chunk.additional_kwargs.get("thought"))
            self._known = self._known or thought
            self._unopened = self._unopened or thoughts.withdrawn
            late = thoughts.withdrawn and not hold
            # A text that is cut before anything is known may be the beginning of a thought.
            if not self._thinks and (thought or (cut and not self._known)):
                self._thinks = True
                if late:
                    yield AIMessageChunk(content=CLOSE)
                try:
                    yield from self._chunks(messages, stop, options)
                    return
                except Exception as error:
                    if self._known or getattr(error, "status_code", None) != TOO_MUCH:
                        raise
                    # So much room is not there: the text that was cut has to do.
                    self._known, self._thinks = True, False
            yield chunk.model_copy(update={"content": CLOSE + text if late else text})
        rest = thoughts.end()
        if not self._known:
            self._known, self._thinks = True, False
        elif self._unopened and cut and not thoughts.thinking:
            rest = ""
        if rest:
            yield AIMessageChunk(content=rest)

    def _probe(self) -> None:
        """Ask for one word, and see whether thoughts come before it or in its place."""
        self._probed = True
        if not self.slots:
            key = None if self.api_key == NO_KEY else self.api_key
            self._slots = slots_of(self.base_url, key) or 1
        thoughts, thinks, cut = ThoughtFilter(), False, False
        probe = [SystemMessage(PROBE_SYSTEM), HumanMessage(PROBE)]
        for chunk in self._asked(probe, None, {"max_tokens": PROBE_TOKENS}):
            thoughts.feed(chunk.text)
            thinks = thinks or thoughts.thinking or bool(chunk.additional_kwargs.get("thought"))
            cut = cut or chunk.response_metadata.get("finish_reason") == "length"
            self._unopened = self._unopened or thoughts.withdrawn
        self._thinks, self._known = thinks, thinks or not cut

    def _asked(
        self, messages: list[BaseMessage], stop: list[str] | None, options: dict[str, Any]
    ) -> Iterator[AIMessageChunk]:
        """The endpoint's chunks; where the address knows nothing, those of the one with /v1."""
        if self._thinks and options.get("max_tokens"):
            options = {**options, "max_tokens": options["max_tokens"] + THINKING_TOKENS}
        if self._thinks:
            stop = None  # a thought may hold a text that would stop it
        addresses = [self._address] if self._address else addresses_of(self.base_url)
        for address in addresses:
            begun = False
            try:
                for chunk in self._stream_from(address, messages, stop, options):
                    begun, self._address = True, address
                    yield chunk
                return
            except Exception as error:
                if begun or getattr(error, "status_code", None) != NOT_FOUND:
                    raise
                if address == addresses[-1]:
                    raise ModelError(
                        Message(
                            NOTHING_THERE, address=address, model=self.name_there, error=str(error)
                        )
                    ) from error

    def _stream_from(
        self,
        address: str,
        messages: list[BaseMessage],
        stop: list[str] | None,
        options: dict[str, Any],
    ) -> Iterator[AIMessageChunk]:
        """The chunks from one address, asked in the first manner that the server takes."""
        for manner in self._manners:
            model = client(address, self.name_there, self.api_key, self.timeout, plain=manner.plain)
            asked = messages if manner.system else _without_system(messages)
            begun = False
            try:
                for chunk in model.stream(asked, stop=stop, **options):
                    assert isinstance(chunk, AIMessageChunk)
                    begun, self._manners = True, (manner,)
                    yield chunk
                return
            except Exception as error:
                refused = getattr(error, "status_code", None) in REFUSED
                if begun or not refused or manner == self._manners[-1]:
                    raise


def open_endpoint(settings: Settings) -> BaseChatModel:
    """The chat model at ``settings.base_url``, an OpenAI-compatible endpoint."""
    if not settings.base_url or not settings.model:
        raise ModelError(
            "The endpoint {address} needs the name of a model. Pass --model NAME.",
            address=str(settings.base_url),
        )
    return EndpointChatModel(
        base_url=settings.base_url,
        name_there=settings.model,
        api_key=settings.api_key or NO_KEY,
        timeout=settings.answer_timeout,
        slots=min(settings.slots, MOST_SLOTS),
    )


def _without_system(messages: list[BaseMessage]) -> list[BaseMessage]:
    """What is said in the system role goes before the first question."""
    system = [message.text for message in messages if message.type == "system"]
    rest = [message for message in messages if message.type != "system"]
    if not system or not rest:
        return messages
    first = "\n\n".join([*system, rest[0].text])
    return [HumanMessage(first), *rest[1:]]

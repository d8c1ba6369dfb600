"""A chat model's text as it comes, whichever model it is."""

from __future__ import annotations

from collections.abc import Generator, Iterable, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import prompts
from assistant.errors import AssistantError, ModelError
from assistant.models.capabilities import capabilities
from assistant.models.thinking import ThoughtFilter

if TYPE_CHECKING:
    from langchain_core.language_models import BaseChatModel
    from langchain_core.messages import BaseMessage

# What a model begins when it goes on with the prompt's example instead of ending its answer.
STOPS = ("\nQuestion:", "\nText:")


def to_messages(rendered: Sequence[prompts.Message]) -> list[BaseMessage]:
    """A rendered prompt as LangChain messages."""
    from langchain_core.messages import AIMessage, HumanMessage, SystemMessage

    kinds = {"system": SystemMessage, "user": HumanMessage, "assistant": AIMessage}
    return [kinds[message.role](content=message.content) for message in rendered]


@dataclass(frozen=True)
class Piece:
    """A piece of a model's text; ``tokens`` are what it adds to the counts so far.

    ``anew`` says that all before it was thought after all, and the text begins with this piece.
    """

    text: str
    prompt_tokens: int = 0
    reused_tokens: int = 0
    completion_tokens: int = 0
    cut: bool = False
    anew: bool = False


def stream_text(
    model: BaseChatModel,
    messages: list[BaseMessage],
    max_tokens: int,
    *,
    adapted: bool = False,
) -> Generator[Piece, None, None]:
    """The model's text as it comes, without its thoughts; ``cut`` when it ends for want of room.

    ``adapted`` wants the model as it was tuned, of one that was.

    What a remote model's client raises comes out as a ModelError.
    """
    thoughts, cut = ThoughtFilter(), False
    options: dict[str, Any] = {"adapted": True} if adapted else {}
    try:
        for chunk in model.stream(messages, stop=list(STOPS), max_tokens=max_tokens, **options):
            usage = chunk.usage_metadata
            details = usage.get("input_token_details", {}) if usage else {}
            cut = cut or chunk.response_metadata.get("finish_reason") == "length"
            yield Piece(
                thoughts.feed(chunk.text),
                prompt_tokens=usage["input_tokens"] if usage else 0,
                reused_tokens=details.get("cache_read") or 0,
                completion_tokens=usage["output_tokens"] if usage else 0,
                cut=cut,
                anew=thoughts.withdrawn,
            )
        if rest := thoughts.end():
            yield Piece(rest, cut=cut)
    except AssistantError:
        raise
    except Exception as error:
        if capabilities(model).process is not None:
            raise
        raise ModelError(
            "The model did not answer: {kind}: {error}. Check the address, the key and the model's "
            "name.",
            kind=type(error).__name__,
            error=str(error),
        ) from error


def joined(pieces: Iterable[Piece]) -> str:
    """The pieces as one text, without what turned out to be thought."""
    text = ""
    for piece in pieces:
        text = piece.text if piece.anew else text + piece.text
    return text


def first_line(model: BaseChatModel, rendered: Sequence[prompts.Message], max_tokens: int) -> str:
    """The first line that the model writes; empty if it fails, or is cut off before it ends."""
    text, cut = "", False
    try:
        for piece in stream_text(model, to_messages(rendered), max_tokens):
            text = joined([Piece(text), piece])
            cut = piece.cut
            if "\n" in text.strip():
                cut = False
                break
    except ModelError:
        return ""
    line = text.strip().split("\n")[0].strip()
    return "" if cut else line

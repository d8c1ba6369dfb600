"""The text around a model: what stands in a chat template, and where a reply stops."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence

from assistant.models.llama.protocol import ChatMessage

MARK = "\ue000{}\ue001"


class PromptRefused(Exception):
    """The prompt does not fit, or the model's template does not take it."""


def without_system(messages: Sequence[ChatMessage]) -> list[ChatMessage]:
    """For templates that know no system role: its text goes before the first question."""
    system = "\n\n".join(m["content"] for m in messages if m["role"] == "system")
    rest = [message.copy() for message in messages if message["role"] != "system"]
    if rest:
        rest[0]["content"] = f"{system}\n\n{rest[0]['content']}"
    return rest


def fill_marks(rendered: str, contents: list[str]) -> list[tuple[str, bool]]:
    """A rendered template's own pieces (True) and, in place of the marks, what it holds (False)."""
    pieces: list[tuple[str, bool]] = []
    for number, content in enumerate(contents):
        before, found, rendered = rendered.partition(MARK.format(number))
        if not found:
            raise PromptRefused("The model's chat template drops a message.")
        pieces += [(before, True), (content, False)]
    return [(text, special) for text, special in [*pieces, (rendered, True)] if text]


def until_stop(
    pieces: Iterator[str], stops: Sequence[str], stopped: Callable[[], None]
) -> Iterator[str]:
    """Text up to the first stop text; holds back what may be the beginning of one.

    ``stopped`` is called where there was one, before the last piece.
    """
    longest = max((len(stop) for stop in stops), default=0)
    held = ""
    for piece in pieces:
        held += piece
        ends = [position for stop in stops if (position := held.find(stop)) >= 0]
        if ends:
            stopped()
            if head := held[: min(ends)]:
                yield head
            return
        ready = len(held) - longest + 1 if longest else len(held)
        if ready > 0:
            yield held[:ready]
            held = held[ready:]
    if held:
        yield held

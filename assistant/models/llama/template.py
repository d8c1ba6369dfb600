"""The text around a model: what stands in a chat template, and where a reply stops."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from typing import Any, Protocol

from assistant.models.llama.protocol import ChatMessage
from assistant.models.thinking import TAGS

MARK = "\ue000{}\ue001"


class PromptRefused(Exception):
    """The prompt does not fit, or the model's template does not take it."""


class Template(Protocol):
    """A chat template as llama-cpp-python's formatters apply one."""

    def __call__(self, *, messages: list[Any], **variables: Any) -> Any:
        """The prompt of some messages, as ``prompt`` of what comes back."""


def render_prompt(
    template: Template | None, messages: Sequence[ChatMessage]
) -> list[tuple[str, bool]]:
    """Messages as a model reads them: the template's own pieces (True) and what stands in it.

    Without a template they are paragraphs. A template that can ask for thoughts is told not to, and
    what it opens all the same is closed. Raises ``PromptRefused``.
    """
    contents = [message["content"].strip() for message in messages]
    if template is None:
        return [("".join(f"{content}\n\n" for content in contents), False)]
    marked = [
        {"role": message["role"], "content": MARK.format(number)}
        for number, message in enumerate(messages)
    ]
    try:
        rendered: str = template(messages=marked, enable_thinking=False).prompt
        if MARK.format(0) not in rendered:
            raise ValueError("it drops the first message")
    except Exception as error:
        if any(message["role"] == "system" for message in messages):
            return render_prompt(template, without_system(messages))
        raise PromptRefused(
            f"The model's chat template does not take this conversation: {error}"
        ) from error
    return end_thought(fill_marks(rendered, contents))


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


def end_thought(pieces: list[tuple[str, bool]]) -> list[tuple[str, bool]]:
    """A rendered prompt that leaves no thought open: one that its template opens is closed, empty.

    >>> end_thought([("Why?", False), ("<|im_start|>assistant\\n<think>\\n", True)])[-1]
    ('\\n</think>\\n\\n', True)
    """
    end = pieces[-1][0].rstrip() if pieces and pieces[-1][1] else ""
    for opening, closing in TAGS:
        if end.endswith(opening):
            return [*pieces, (f"\n{closing}\n\n", True)]
    return pieces


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

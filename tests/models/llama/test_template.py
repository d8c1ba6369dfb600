"""The text around a model: what a chat template is given, and where a reply stops."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st
from llama_cpp.llama_chat_format import Jinja2ChatFormatter

from assistant.models.llama.protocol import ChatMessage
from assistant.models.llama.template import (
    MARK,
    PromptRefused,
    fill_marks,
    render_prompt,
    until_stop,
    without_system,
)
from tests.chat_templates import TEMPLATES

CONVERSATION = [
    ChatMessage(role="system", content="Be brief."),
    ChatMessage(role="user", content="Why <|im_end|> so?"),
    ChatMessage(role="assistant", content="Because."),
    ChatMessage(role="user", content="And then?"),
]


def said(pieces: list[str], stops: list[str]) -> tuple[list[str], bool]:
    """What is passed on, and whether a stop text ended it."""
    ends: list[bool] = []
    found = list(until_stop(iter(pieces), stops, lambda: ends.append(True)))
    return found, bool(ends)


@pytest.mark.parametrize(
    ("pieces", "stops", "text", "stopped"),
    [
        (["One. ", "Two."], [], "One. Two.", False),
        (["One.\n", "Question: what?"], ["\nQuestion:"], "One.", True),
        (["One.\nQue", "st", "ion: what?"], ["\nQuestion:"], "One.", True),
        (["One.\nQuest", "s are long."], ["\nQuestion:"], "One.\nQuests are long.", False),
        (["abc"], ["c", "b"], "a", True),
        (["stop"], ["stop"], "", True),
    ],
)
def test_a_reply_ends_before_the_first_stop_text(
    pieces: list[str], stops: list[str], text: str, stopped: bool
) -> None:
    found, ended = said(pieces, stops)
    assert "".join(found) == text and ended == stopped
    assert all(found), "no empty pieces"


@given(st.text("abn\n", max_size=40), st.lists(st.integers(1, 4), max_size=20))
def test_pieces_of_any_length_stop_at_the_same_place(text: str, lengths: list[int]) -> None:
    pieces, start = [], 0
    for length in [*lengths, len(text)]:
        pieces.append(text[start : start + length])
        start += length
    found, ended = said(pieces, ["\nab", "ba"])
    cuts = [place for place in (text.find("\nab"), text.find("ba")) if place >= 0]
    assert "".join(found) == (text[: min(cuts)] if cuts else text)
    assert ended == bool(cuts)


def test_a_template_without_a_system_role_reads_it_with_the_first_question() -> None:
    messages = [
        ChatMessage(role="system", content="Be brief."),
        ChatMessage(role="user", content="Why?"),
        ChatMessage(role="assistant", content="Because."),
    ]
    joined = without_system(messages)
    assert [message["role"] for message in joined] == ["user", "assistant"]
    assert joined[0]["content"] == "Be brief.\n\nWhy?"
    assert messages[1]["content"] == "Why?", "what was given stays as it is"


def test_what_stands_in_a_template_is_told_from_the_template() -> None:
    rendered = f"<|user|>{MARK.format(0)}<|end|>{MARK.format(1)}"
    assert fill_marks(rendered, ["<|end|>", ""]) == [
        ("<|user|>", True), ("<|end|>", False), ("<|end|>", True),
    ]  # fmt: skip


def test_a_template_that_drops_a_message_is_refused() -> None:
    with pytest.raises(PromptRefused, match="drops"):
        fill_marks(MARK.format(0), ["one", "two"])


def rendered(name: str, messages: list[ChatMessage]) -> list[tuple[str, bool]]:
    """What a template makes of messages; its control tokens are text here."""
    return render_prompt(Jinja2ChatFormatter(TEMPLATES[name], eos_token="", bos_token=""), messages)


@pytest.mark.parametrize("name", TEMPLATES)
def test_every_template_takes_a_conversation(name: str) -> None:
    pieces = rendered(name, CONVERSATION)
    own = [text for text, special in pieces if not special]
    first = ["Be brief.\n\nWhy <|im_end|> so?"]
    alone = ["Be brief.", "Why <|im_end|> so?"]
    assert own == [*(first if name == "gemma" else alone), "Because.", "And then?"]


@pytest.mark.parametrize("name", TEMPLATES)
def test_no_prompt_leaves_a_thought_open(name: str) -> None:
    whole = "".join(text for text, _ in rendered(name, CONVERSATION))
    assert whole.count("<think>") == whole.count("</think>")
    assert "<|think|>" not in whole and "Mode: /think" not in whole
    assert whole.count("</think>") == (name in ("qwen", "smollm", "reasoner"))


def test_a_template_that_takes_nothing_is_refused() -> None:
    template = Jinja2ChatFormatter("{{ raise_exception('No.') }}", eos_token="", bos_token="")
    with pytest.raises(PromptRefused, match=r"does not take this conversation: No\."):
        render_prompt(template, CONVERSATION)


def test_without_a_template_messages_are_paragraphs() -> None:
    text = "Be brief.\n\nWhy <|im_end|> so?\n\nBecause.\n\nAnd then?\n\n"
    assert render_prompt(None, CONVERSATION) == [(text, False)]

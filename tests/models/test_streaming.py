"""A model's text in pieces: without thoughts, with its counts, and cut only where it was cut."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from langchain_core.language_models import BaseChatModel, GenericFakeChatModel
from langchain_core.messages import AIMessage, HumanMessage, SystemMessage

import prompts
from assistant.models.endpoint import open_endpoint
from assistant.models.streaming import Piece, first_line, joined, stream_text, to_messages
from assistant.settings import Settings
from tests.chat_endpoint import ChatEndpoint

ASKED = [prompts.Message("user", "Say something.")]


def saying(text: str) -> BaseChatModel:
    """A model that streams a text word by word."""
    return GenericFakeChatModel(messages=iter([AIMessage(text)]))


@pytest.fixture
def cut_off() -> Iterator[BaseChatModel]:
    """A model behind an address that has more to say than there is room for."""
    endpoint = ChatEndpoint("one two three four five six seven eight")
    yield open_endpoint(Settings(base_url=endpoint.url, model="stand-in"))
    endpoint.close()


def test_a_rendered_prompt_keeps_its_roles_and_texts() -> None:
    rendered = [prompts.Message(role, f"as {role}") for role in ("system", "user", "assistant")]
    found = to_messages(rendered)
    assert [type(message) for message in found] == [SystemMessage, HumanMessage, AIMessage]
    assert [message.content for message in found] == ["as system", "as user", "as assistant"]


@pytest.mark.parametrize(
    ("text", "left"),
    [
        ("Rivers carry silt.", "Rivers carry silt."),
        ("<think> Hm. </think> Rivers carry silt.", " Rivers carry silt."),
        ("Hm, so. </think> 河流携带泥沙。", " 河流携带泥沙。"),
        ("<think> Hm, so", ""),
    ],
)
def test_thoughts_are_left_out_wherever_they_begin(text: str, left: str) -> None:
    assert joined(stream_text(saying(text), to_messages(ASKED), 20)) == left


def test_a_thought_that_is_closed_late_begins_the_text_anew() -> None:
    pieces = list(stream_text(saying("Hm, so. </think> Yes."), to_messages(ASKED), 20))
    anew = [piece.anew for piece in pieces]
    assert anew.count(True) == 1
    before = pieces[: anew.index(True)]
    assert "".join(piece.text for piece in before).strip() == "Hm, so."
    assert joined(pieces).strip() == "Yes."
    assert joined([]) == "" and joined([Piece("a"), Piece("", anew=True)]) == ""


@pytest.mark.parametrize("text", ["  first  \nsecond", "\n\nfirst\n\n", "first"])
def test_the_first_line_is_the_first_with_text(text: str) -> None:
    assert first_line(saying(text), ASKED, 20) == "first"


def test_a_line_that_is_cut_off_is_none(cut_off: BaseChatModel) -> None:
    """The counts come after the piece that says so. A first answer has room for thoughts."""
    assert first_line(cut_off, ASKED, 20) == "one two three four five six seven eight"
    pieces = list(stream_text(cut_off, to_messages(ASKED), 4))
    assert pieces[-1].cut
    assert first_line(cut_off, ASKED, 4) == ""


def test_counts_add_up_over_the_pieces(cut_off: BaseChatModel) -> None:
    pieces = list(stream_text(cut_off, to_messages(ASKED), 20))
    assert sum(piece.prompt_tokens for piece in pieces) == 50
    assert sum(piece.completion_tokens for piece in pieces) == 9
    assert not any(piece.cut for piece in pieces)

"""Thoughts are taken out of a model's text, wherever its pieces are cut."""

from __future__ import annotations

import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from assistant.models.thinking import ThoughtFilter


def shown(*pieces: str, hold: bool = False) -> str:
    """What is left in the end of what was passed on."""
    thoughts, text = ThoughtFilter(hold=hold), ""
    for piece in pieces:
        more = thoughts.feed(piece)
        text = more if thoughts.withdrawn else text + more
    return text + thoughts.end()


@pytest.mark.parametrize(
    ("text", "left"),
    [
        ("Yes.", "Yes."),
        ("<think>Hm.</think>Yes.", "Yes."),
        ("<think></think>Yes.", "Yes."),
        ("<think>Hm.</think>Yes.<think>Or no?</think> No.", "Yes. No."),
        ("<think>It never ends. Yes.", ""),
        ("a < b and <thin", "a < b and <thin"),
        ("Yes.<think>", "Yes."),
        ("Hm.</think>Yes.", "Yes."),
        ("</think>Yes.", "Yes."),
        ("嗯。</think>\n\n是的。", "\n\n是的。"),
        ("<|channel>thought\nHm.<channel|>Yes.", "Yes."),
        ("<|channel>thought\n<channel|>Yes.", "Yes."),
        ("Hm. <think>Or?</think>Yes.</think> No.", "Hm. Yes. No."),
    ],
)
def test_thoughts_are_taken_out_in_pieces_of_any_length(text: str, left: str) -> None:
    for length in range(1, len(text) + 1):
        pieces = [text[start : start + length] for start in range(0, len(text), length)]
        assert shown(*pieces) == left


@given(st.lists(st.sampled_from(["<think>", "</think>", "<", "think>", "a", "</"]), max_size=12))
def test_cuts_make_no_difference(pieces: list[str]) -> None:
    whole = "".join(pieces)
    assert shown(*pieces) == shown(whole) == shown(*pieces, hold=True)
    assert not re.search("</?think>", shown(whole)) or "<<" in whole or "</<" in whole


def test_what_is_held_back_needs_not_be_taken_back() -> None:
    thoughts = ThoughtFilter(hold=True)
    assert [thoughts.feed(piece) for piece in ("Hm.", " So", "</thi", "nk>Yes", ".")] == [
        "", "", "", "Yes", ".",
    ]  # fmt: skip
    plain = ThoughtFilter(hold=True)
    assert plain.feed("Yes.") == "" and plain.end() == "Yes." and not plain.thinking


def test_it_says_whether_there_was_a_thought() -> None:
    thoughts = ThoughtFilter()
    thoughts.feed("<thi")
    assert not thoughts.thinking
    thoughts.feed("nk>")
    assert thoughts.thinking

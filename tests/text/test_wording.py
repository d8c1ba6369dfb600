"""A text's words: what each list holds, and that it is made once."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from assistant.text.wording import Wording


def test_a_wording_tells_words_names_and_pairs() -> None:
    wording = Wording("We compare GPT-4 with reward models on MMLU.")
    assert wording.words == ("compar", "gpt", "4", "reward", "model", "mmlu")
    assert wording.bag == frozenset(wording.words)
    assert wording.names == {"gpt-4", "mmlu"}
    assert ("reward", "model") in wording.pairs
    assert ("reward", "mmlu") in wording.near_pairs - wording.pairs


def test_words_that_any_paper_uses_are_not_telling() -> None:
    wording = Wording("Which section discusses hacking?")
    assert "section" in wording.bag and "section" not in wording.telling
    assert "hack" in wording.telling


def test_chinese_is_read_in_pairs_of_characters() -> None:
    wording = Wording("什么是强化学习的目的？")
    assert wording.terms == {"强化", "化学", "学习", "目的"}


def test_nothing_has_no_words() -> None:
    empty = Wording()
    assert empty.words == () and not empty.bag and not empty.pairs and not empty.names


def test_a_list_is_made_once() -> None:
    wording = Wording("Rivers carry sand.")
    assert wording.words is wording.words
    assert wording == Wording("Rivers carry sand."), "what was asked for changes no equality"


@given(st.text(max_size=200))
def test_any_text_has_words(text: str) -> None:
    wording = Wording(text)
    assert wording.telling <= wording.bag
    assert wording.pairs <= wording.near_pairs
    assert {word for pair in wording.near_pairs for word in pair} <= wording.bag

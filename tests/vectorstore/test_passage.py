"""A passage is whole sentences, and about so many tokens."""

from __future__ import annotations

import pytest

from tests.vectorstore.test_index import TEXTS, passage
from vectorstore.analyzer import estimate_tokens
from vectorstore.passage import Passage


def test_a_passage_gives_its_sentences() -> None:
    found = passage(3, TEXTS[0])
    assert [found.sentence(span) for span in found.spans] == [
        "Rivers carry sand to the sea.",
        "The sea is wide.",
    ]
    assert found.page == 1
    assert Passage("a", "a", "", "body", "").page is None


@pytest.mark.parametrize(
    "text", ["", "word", "a b c", "x" * 100, "強化学習", "1234567", "a-b_c", "…"]
)
def test_the_estimate_of_tokens_grows_with_the_text(text: str) -> None:
    assert estimate_tokens(text) >= 0
    assert estimate_tokens(f"{text} more 語") > estimate_tokens(text)

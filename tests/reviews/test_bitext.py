"""Abstracts beside their translations, sentence by sentence."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np

from assistant.reviews.bitext import translations

TOPICS = {"water": "水", "sand": "沙", "fish": "鱼", "mills": "磨坊"}


def same_topics(query: str, texts: Sequence[str]) -> np.ndarray:
    """The share of the topics of two texts, in English or in Chinese, that both have."""

    def topics(text: str) -> set[str]:
        return {en for en, zh in TOPICS.items() if en in text.lower() or zh in text}

    wanted = topics(query)
    return np.array([len(wanted & topics(t)) / max(1, len(wanted | topics(t))) for t in texts])


CHINESE = ("河里有水。", "水带走沙，鱼吃沙。", "磨坊在河边。")


def beside(*other: str) -> list[list[str]]:
    return [[other[i] for i in found] for found in translations(CHINESE, other, same_topics)]


def test_each_sentence_has_those_that_say_the_same() -> None:
    english = ("Rivers hold water.", "Water moves sand; fish eat sand.", "Mills stand there.")
    assert beside(*english) == [[text] for text in english]


def test_one_sentence_may_stand_for_two() -> None:
    english = ("Rivers hold water.", "Water moves sand.", "Fish eat sand.", "Mills.")
    assert beside(*english) == [
        ["Rivers hold water."],
        ["Water moves sand.", "Fish eat sand."],
        ["Mills."],
    ]
    merged = ("Rivers hold water.", "Water moves sand, fish eat it, mills stand there.")
    assert beside(*merged) == [["Rivers hold water."], [merged[1]], []]


def test_what_is_in_one_text_only_has_nothing_beside_it() -> None:
    english = ("Rivers hold water.", "Copyright 2020.", "Mills stand there.")
    assert beside(*english) == [["Rivers hold water."], [], ["Mills stand there."]]


def test_a_text_on_something_else_is_no_translation() -> None:
    assert translations(CHINESE, ("Roads are long.", "Mills."), same_topics) == []
    assert translations(CHINESE, [], same_topics) == []
    assert translations([], CHINESE, same_topics) == []

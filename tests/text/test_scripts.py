"""Scripts and languages of texts."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from assistant.text.scripts import (
    has_cjk,
    is_cjk,
    is_english_question,
    join_lines,
    languages,
    question_language,
)


@pytest.mark.parametrize(
    ("character", "expected"),
    [
        ("河", True),
        ("が", True),
        ("カ", True),
        ("。", True),
        ("Ａ", True),
        ("a", False),
        ("é", False),
    ],
)
def test_between_chinese_and_japanese_characters_stands_no_space(
    character: str, expected: bool
) -> None:
    assert is_cjk(character) is expected
    assert has_cjk(f"river {character}") is expected


@pytest.mark.parametrize(
    ("first", "second", "whole"),
    [
        ("Rivers carry", "sand.", "Rivers carry sand."),
        ("河流把沙子", "带到海里。", "河流把沙子带到海里。"),
        ("河流 (river)", "流动", "河流 (river)流动"),
        ("", "sand", "sand"),
        ("sand", "", "sand"),
    ],
)
def test_lines_are_joined_as_the_script_wants(first: str, second: str, whole: str) -> None:
    assert join_lines(first, second) == whole


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("Rivers carry sand to the sea.", ("en",)),
        ("河流把沙子带到海里，水坝把水拦住。", ("zh",)),
        ("川は砂を海まで運び、ダムは水をせき止める。", ("ja",)),
        ("河流把沙子带到海里。 Rivers carry sand to the sea every spring.", ("zh", "en")),
        ("12 + 34", ("en",)),
        ("", ("en",)),
    ],
)
def test_a_text_has_languages_the_main_one_first(text: str, expected: tuple[str, ...]) -> None:
    assert set(languages(text)) == set(expected)
    assert languages(text)[0] in expected


@pytest.mark.parametrize(
    ("question", "language"),
    [
        ("What is RLHF?", "en"),
        ("RLHF 是什么？", "zh"),
        ("RLHFとは何ですか？", "ja"),
        ("对齐", "zh"),
        ("", "en"),
    ],
)
def test_a_question_is_answered_in_its_language(question: str, language: str) -> None:
    assert question_language(question) == language


@given(st.text(max_size=300))
def test_any_text_has_a_language(text: str) -> None:
    assert set(languages(text)) <= {"en", "zh", "ja"} and languages(text)
    assert question_language(text) in ("en", "zh", "ja")


@pytest.mark.parametrize(
    ("question", "english"),
    [
        ("How do rivers carry sand to the sea?", True),
        ("mitochondria energy", True),
        ("Wie tragen Flüsse den Sand ins Meer?", False),
        ("Comment les fleuves portent-ils le sable ?", False),
        ("¿Cómo llevan los ríos la arena al mar?", False),
    ],
)
def test_small_words_tell_english_from_other_languages(question: str, english: bool) -> None:
    assert is_english_question(question) == english

"""Words, numbers, names and flaws of sentences."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from assistant.text.words import (
    content_words,
    flaws,
    inverse_frequency,
    is_entry,
    names,
    negations,
    numbers,
    question_terms,
    stem,
    telling_words,
    width,
    without_markers,
)


def test_forms_of_a_word_have_one_stem() -> None:
    assert len({stem(word) for word in ("align", "aligned", "Aligning", "aligns")}) == 1
    assert stem("河流") == "河流"


def test_numbers_in_words_and_digits_are_the_same() -> None:
    assert content_words("three rivers") == content_words("3 rivers")
    assert numbers("Three of 1,000 rivers") == {"3", "1000"}
    assert numbers("one of them") == set(), "a pronoun as often as a number"
    assert numbers("1 of them") == {"1"}


@pytest.mark.parametrize(
    ("text", "plain"),
    [
        ("Models scale [12].", "Models scale."),
        ("Models scale [1, 2-4], too.", "Models scale, too."),
        ("An array a[i] stays.", "An array a[i] stays."),
        ("In [2021] it began.", "In [2021] it began."),
    ],
)
def test_marks_of_references_go(text: str, plain: str) -> None:
    assert without_markers(text) == plain


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("Tool Learning with Models. Yujia Qin et al. arXiv 2023.", True),
        ("A. Moss. Rivers of the north. Water Research 2019.", True),
        ("Qin et al. (2023) train models to use tools, and test them on three tasks.", False),
        ("Rivers carry sand.", False),
    ],
)
def test_an_entry_of_a_reading_list_is_known(text: str, expected: bool) -> None:
    assert is_entry(text) is expected


def test_names_are_acronyms_and_capitals_inside() -> None:
    assert names("Later, OpenAI trained GPT-4 with RLHF.") == {"openai", "gpt-4", "rlhf"}
    assert names("Rivers carry sand.") == set(), "a first word has a capital anyway"


@pytest.mark.parametrize(
    ("text", "count"),
    [
        ("It does not flood, and never did.", 2),
        ("It floods.", 0),
        ("河流不流动。", 1),
        ("川は流れない。", 1),
        ("The knot is tied.", 0),
    ],
)
def test_negations_are_counted(text: str, count: int) -> None:
    assert negations(text) == count


def test_a_question_asks_for_its_telling_words() -> None:
    assert question_terms("Which section discusses reward hacking?") == ["reward", "hack"]


def test_rare_words_weigh_more() -> None:
    weights = inverse_frequency([["river", "sand"], ["river", "ice"], ["river"]])
    assert weights["ice"] == weights["sand"] > weights["river"] > 0


def test_a_chinese_character_is_as_wide_as_two_letters() -> None:
    assert width("河流") == 4 and width("river") == 5


@pytest.mark.parametrize(
    "text",
    [
        "It shows this for all of the models that we tested there.",
        "As Section 3 tells, the river carries sand to the sea.",
        "The rivers that carry sand to the sea are the following:",
        "Sand.",
        "and so the river carries sand to the sea and further",
    ],
)
def test_what_cannot_stand_alone_has_flaws(text: str) -> None:
    whole = "The river carries gravel and sand to a wide delta at the sea."
    assert flaws(text) > flaws(whole) == 0


@given(st.text(max_size=300))
def test_any_text_has_words_without_an_error(text: str) -> None:
    words = content_words(text)
    assert all(words)
    assert [word for word in words if word in set(telling_words(text))] == telling_words(text)
    assert flaws(text) >= 0 and width(text) >= len(text)

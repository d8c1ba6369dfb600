"""Answers beside gold answers, against values computed by hand."""

from __future__ import annotations

import pytest

from evals.scorers.text import answer_f1, contains, rouge, says_yes_or_no, token_f1, tokens
from evals.task import Output, Sample


def test_token_f1_is_squads() -> None:
    # 2 shared of 3 and 4 words: 2 * 2 / 7
    assert token_f1("The cat sat down", "a cat sat on mats") == pytest.approx(4 / 7)
    assert token_f1("anything", "other") == 0.0
    assert token_f1("", "other") == 0.0


def test_token_f1_counts_repeats_once_for_each_time() -> None:
    assert token_f1("yes yes yes", "yes") == pytest.approx(0.5)


def test_chinese_and_japanese_count_by_character() -> None:
    assert tokens("RLHFの強化学習。") == ["rlhf", "の", "強", "化", "学", "習"]
    assert token_f1("強化学習", "学習") == pytest.approx(2 / 3)


def test_a_text_holds_a_sentence_despite_markup() -> None:
    assert contains("Before. **Reward models** are trained. After.", "Reward models are trained.")
    assert not contains("Reward models are not built here.", "Reward models are trained.")


def test_a_long_text_with_the_same_words_does_not_hold_a_sentence() -> None:
    scattered = "models of many kinds; reward comes later; some were trained; they are here " * 2
    assert not contains(scattered, "Reward models are trained here.")


@pytest.mark.parametrize(
    ("text", "said"),
    [("Yes, they do.", "yes"), ("No.", "no"), ("None of them.", ""), ("", "")],
)
def test_yes_or_no(text: str, said: str) -> None:
    assert says_yes_or_no(text) == said


def test_answer_f1_takes_the_best_gold_answer() -> None:
    sample = Sample("s", "q", targets=("blue", "red ball"))
    score = answer_f1().score(sample, Output(text="red ball"))
    assert score is not None and score.values == (1.0,)


def test_rouge_of_the_same_text_is_one() -> None:
    assert rouge("reward models help", "reward models help")["rougeL"] == pytest.approx(1.0)
    assert rouge("a b", "c d")["rouge1"] == 0.0

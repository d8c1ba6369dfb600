"""Measures of the evals against values computed by hand."""

from __future__ import annotations

import numpy as np
import pytest

from evals.scorers import scorers
from evals.task import QUOTED, Output, Sample, Statement


def test_token_f1_is_squads() -> None:
    # 2 shared of 3 and 4 words: 2 * 2 / 7
    assert scorers.token_f1("The cat sat down", "a cat sat on mats") == pytest.approx(4 / 7)
    assert scorers.token_f1("anything", "other") == 0.0
    assert scorers.token_f1("", "other") == 0.0


def test_token_f1_counts_repeats_once_for_each_time() -> None:
    assert scorers.token_f1("yes yes yes", "yes") == pytest.approx(0.5)


def test_chinese_and_japanese_count_by_character() -> None:
    assert scorers.tokens("RLHFの強化学習。") == ["rlhf", "の", "強", "化", "学", "習"]
    assert scorers.token_f1("強化学習", "学習") == pytest.approx(2 / 3)


def test_word_share_counts_different_words() -> None:
    assert scorers.word_share("red red ball game", ["a Red one", "the GAME."]) == pytest.approx(
        2 / 3
    )
    assert scorers.word_share("", ["x"]) == 0.0


def test_a_text_holds_a_sentence_despite_markup() -> None:
    assert scorers.holds(
        "Before. **Reward models** are trained. After.", "Reward models are trained."
    )
    assert not scorers.holds("Reward models are not built here.", "Reward models are trained.")


def test_a_long_text_with_the_same_words_does_not_hold_a_sentence() -> None:
    scattered = "models of many kinds; reward comes later; some were trained; they are here " * 2
    assert not scorers.holds(scattered, "Reward models are trained here.")


@pytest.mark.parametrize(
    ("text", "said"),
    [("Yes, they do.", "yes"), ("No.", "no"), ("None of them.", ""), ("", "")],
)
def test_yes_or_no(text: str, said: str) -> None:
    assert scorers.says_yes_or_no(text) == said


def test_a_declining_text_is_known() -> None:
    assert scorers.says_unknown("I don't know the answer.")
    assert scorers.says_unknown("That is not mentioned in the text.")
    assert not scorers.says_unknown("The model does not know negation.")


def test_abstention_figures() -> None:
    # should abstain: 3; did: 3; both: 2
    values = np.array([[1, 1], [1, 1], [1, 0], [0, 1], [0, 0], [0, 0]], dtype=float)
    assert scorers.abstention_precision(values) == pytest.approx(2 / 3)
    assert scorers.abstention_recall(values) == pytest.approx(2 / 3)
    assert scorers.abstention_f1(values) == pytest.approx(2 / 3)
    assert scorers.abstention_f1(np.array([[1.0, 0.0], [0.0, 0.0]])) == 0.0


def test_balanced_accuracy_weighs_both_classes_alike() -> None:
    values = np.array([[1, 1], [0, 0], [0, 1], [0, 1], [0, 1]], dtype=float)
    assert scorers.balanced_accuracy(values) == pytest.approx((1 + 0.25) / 2)


def test_area_under_curve() -> None:
    values = np.array([[1, 0.9], [1, 0.4], [0, 0.4], [0, 0.1]])
    # of four pairs three are in order and one is a tie
    assert scorers.area_under_curve(values) == pytest.approx(3.5 / 4)
    assert np.isnan(scorers.area_under_curve(values[:2]))


def test_best_threshold_separates() -> None:
    values = np.array([[0, 0.1], [0, 0.2], [1, 0.6], [1, 0.9]])
    assert scorers.best_threshold(values) == pytest.approx(0.4)


def test_ranking_values() -> None:
    assert scorers.ranking_value("recall", 2, ["a", "b", "c"], ["b", "c"]) == pytest.approx(0.5)
    # one relevant id at rank 2: 1 / log2(3)
    assert scorers.ranking_value("nDCG", 10, ["a", "b"], ["b"]) == pytest.approx(1 / np.log2(3))
    assert scorers.ranking_value("nDCG", 10, [], ["b"]) == 0.0


def test_evidence_recall_looks_at_the_first_texts_only() -> None:
    sample = Sample("s", "q", evidence=("One is here now.", "Two is there then."))
    output = Output(texts=("x One is here now. y", "z", "Two is there then."))
    score = scorers.evidence_recall(1).score(sample, output)
    assert score is not None and score.values == (0.5,)
    score = scorers.evidence_recall(5).score(sample, output)
    assert score is not None and score.values == (1.0,)


def test_citation_precision_and_recall() -> None:
    gold = ("Reward models are trained on preferences.", "PPO needs four models in memory.")
    sample = Sample("s", "q", evidence=gold)
    output = Output(
        statements=(
            Statement("right", "supported", quotes=(gold[0],)),
            Statement("wrong place", "supported", quotes=("Something else was said there.",)),
            Statement("not shown", "unsupported", quotes=(gold[1],)),
        )
    )
    precision = scorers.citation_precision().score(sample, output)
    recall = scorers.citation_recall().score(sample, output)
    assert precision is not None and precision.values == (0.5,)
    assert recall is not None and recall.values == (0.5,)


def test_an_abstention_cites_nothing_and_answers_nothing() -> None:
    sample = Sample("s", "q", targets=("x",), evidence=("Something was said.",))
    output = Output(text="x", abstained=True)
    f1, recall = scorers.answer_f1(), scorers.citation_recall()
    assert f1.score(sample, output).values == (0.0,)  # type: ignore[union-attr]
    assert recall.score(sample, output).values == (0.0,)  # type: ignore[union-attr]
    assert scorers.citation_precision().score(sample, output) is None


def test_answer_f1_takes_the_best_gold_answer() -> None:
    sample = Sample("s", "q", targets=("blue", "red ball"))
    score = scorers.answer_f1().score(sample, Output(text="red ball"))
    assert score is not None and score.values == (1.0,)


def test_on_a_kind_and_on_all_others() -> None:
    plain, special = Sample("a", "q", targets=("x",)), Sample("b", "q", ("x",), kinds=("yesno",))
    scorer = scorers.on("-yesno", scorers.answer_f1())
    assert scorer.score(plain, Output("x")) is not None
    assert scorer.score(special, Output("x")) is None


def test_rouge_of_the_same_text_is_one() -> None:
    assert scorers.rouge("reward models help", "reward models help")["rougeL"] == pytest.approx(1.0)
    assert scorers.rouge("a b", "c d")["rouge1"] == 0.0


def test_the_share_of_supported_claims_is_of_what_the_model_wrote() -> None:
    written = (Statement("One.", "supported"), Statement("Two.", "partly", "only part of it"))
    quotation = Statement("Three.", "supported", QUOTED)
    share = scorers.supported_share()
    sample = Sample("s", "q")
    assert share.score(sample, Output(statements=(*written, quotation))).values == (0.5,)  # type: ignore[union-attr]
    assert share.score(sample, Output(statements=(quotation,))) is None

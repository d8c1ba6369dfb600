"""What the heads make of outputs."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest

from assistant.models.heads import (
    LONGEST_SPAN,
    NEVER,
    Calibration,
    Head,
    Heads,
    best_span,
    overlaps,
)
from assistant.models.tokens.encoding import Encoded

# Two numbers a token; the sentence head reads the first, the span head both.
ROW = np.array([[1.0, 0.0]], np.float32)
HEADS = Heads(
    none=Head(ROW, np.array([0.5], np.float32)),
    verdict=Head(np.array([[1, 0], [0, 1], [0, 0]], np.float32), np.zeros(3, np.float32)),
    sentence=Head(ROW, np.zeros(1, np.float32)),
    span=Head(np.eye(2, dtype=np.float32), np.zeros(2, np.float32)),
    calibration=Calibration(temperature=2.0, scale_with_words=2.0, shift_with_words=-1.0),
)
# <s> question </s>, two tokens of sentence 0, one of sentence 2, </s>.
TEXT = Encoded(
    (0, 9, 2, 5, 6, 7, 2), (-1, -1, -1, 0, 0, 2, -1), (0, 0, 0, 0, 4, 0, 0), (0, 0, 0, 3, 9, 5, 0)
)
OUTPUTS = np.array([[1, 0.5], [9, 9], [9, 9], [3, 0], [1, 4], [-1, 1], [9, 9]], np.float32)


def test_a_sentence_is_the_mean_of_its_tokens() -> None:
    first, unread, last = HEADS.sentence_scores(OUTPUTS, TEXT, 3)
    assert (first.logit, last.logit, unread.logit) == (2.0, -1.0, NEVER)
    assert HEADS.none_logit(OUTPUTS) == 1.5
    assert first.probability == pytest.approx(0.5), "twice what it is above no answer, less one"
    assert last.probability < 0.01 and unread.probability == 0.0


def test_the_words_that_answer_are_within_a_sentence() -> None:
    first, _, last = HEADS.sentence_scores(OUTPUTS, TEXT, 3)
    assert (first.start, first.end, first.span_score) == (0, 9, 3 + 4 - 1.5)
    assert (last.start, last.end, last.span_score) == (0, 5, -1 + 1 - 1.5)


def test_verdicts_are_softened_by_the_temperature() -> None:
    shares = HEADS.verdict_probabilities(OUTPUTS)
    odds = np.exp([0.5, 0.25, 0.0])
    assert shares == pytest.approx(odds / odds.sum())


def test_a_span_ends_after_its_start_and_is_not_long() -> None:
    assert best_span(np.array([[0.0, 9.0], [5.0, 1.0], [0.0, 2.0]])) == (0, 0, 9.0)
    assert best_span(np.array([[0.0, 3.0], [5.0, 1.0], [0.0, 2.0]])) == (1, 2, 7.0)
    far = np.zeros((LONGEST_SPAN + 5, 2))
    far[0, 0] = far[-1, 1] = 9.0
    first, last, score = best_span(far)
    assert last - first < LONGEST_SPAN and score == 9.0


def test_a_sentence_with_the_rare_pieces_of_the_question_overlaps_most() -> None:
    ids = (0, 9, 8, 2, 9, 5, 9, 8, 9, 2)
    text = Encoded(ids, (-1, -1, -1, -1, 0, 0, 1, 1, 2, -1), (0,) * 10, (0,) * 10)
    common, rare, alike, last = overlaps(text, 4)
    assert rare == pytest.approx(1.0)
    assert 0 < common == alike < 0.5
    assert last == 0.0, "it was cut off"


def test_words_count_beside_what_the_head_says() -> None:
    text = replace(TEXT, ids=(0, 5, 2, 5, 6, 7, 2))
    fit = Calibration(scale=2.0, shift=-1.0, scale_with_words=1.0, overlap=3.0, shift_with_words=-2)
    first, *_ = replace(HEADS, calibration=fit).sentence_scores(OUTPUTS, text, 3)
    assert first.logit == 2.0
    assert first.log_odds == pytest.approx(2.0 * 0.5 - 1.0)
    assert first.probability == pytest.approx(1 / (1 + np.exp(-(0.5 + 3.0 - 2.0))))

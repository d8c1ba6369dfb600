"""Logits become probabilities that mean what they say."""

from __future__ import annotations

import numpy as np
import pytest

from evals.training.calibrate import calibration, logistic, temperature


def draws(count: int = 4000) -> tuple[np.ndarray, np.ndarray]:
    chance = np.random.default_rng(3)
    scores = chance.normal(0, 2, count)
    right = chance.random(count) < 1 / (1 + np.exp(-(0.7 * scores - 0.4)))
    return scores, right.astype(float)


def test_a_logistic_regression_finds_the_odds_it_was_drawn_from() -> None:
    scores, right = draws()
    scale, shift = logistic(scores[:, None], right)
    assert scale == pytest.approx(0.7, abs=0.08)
    assert shift == pytest.approx(-0.4, abs=0.1)


def test_logits_that_are_too_sure_are_cooled_by_as_much() -> None:
    chance = np.random.default_rng(5)
    logits = chance.normal(0, 1.5, (4000, 3))
    odds = np.exp(logits)
    shares = odds / odds.sum(1, keepdims=True)
    labels = np.array([chance.choice(3, p=share) for share in shares])
    assert temperature(logits, labels) == pytest.approx(1.0, abs=0.1)
    assert temperature(logits * 3, labels) == pytest.approx(3.0, abs=0.3)


def test_both_are_one_calibration() -> None:
    scores, right = draws()
    shared = np.random.default_rng(7).random(len(scores))
    found = calibration(
        scores, shared, right, np.array([[2.0, 0, 0], [0, 2.0, 0]]), np.array([0, 1])
    )
    assert found.scale == pytest.approx(0.7, abs=0.08)
    assert found.scale_with_words == pytest.approx(found.scale, abs=0.05)
    assert found.overlap == pytest.approx(0.0, abs=0.4), "right has nothing to do with it"
    assert found.temperature < 1

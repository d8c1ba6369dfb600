"""Figures over truths and decisions, against values computed by hand."""

from __future__ import annotations

import numpy as np
import pytest

from evals.scorers import classification


def test_abstention_figures() -> None:
    # should abstain: 3; did: 3; both: 2
    values = np.array([[1, 1], [1, 1], [1, 0], [0, 1], [0, 0], [0, 0]], dtype=float)
    assert classification.precision(values) == pytest.approx(2 / 3)
    assert classification.recall(values) == pytest.approx(2 / 3)
    assert classification.f1(values) == pytest.approx(2 / 3)
    assert classification.f1(np.array([[1.0, 0.0], [0.0, 0.0]])) == 0.0


def test_balanced_accuracy_weighs_both_classes_alike() -> None:
    values = np.array([[1, 1], [0, 0], [0, 1], [0, 1], [0, 1]], dtype=float)
    assert classification.balanced_accuracy(values) == pytest.approx((1 + 0.25) / 2)


def test_area_under_curve() -> None:
    values = np.array([[1, 0.9], [1, 0.4], [0, 0.4], [0, 0.1]])
    # of four pairs three are in order and one is a tie
    assert classification.area_under_curve(values) == pytest.approx(3.5 / 4)
    assert np.isnan(classification.area_under_curve(values[:2]))


def test_best_threshold_separates() -> None:
    values = np.array([[0, 0.1], [0, 0.2], [1, 0.6], [1, 0.9]])
    assert classification.best_threshold(values) == pytest.approx(0.4)

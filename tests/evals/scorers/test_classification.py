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


def test_accuracy_counts_any_number_of_classes() -> None:
    assert classification.accuracy(np.array([[0, 0], [1, 2], [2, 2], [1, 1]])) == 0.75


def test_recall_at_precision_passes_as_many_as_stay_precise() -> None:
    values = np.array([[1, 0.9], [0, 0.8], [1, 0.7], [1, 0.6], [1, 0.5], [0, 0.1]])
    # From 0.5 on four of five are right; at 0.9 one of one.
    assert classification.recall_at_precision(0.8)(values) == 1.0
    assert classification.recall_at_precision(0.9)(values) == 0.25
    assert classification.recall_at_precision(0.9)(values[1:]) == 0.0
    assert np.isnan(classification.recall_at_precision(0.9)(values[1:2]))


def test_equal_scores_pass_together() -> None:
    values = np.array([[1, 0.5], [0, 0.5]])
    assert classification.recall_at_precision(0.9)(values) == 0.0
    assert classification.recall_at_precision(0.5)(values) == 1.0


def test_best_balanced_accuracy() -> None:
    values = np.array([[1, 0.9], [1, 0.4], [0, 0.6], [0, 0.1]])
    assert classification.best_balanced_accuracy(values) == pytest.approx(0.75)
    assert classification.best_balanced_accuracy(values * [1, -1]) == 0.5
    assert np.isnan(classification.best_balanced_accuracy(values[:2]))

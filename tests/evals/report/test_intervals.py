"""Standard errors and bootstrap intervals, against values computed by hand."""

from __future__ import annotations

import numpy as np
import pytest

from evals.report import intervals
from evals.scorers.classification import area_under_curve, f1


def test_standard_error_of_a_mean_and_of_a_pooled_figure() -> None:
    values = np.array([[0.0], [1.0], [0.0], [1.0]])
    assert intervals.standard_error(values) == pytest.approx(np.sqrt(1 / 3) / 2)
    assert np.isnan(intervals.standard_error(values[:1]))
    rows = np.array([[1, 1], [1, 0], [0, 1], [0, 0]] * 25, dtype=float)
    assert 0.03 < intervals.standard_error(rows, f1) < 0.08


def test_a_figure_of_one_class_alone_has_no_error() -> None:
    rows = np.array([[1.0, 0.2], [1.0, 0.4]])
    assert np.isnan(intervals.standard_error(rows, area_under_curve))
    assert np.isnan(intervals.interval(rows, area_under_curve)).all()


def test_a_paired_interval_is_narrower_than_its_parts() -> None:
    base = np.linspace(0, 1, 50)[:, None]
    value, low, high = intervals.paired_interval(base + 0.1, base)
    assert value == pytest.approx(0.1)
    assert (low, high) == (pytest.approx(0.1), pytest.approx(0.1))
    alone = intervals.interval(base)
    assert alone[1] - alone[0] > 0.1


def test_the_same_figures_come_out_every_time() -> None:
    values = np.random.default_rng(3).random((40, 1))
    assert intervals.interval(values) == intervals.interval(values)
    low, high = intervals.interval(values)
    assert low < values.mean() < high

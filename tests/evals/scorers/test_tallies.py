"""Counts that are pooled: right of wanted, right of given."""

from __future__ import annotations

import numpy as np
import pytest

from evals.scorers.tallies import precision, ratio, recall
from evals.task import Output, Sample, Tally

SAMPLE = Sample("s", "q")


def test_recall_and_precision_of_a_count() -> None:
    output = Output(tallies=(Tally("headings", 3, 4, 6, ("missed: A", "false: B")),))
    found = recall("headings").score(SAMPLE, output)
    assert found is not None and found.values == (3.0, 4.0)
    assert found.explanation == "missed: A; false: B"
    found = precision("headings", "headings precision").score(SAMPLE, output)
    assert found is not None and found.values == (3.0, 6.0)


def test_precision_is_of_what_was_wanted_where_no_other_number_was_given() -> None:
    found = precision("title", "p").score(SAMPLE, Output(tallies=(Tally("title", 1, 2),)))
    assert found is not None and found.values == (1.0, 2.0)


def test_a_count_of_nothing_gives_no_score() -> None:
    assert recall("year").score(SAMPLE, Output(tallies=(Tally("year", 0, 0),))) is None
    assert recall("year").score(SAMPLE, Output()) is None


def test_counts_are_pooled_and_not_averaged() -> None:
    # (1 + 1) of (1 + 9); the mean of the shares would be 0.56
    assert ratio(np.array([[1.0, 1.0], [1.0, 9.0]])) == pytest.approx(0.2)

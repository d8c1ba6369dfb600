"""How near other questions come to the protocol's."""

from __future__ import annotations

import numpy as np

from assistant.answers.own_facts import ASKED
from evals.calibration.own_facts import nearest, report


def test_the_nearest_are_shown_first_and_those_that_reach_the_threshold_are_counted() -> None:
    cosines = nearest(np.eye(2), np.array([[0.6, 0.8], [0.0, 0.9]]))
    assert cosines.tolist() == [0.6, 0.9]
    told = report(["What is sand?", "Which databases?"], cosines - 0.05).splitlines()
    assert told == ["0.85 Which databases?", "0.55 What is sand?", f"1 of 2 reach {ASKED}"]

"""What is taken off for many surveys: as much as refuses no more than may be."""

from __future__ import annotations

from math import log

import numpy as np

from assistant.answers.abstention import CROWD, THRESHOLD
from evals.calibration.crowding import Asked, fit, report, shares

LEAST = log(THRESHOLD / (1 - THRESHOLD))


def crowded() -> list[Asked]:
    """Words found by chance raise the odds of both as the logarithm of how many are asked."""
    chance = np.random.default_rng(3)
    return [
        Asked(LEAST + 1.5 * answerable - 0.7 + 0.5 * log(count) + 0.4 * noise, count, answerable)
        for count in (4, 12, 36)
        for answerable in (True, False)
        for noise in chance.standard_normal(200)
    ]


def test_what_chance_adds_is_taken_off() -> None:
    asked = crowded()
    crowd = fit(asked)
    assert 0.4 < crowd < 0.8
    refused, declined = shares(asked, crowd)
    assert refused <= 0.08 < 0.8 < declined
    assert declined > 4 * shares(asked, 0.0)[1]


def test_the_report_has_a_line_for_each_number_of_surveys() -> None:
    lines = report(crowded(), CROWD).splitlines()
    assert [line.split(":")[0] for line in lines] == ["4 surveys", "12 surveys", "36 surveys"]

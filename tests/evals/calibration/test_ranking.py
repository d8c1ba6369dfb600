"""The regression that weighs what speaks for a sentence."""

from __future__ import annotations

import numpy as np

from evals.calibration.ranking import Listed, first_overlaps, fit, report


def lists(count: int = 60) -> list[Listed]:
    """Sentences whose overlap follows the first feature, not the second."""
    chance = np.random.default_rng(1)
    found = []
    for number in range(count):
        features = chance.normal(0, 1, (8, 2))
        overlaps = 1 / (1 + np.exp(-2 * features[:, 0]))
        found.append(Listed(f"paper {number % 9}", features, overlaps))
    return found


def test_what_tells_gets_weight_and_what_does_not_gets_little() -> None:
    weights = fit(lists(), [0, 1])
    assert weights[0] > 0.5
    assert abs(weights[1]) < 0.2


def test_the_first_sentence_is_better_with_what_tells() -> None:
    made = lists()
    assert first_overlaps(made, [0]).mean() > first_overlaps(made, [1]).mean() + 0.2


def test_the_report_names_each_feature_with_its_weight() -> None:
    text = report(lists(), ["tells", "does not"])
    assert '"tells":' in text
    assert "60 questions" in text
    assert "does not: alone" in text

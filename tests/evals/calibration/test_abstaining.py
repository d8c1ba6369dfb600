"""Weights of declining: what tells is weighed, and as many are refused as may be."""

from __future__ import annotations

from math import exp

import numpy as np

from assistant.answers.abstention import THRESHOLD
from assistant.answers.features import Features
from assistant.answers.retrieval import Retrieved
from evals.calibration.abstaining import REFUSED, Example, fit

RANDOM = np.random.default_rng(7)


def example(number: int) -> Example:
    """The similarity tells whether there is an answer, mostly; the rarity tells nothing."""
    answerable = number % 2 == 0
    similarity = 0.4 + 0.1 * answerable + 0.05 * RANDOM.standard_normal()
    features = Features(similarity=similarity, rarity=RANDOM.random())
    return Example(Retrieved((), features), answerable, f"paper-{number // 10}")


def test_what_tells_is_weighed_and_the_threshold_refuses_as_many_as_it_may() -> None:
    examples = [example(number) for number in range(400)]
    found = fit(examples, ["similarity", "rarity"])
    assert found.weights["similarity"] > 10 > abs(found.weights["rarity"])
    assert 0.85 < found.auc < 0.99 and 0.4 < found.declined < 0.9

    def confidence(item: Example) -> float:
        features = item.found.features
        total = sum(weight * getattr(features, name) for name, weight in found.weights.items())
        return 1 / (1 + exp(-total - found.intercept))

    refused = [confidence(item) < THRESHOLD for item in examples if item.answerable]
    assert abs(np.mean(refused) - REFUSED) < 0.04


def test_a_feature_that_never_varies_does_no_harm() -> None:
    examples = [example(number) for number in range(100)]
    found = fit(examples, ["similarity", "names"])
    assert np.isfinite(found.weights["names"]) and found.weights["similarity"] > 10

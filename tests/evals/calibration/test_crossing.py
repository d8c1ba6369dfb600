"""The weights that rank sentences across languages."""

from __future__ import annotations

import numpy as np
import pytest

from assistant.answers.quotation import FLAW_COST
from evals.calibration.crossing import NAMES, weights
from evals.calibration.ranking import Listed


def test_weights_are_put_to_the_cost_of_a_flaw() -> None:
    chance = np.random.default_rng(2)
    lists = []
    for number in range(80):
        features = chance.normal(0, 1, (6, len(NAMES)))
        right = np.zeros(6)
        right[int((features @ [1.0, 3.0, 0.5, 1.0]).argmax())] = 1.0
        lists.append(Listed(f"fact {number}", features, right))
    found = weights(lists)
    assert found["flaws"] == pytest.approx(FLAW_COST)
    assert found["alone"] > found["in_context"] > found["answers"] > 0

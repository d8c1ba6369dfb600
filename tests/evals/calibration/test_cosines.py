"""Fixed cosines with another embedder: the one that the same share of pairs reaches."""

from __future__ import annotations

import numpy as np

from assistant.demo import demo_sources
from evals.calibration.cosines import equivalent, sentences


def test_the_same_share_of_pairs_reaches_it() -> None:
    before = np.linspace(0, 1, 1001)
    share, other = equivalent(0.75, before, before / 2)
    assert share == np.mean(before >= 0.75)
    assert abs(other - 0.375) < 0.001


def test_the_sentences_of_a_digest_are_read() -> None:
    found = sentences(next(iter(demo_sources())))
    assert len(found) > 50
    assert any(text.startswith("Scalable oversight gathers") for text in found)

"""Measures of retrieval, against values computed by hand."""

from __future__ import annotations

import numpy as np
import pytest

from evals.scorers.retrieval import evidence_recall, ranking_value, word_share
from evals.task import Output, Sample


def test_word_share_counts_different_words() -> None:
    assert word_share("red red ball game", ["a Red one", "the GAME."]) == pytest.approx(2 / 3)
    assert word_share("", ["x"]) == 0.0


def test_ranking_values() -> None:
    assert ranking_value("recall", 2, ["a", "b", "c"], ["b", "c"]) == pytest.approx(0.5)
    # one relevant id at rank 2: 1 / log2(3)
    assert ranking_value("nDCG", 10, ["a", "b"], ["b"]) == pytest.approx(1 / np.log2(3))
    assert ranking_value("nDCG", 10, [], ["b"]) == 0.0


def test_evidence_recall_looks_at_the_first_texts_only() -> None:
    sample = Sample("s", "q", evidence=("One is here now.", "Two is there then."))
    output = Output(texts=("x One is here now. y", "z", "Two is there then."))
    score = evidence_recall(1).score(sample, output)
    assert score is not None and score.values == (0.5,)
    score = evidence_recall(5).score(sample, output)
    assert score is not None and score.values == (1.0,)

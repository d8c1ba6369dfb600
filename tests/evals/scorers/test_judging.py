"""Measures of a judge on training records, against figures counted by hand."""

from __future__ import annotations

import numpy as np
import pytest

from evals.scorers.judging import (
    answers_measures,
    pool_values,
    rank_answers,
    support_measures,
    verify_claims,
)
from evals.solvers.judges import Ranking, WordOverlap
from evals.training.records import AnswersRecord, Label, Span, SupportRecord

PASSAGE = ("Rivers carry silt.", "Bees nest in stems.")
ANSWERED = AnswersRecord("a", "Where do bees nest?", PASSAGE, (Span(1, 13, "stems"),), "en", "bees")
UNANSWERED = AnswersRecord("b", "Who reads?", PASSAGE, (), "en", "bees")


def _claim(key: str, label: Label) -> SupportRecord:
    return SupportRecord(key, "Bees nest in stems.", PASSAGE, label, "en", "bees")


def test_only_answered_records_have_a_right_sentence() -> None:
    first, answerable = answers_measures()
    rankings = [Ranking((0.0, 2.0), 1.0), Ranking((0.5, 0.0), 1.0)]
    values = pool_values(first, [ANSWERED, UNANSWERED], rankings)
    assert values is not None and values.tolist() == [[1.0]]
    assert pool_values(first, [UNANSWERED], rankings[1:]) is None
    both = pool_values(answerable, [ANSWERED, UNANSWERED], rankings)
    assert both is not None and both.tolist() == [[1.0, 1.0], [0.0, -0.5]]
    assert answerable.pool(both) == 1.0


def test_support_is_a_score_and_a_class() -> None:
    records = [_claim("a", "supported"), _claim("b", "refuted"), _claim("c", "neither")]
    shares = [np.array([0.8, 0.1, 0.1]), np.array([0.1, 0.7, 0.2]), np.array([0.1, 0.6, 0.3])]
    figures = {}
    for measure in support_measures():
        values = pool_values(measure, records, shares)
        assert values is not None
        figures[measure.name] = measure.pool(values)
    assert list(figures.values()) == pytest.approx([1.0, 1.0, 1.0, 1.0, 2 / 3])
    assert [measure.classes for measure in support_measures()] == [False] * 4 + [True]


def test_records_are_judged_in_their_order_and_progress_is_told() -> None:
    told: list[tuple[int, int]] = []
    rankings = rank_answers(WordOverlap(), [ANSWERED, UNANSWERED], lambda *n: told.append(n))
    assert [ranking.best for ranking in rankings] == [1, 0]
    assert told == [(1, 2), (2, 2)]
    claims = [_claim(str(number), "supported") for number in range(40)]
    found = verify_claims(WordOverlap(), claims, lambda *n: told.append(n))
    assert len(found) == 40 and told[2:] == [(32, 40), (40, 40)]

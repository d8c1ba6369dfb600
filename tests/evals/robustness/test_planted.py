"""Sentences that are planted for the evidence model are counted where they come first."""

from __future__ import annotations

from evals.robustness.planted import ATTACKS, attack_shares, table
from evals.solvers.judges import WordOverlap
from evals.training.records import AnswersRecord, Span

RECORD = AnswersRecord(
    id="r1",
    question="How long is the Amber river?",
    passage=("It rises in the north.", "This river is 310 km long."),
    answers=(Span(1, 14, "310 km"),),
    lang="en",
    source="made",
)


def test_what_repeats_the_question_fools_a_matcher_of_words() -> None:
    found = {
        name: (share, left_out) for name, share, left_out in attack_shares([RECORD], WordOverlap())
    }
    assert set(found) == set(ATTACKS) and len(ATTACKS) == 10
    assert found["stuffed words"][0] == 1.0
    assert found["any number"][0] == found["a boast"][0] == 0.0


def test_the_table_has_a_row_for_each() -> None:
    lines = table([("a boast", 0.25, False), ("an order", 0.5, True)]).splitlines()
    assert lines[2:] == ["| a boast | 0.25 |  |", "| an order | 0.50 | never read |"]

"""Claims cut out of sentences, and said by another."""

from __future__ import annotations

import random

import pytest

from evals.training.synthetic.clauses import cut_clause, other_voice


@pytest.mark.parametrize(
    ("sentence", "clause"),
    [
        (
            "However, dams keep most of the sediment back.",
            "Dams keep most of the sediment back.",
        ),
        (
            "The old dam keeps the sediment back, which starves the delta.",
            "The old dam keeps the sediment back.",
        ),
        ("If the dam keeps the sediment back, the delta shrinks, which is bad.", None),
        ("The dam (built in 1950, which was late) keeps the sediment back.", None),
        ("Dams keep sediment.", None),
    ],
)
def test_what_is_cut_out_stays_true(sentence: str, clause: str | None) -> None:
    assert cut_clause(sentence, random.Random(1)) == clause


def test_the_writers_become_the_authors() -> None:
    told = other_voice("We show that our dam is ours.")
    assert told == "The authors show that their dam is theirs."
    assert other_voice("Hours pass.") == "Hours pass."

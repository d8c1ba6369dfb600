"""Letters of lines that were read in part."""

from __future__ import annotations

import pytest

from evals.scorers.letters import shared_letters


@pytest.mark.parametrize(
    ("text", "count"),
    [
        ("", 0),
        ("thegoals", 8),  # just long enough
        ("thegoal", 0),
        ("thegoalsthatamodelis3given", 20),  # a mark of a footnote between
        ("givenmodelsthegoalsthat", 12),
        ("nothingofthatkind", 0),
    ],
)
def test_pieces_that_are_long_enough_count(text: str, count: int) -> None:
    assert shared_letters(text, "surveysstartwiththegoalsthatamodelisgiven") == count

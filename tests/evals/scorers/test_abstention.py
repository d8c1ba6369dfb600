"""Declining, and what it is scored as."""

from __future__ import annotations

from evals.scorers.abstention import says_unknown


def test_a_declining_text_is_known() -> None:
    assert says_unknown("I don't know the answer.")
    assert says_unknown("That is not mentioned in the text.")
    assert not says_unknown("The model does not know negation.")

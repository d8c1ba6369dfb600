"""Facts that the sentences of a review's fields tell."""

from __future__ import annotations

from evals.calibration.review_fields import facts_held
from evals.task import Sample
from tests.texts import numbered


def test_facts_are_counted_anywhere_and_in_their_field() -> None:
    told = numbered("Silt blocks the harbours of towns.", "Ships should be lighter.")
    shares = {"rivers.md": {"findings": told[:1], "future": told[1:]}}
    facts = [
        Sample("1", "Silt is a nuisance", ("silt",), source="rivers.md", kinds=("findings",)),
        Sample("2", "Ships are heavy", ("ships|boats",), source="rivers.md", kinds=("findings",)),
        Sample("3", "Ice melts", ("ice",), source="rivers.md", kinds=("future",)),
    ]
    assert facts_held(shares, facts) == (2, 1)

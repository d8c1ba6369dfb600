"""Questions on papers: the measures of yes/no answers."""

from __future__ import annotations

from evals.task import Claim, Output, Sample
from evals.tasks import qa

ASKED = Sample("s", "Is it?", targets=("Yes",), kinds=("yesno",))


def _value(scorer: qa.Scorer, output: Output) -> float:
    found = scorer.score(ASKED, output)
    assert found is not None
    return found.values[0]


def test_a_bare_yes_and_a_quote_are_told_apart() -> None:
    quoted = Output("Dams keep it back.", claims=(Claim("Dams keep it back.", "supported"),))
    assert _value(qa.says_either(), Output("Yes, it is.")) == 1.0
    assert _value(qa.says_either(), quoted) == 0.0
    assert _value(qa.answered_by_the_quote(), quoted) == 1.0
    assert _value(qa.answered_by_the_quote(), Output("Yes, it is.")) == 0.0
    struck = Output("Dams.", claims=(Claim("Dams.", "unsupported"),))
    assert _value(qa.answered_by_the_quote(), struck) == 0.0

"""Rated answers as samples, and what counts as kept or changed."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pytest

from assistant.chat.feedback import RatedAnswer
from assistant.settings import Settings
from evals.solvers.context import Context
from evals.task import Claim, EvalError, Output
from evals.tasks.feedback import FILE, samples, scorers, tasks

LIKED = RatedAnswer(
    "1-1", "What is silt?", "Silt?", "Like", True, "Silt is sand.", False,
    ("All silt is sand.", "Sand moves."), ("Rivers",), 0,
)  # fmt: skip
WRONG = replace(LIKED, id="1-2", rating="Wrong quote", liked=False)
DECLINED = replace(WRONG, id="1-3", abstained=True, answer="Nothing is said.")
SAME = Output(
    "Silt is sand.", claims=(Claim("Silt is sand.", "supported", "", LIKED.evidence[:1]),)
)
RATED = (LIKED, WRONG, DECLINED)


def scored(output: Output) -> list[list[float | None]]:
    """For each rated answer the values of the first three scorers."""
    found = []
    for sample in samples(RATED):
        scores = (
            scorer.score(sample, output)
            for scorer in scorers({answer.id: answer for answer in RATED})[:3]
        )
        found.append([score.values[0] if score else None for score in scores])
    return found


def test_what_was_liked_is_a_target_and_what_was_not_has_none() -> None:
    liked, wrong, declined = samples(RATED)
    assert liked.targets == ("Silt is sand.",) and liked.evidence == LIKED.evidence
    assert wrong.targets == () == wrong.evidence and wrong.kinds == ("disliked", "Wrong quote")
    assert not declined.answerable and declined.question == "What is silt?"


def test_the_same_answer_keeps_what_was_liked_and_changes_nothing_else() -> None:
    assert scored(SAME) == [[1.0, 0.5, None], [None, None, 0.0], [None, None, 1.0]]


def test_declining_loses_what_was_liked_and_is_another_answer() -> None:
    declined = Output("Nothing is said.", abstained=True)
    assert scored(declined) == [[0.0, 0.0, None], [None, None, 1.0], [None, None, 0.0]]


@pytest.mark.parametrize(("text", "why"), [("", "no rated answers"), ("{}\n", "no line")])
def test_a_file_without_rated_answers_is_refused(tmp_path: Path, text: str, why: str) -> None:
    (tmp_path / FILE).write_text(text)
    context = Context(Settings(home=tmp_path), tmp_path, None, False, tmp_path, lambda *_: None)
    with pytest.raises(EvalError, match=why):
        next(tasks(context))

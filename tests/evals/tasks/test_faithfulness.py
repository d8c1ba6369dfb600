"""The check as a judge of summaries: sentences, thresholds, and a run over small papers."""

from __future__ import annotations

import pytest

from assistant.settings import Settings
from evals.solvers.context import PRODUCT
from evals.task import run
from evals.tasks import faithfulness
from tests.evals.conftest import MakeContext


def test_scraps_are_no_sentences() -> None:
    text = "Rivers carry gravel to the sea. Yes. Dams keep the sediment back."
    assert faithfulness.sentences(text) == [
        "Rivers carry gravel to the sea.", "Dams keep the sediment back.",
    ]  # fmt: skip


def test_hypotheses_on_one_paper_stay_in_one_half(make_context: MakeContext) -> None:
    samples, papers = faithfulness.read(make_context().file(faithfulness.ABSHALLU))
    assert len(papers) == 2 and len(samples) == 4
    assert [sample.answerable for sample in samples] == [True, False, True, False]
    assert all(
        one.half == other.half for one in samples for other in samples if one.source == other.source
    )


@pytest.mark.model
def test_every_judge_tells_a_sentence_of_the_paper_from_one_of_another_world(
    make_context: MakeContext, real_settings: Settings
) -> None:
    (task,) = faithfulness.tasks(make_context(real_settings))
    for record in run(task).records:
        for solver, output in record.outputs.items():
            assert output.confidence is not None
            if record.sample.answerable:
                assert output.confidence > 0.4, (solver, record.sample.question)
            elif solver == PRODUCT:
                assert output.confidence == 0.0, "nothing in the paper carries it"

"""Everything asked again in fresh processes."""

from __future__ import annotations

import pytest

from assistant.settings import Settings
from evals.report.measured import measure
from evals.solvers.fresh import Plan, fresh_run
from evals.task import EvalError, run
from evals.tasks import repeats
from tests.evals.conftest import MakeContext


@pytest.mark.model
def test_answers_and_studies_are_compared_byte_by_byte(
    real_settings: Settings, make_context: MakeContext
) -> None:
    (task,) = repeats.tasks(make_context(real_settings, limit=2))
    result = run(task)
    assert len(result.records) == 5 and all(r.outputs["asked again"].text for r in result.records)
    found = measure(result)
    for scorer in ("answers byte-identical", "reviews and comparison byte-identical"):
        figure = found.figure(scorer, "asked again", None)
        assert figure is not None and figure.value == 1.0
        assert found.figure(scorer, "in reverse order", None) is not None


def test_a_run_that_fails_is_one_clear_error() -> None:
    settings = Settings(library=None, model="/no/such.gguf", embedder="nothing")
    with pytest.raises(EvalError, match="in a process of its own failed"):
        fresh_run(Plan(settings, ("What is it?",)))

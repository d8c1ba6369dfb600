"""One-line summaries: the set in its format, and a run over small abstracts."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from assistant.settings import Settings
from evals.report.measured import measure
from evals.solvers.context import PRODUCT
from evals.task import run
from evals.tasks import summaries
from tests.evals.conftest import MakeContext


def test_summaries_have_their_references(tmp_path: Path, make_context: MakeContext) -> None:
    (tmp_path / "summaries").mkdir()
    record = {"title": "Rivers", "source": ["One.", "Two."], "target": ["Short.", "Shorter."]}
    path = tmp_path / "summaries" / "scitldr_a.dev.jsonl"
    path.write_text(json.dumps(record) + "\n", encoding="utf-8")
    (sample,), papers = summaries.read(make_context(data=tmp_path))
    assert sample.targets == ("Short.", "Shorter.")
    assert papers[sample.source] == "# Rivers\n\n## Abstract\n\nOne. Two.\n"


@pytest.mark.model
def test_a_run_takes_its_line_from_the_abstract(
    make_context: MakeContext, real_settings: Settings
) -> None:
    (result,) = (run(task) for task in summaries.tasks(make_context(real_settings, limit=2)))
    for record in result.records:
        assert record.outputs[PRODUCT].text
    rouge = measure(result).figure("ROUGE-1", PRODUCT, None)
    assert rouge is not None and rouge.value > 0.3, "the reference is the abstract itself"

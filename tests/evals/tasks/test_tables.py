"""Cells of tables: the set in its format, and a run over one made paper."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from assistant.settings import Settings
from evals.report.measured import measure
from evals.solvers.context import PRODUCT
from evals.task import run
from evals.tasks import tables
from tests.evals.conftest import MakeContext


def test_a_full_text_keeps_the_order_of_its_parts() -> None:
    contents = "Data We use 12 rivers. Figure 1: a river."
    notes = {
        "figure_caption": json.dumps([{"start": 23, "end": 41}]),
        "paragraph": json.dumps([{"start": 5, "end": 22}]),
        "section_header": json.dumps([{"start": 0, "end": 4}]),
        "table": None,
    }
    record = {"metadata": {"title": "Rivers"},
              "content": {"grobid": {"contents": contents, "annotations": notes}}}  # fmt: skip
    assert tables.full_text(record).split("\n\n") == [
        "# Rivers", "## Abstract", "", "## Data", "We use 12 rivers.", "Figure 1: a river.\n",
    ]  # fmt: skip


def test_cells_know_whether_the_text_has_them(small_data: Path, make_context: MakeContext) -> None:
    samples, papers = tables.read(make_context())
    assert list(papers) == ["paper-7.md"]
    told = {s.question: (s.targets[0], s.kinds) for s in samples}
    assert told == {
        "Number of orchards": ("40 orchards", (tables.IN_TEXT,)),
        "Open code": ("yes", (tables.YES_NO,)),
    }, "a cell of symbols alone is left out"


@pytest.mark.model
def test_a_run_fills_the_cells(make_context: MakeContext, real_settings: Settings) -> None:
    (found,) = (measure(run(task)) for task in tables.tasks(make_context(real_settings)))
    assert found.solvers == (PRODUCT, tables.KIND_TOLD)
    stated = found.figure("stated", PRODUCT, None)
    assert stated is not None and stated.count == 2
    assert found.figure("token-F1, in text", PRODUCT, None) is not None

"""The lists of top categories: well formed, and met by the demo digests."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from assistant.demo import demo_sources
from assistant.settings import Settings
from evals.solvers.context import Context
from evals.task import run
from evals.tasks.taxonomies import FOUND, GOLD, HEADINGS, PRODUCT, tasks


def test_the_lists_are_well_formed() -> None:
    gold = json.loads(GOLD.read_text("utf-8"))
    shipped = {path.name for path in demo_sources()}
    assert set(gold["demo"]["sources"]) == shipped
    for told in gold.values():
        assert len(told["top"]) == 3
        assert all(len(names) == len(set(names)) > 2 for names in told["top"].values())
        assert all(len(names) > 1 for names in told["matches"])


@pytest.mark.model
def test_the_demos_top_categories_are_found(real_settings: Settings, tmp_path: Path) -> None:
    context = Context(real_settings, None, None, True, tmp_path, lambda *told: None)
    (task,) = tasks(context)
    result = run(task)
    found = {
        (record.sample.id, solver): score.values[0]
        for record in result.records
        for (solver, name), score in record.scores.items()
        if name == "top categories found" and FOUND in record.sample.kinds
    }
    assert len(found) == 6
    assert all(value == 1.0 for (_, solver), value in found.items() if solver == PRODUCT)
    assert any(value < 1.0 for (_, solver), value in found.items() if solver == HEADINGS)

"""The two writers: which claims, cells and lines they make, and what passes of them."""

from __future__ import annotations

import gzip
import json
from dataclasses import replace
from pathlib import Path

import pytest

from assistant.settings import Settings
from evals.solvers.context import PRODUCT, Context
from evals.task import Sample, run
from evals.tasks import writers
from evals.tasks.claims import passing_claim
from tests.evals.conftest import MakeContext

FLOOD = "Nine of the ten dams in the valley broke in the flood of 1953."
RECORDS_HERE = [
    ("scifact", "en", "Nine of the ten dams broke in 1953.", "supported"),
    ("scifact", "en", "Four of the ten dams broke in 1953.", "refuted"),
    ("scifact", "en", "Dams are built of stone.", "neither"),
    ("jnli", "ja", "谷のダムが壊れた。", "supported"),
]


def context_of(folder: Path) -> Context:
    path = folder / writers.RECORDS
    path.parent.mkdir(parents=True)
    records = [
        {"id": f"r{n}", "claim": claim, "evidence": [FLOOD], "label": label, "lang": lang,
         "source": source}
        for n, (source, lang, claim, label) in enumerate(RECORDS_HERE)
    ]  # fmt: skip
    path.write_bytes(gzip.compress("\n".join(map(json.dumps, records)).encode()))
    settings = Settings(evidence_model="none")
    return Context(settings, folder, None, False, folder, lambda *_: None)


def test_the_good_writer_passes_and_the_bad_one_does_not(tmp_path: Path) -> None:
    task = next(writers.tasks(context_of(tmp_path)))
    assert [sample.kinds for sample in task.samples] == [("good", "good en"), ("bad", "bad en")]
    result = run(task)
    shown = {record.sample.kinds[0]: record.outputs[PRODUCT] for record in result.records}
    assert passing_claim(task.samples[0], shown["good"]) is not None
    assert passing_claim(task.samples[1], shown["bad"]) is None


def test_what_is_quoted_in_its_place_does_not_pass() -> None:
    sample = Sample("a", "", targets=("Sheep swim.",), evidence=(FLOOD,))
    output = writers.sayer(None)(sample)
    assert output.claims and passing_claim(sample, output) is None


def test_cells_are_said_under_their_column_and_under_another(make_context: MakeContext) -> None:
    good, bad, *_ = writers.cells_of_writers(make_context())
    assert good.question == "Number of orchards" and good.targets == ("40 orchards",)
    assert good.evidence[0] == "We use counts from 40 orchards."
    assert bad.question != good.question and bad.kinds == (writers.BAD, writers.WRONG_COLUMN)
    solve = writers.cell_writer(None)
    said = replace(good, question="Orchards")
    assert passing_claim(said, solve(said)) is not None and passing_claim(bad, solve(bad)) is None


def test_summaries_are_said_as_they_are_and_changed(make_context: MakeContext) -> None:
    lines = list(writers.lines_of_writers(make_context()))
    solve = writers.line_writer(None)
    held = [line.kinds[0] for line in lines if passing_claim(line, solve(line)) is not None]
    assert held and set(held) == {writers.GOOD}
    changed = [line.targets[0] for line in lines if writers.BAD in line.kinds]
    assert len(lines) == 3 + len(changed) and changed


@pytest.mark.model
def test_all_writers_run_with_the_model_that_judges(
    small_data: Path, tmp_path: Path, real_settings: Settings
) -> None:
    context = context_of(tmp_path)
    for part in ("tables", "summaries"):
        (tmp_path / part).symlink_to(small_data / part)
    names = []
    for task in writers.tasks(replace(context, settings=real_settings, limit=2)):
        result = run(task)
        assert all(record.outputs[PRODUCT].seconds > 0 for record in result.records)
        names.append(task.name)
    assert names == ["writers", "written cells", "written lines"]

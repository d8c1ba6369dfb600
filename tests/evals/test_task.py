"""Running a task, its halves, intervals and the report."""

from __future__ import annotations

import json
import random
from pathlib import Path

import pytest

from evals.report import intervals
from evals.report.measured import measure
from evals.report.report import write
from evals.report.setting import Setting
from evals.scorers.text import answer_f1
from evals.task import Claim, Output, Sample, Scorer, Task, first, mean, run, split_halves

SAMPLES = split_halves(
    [Sample(f"s{i}", f"Question {i}?", targets=("right",), group=f"g{i // 3}") for i in range(30)]
)


def _task() -> Task:
    def product(sample: Sample) -> Output:
        if sample.id == "s0":
            claim = Claim("wrong", "unsupported", "no evidence sentence says this")
            return Output("wrong | so", evidence=("A line\nand more.",), claims=(claim,))
        return Output("right")

    return Task(
        name="toy",
        title="A toy",
        samples=SAMPLES,
        solvers={"product": product, "baseline": lambda sample: Output("wrong")},
        scorers=(answer_f1("F1"),),
        failures="F1",
        notes=("A note.",),
    )


def test_halves_do_not_depend_on_order_and_keep_groups_whole() -> None:
    shuffled = list(SAMPLES)
    random.Random(1).shuffle(shuffled)
    assert set(split_halves(shuffled)) == set(SAMPLES)
    half_of = {sample.group: sample.half for sample in SAMPLES}
    assert all(sample.half == half_of[sample.group] for sample in SAMPLES)
    assert [s.half for s in SAMPLES].count("develop") == 15


def test_the_split_is_the_one_that_figures_were_published_on() -> None:
    found = split_halves([Sample(f"demo-{i:03}", "q") for i in range(1, 7)])
    assert "".join(sample.half[0] for sample in found) == "cddccd"


def test_first_draws_the_same_samples_in_their_order() -> None:
    drawn = first(SAMPLES, 5)
    assert len(drawn) == 5
    assert first(tuple(reversed(SAMPLES)), 5) == tuple(reversed(drawn))
    assert first(SAMPLES, None) == SAMPLES


def test_a_run_scores_every_solver_and_a_half_alone() -> None:
    result = run(_task())
    assert len(result.records) == 30
    found = {(f.solver, f.half): f for f in intervals.figures(result)}
    assert found["product", None].value == pytest.approx(29 / 30)
    assert found["baseline", None].value == 0.0
    assert found["product", "develop"].count == 15
    assert {record.sample.half for record in run(_task(), "confirm").records} == {"confirm"}


def test_differences_are_of_the_product_to_each_baseline() -> None:
    found = [d for d in intervals.differences(run(_task())) if d.half is None]
    assert [d.baseline for d in found] == ["baseline"]
    assert found[0].low > 0.8 and found[0].value == pytest.approx(29 / 30)


def test_a_scorer_that_never_applies_gives_no_figure() -> None:
    task = _task()
    silent = Task(
        task.name,
        task.title,
        task.samples,
        task.solvers,
        (Scorer("none", lambda s, o: None, mean),),
    )
    assert intervals.figures(run(silent)) == []


def test_the_report_renders_and_lists_failures(tmp_path: Path) -> None:
    where = Setting(
        "2026-01-01", "model.gguf", "embedder.gguf", {"answer": "abc"}, "a machine",
        {"chromadb": "1"}, {"threads": 2}, "python -m evals",
    )  # fmt: skip
    text, data = write([measure(run(_task()))], where, tmp_path)
    lines = text.read_text("utf-8").splitlines()
    assert "| F1 | 0.967 ± 0.033 | 0.000 ± 0.000 |" in lines
    assert any(line.startswith("- **s0** Question 0? — F1 0.00") for line in lines)
    assert "  - unsupported (no evidence sentence says this): wrong" in lines
    values = json.loads(data.read_text("utf-8"))
    assert values["setting"]["prompts"] == {"answer": "abc"}
    assert values["tasks"][0]["figures"][0]["scorer"] == "F1"
    for line in lines:  # every row of a table has its header's cells
        if line.startswith("|"):
            assert line.endswith("|")


def test_a_scorer_on_a_kind_and_on_all_others() -> None:
    plain, special = Sample("a", "q", targets=("x",)), Sample("b", "q", ("x",), kinds=("yesno",))
    others, one = answer_f1().on("-yesno"), answer_f1().on("yesno", "F1 of yes/no")
    assert others.score(plain, Output("x")) is not None
    assert others.score(special, Output("x")) is None
    assert one.name == "F1 of yes/no"
    assert one.score(plain, Output("x")) is None

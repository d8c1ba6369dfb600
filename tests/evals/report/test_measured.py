"""A task that has run: its figures, and its worst outputs to read."""

from __future__ import annotations

import json
import math
from pathlib import Path

from evals.report.markdown import markdown
from evals.report.measured import LONGEST_TEXT, MOST_FAILURES, measure
from evals.report.report import as_values, write
from evals.report.setting import Setting
from evals.report.table import table
from evals.task import Claim, Output, Sample, Score, Scorer, Task, run

WHERE = Setting(
    date="2026-01-01",
    command="python -m evals",
    model="m",
    embedder="e",
    machine="two cores",
    settings={"threads": 2, "proxy": None},
    packages={"numpy": "2"},
    prompts={"answer": "abc"},
)


def graded(sample: Sample, output: Output) -> Score:
    """The number that the output says."""
    return Score((float(output.text),))


def a_task(count: int = 4) -> Task:
    samples = tuple(
        Sample(f"s{n}", f"Question | {n}?", ("gold",), half="develop" if n % 2 else "confirm")
        for n in range(count)
    )
    return Task(
        name="numbers",
        title="Numbers",
        samples=samples,
        solvers={
            "product": lambda sample: Output(
                text=str(int(sample.id[1:]) % 2),
                claims=(Claim("It is so.", "refuted", "no sentence says this"),),
                evidence=("E" * 2 * LONGEST_TEXT,),
            ),
            "baseline": lambda sample: Output(text="0.25"),
        },
        scorers=(Scorer("grade", graded),),
        failures="grade",
        charts=lambda records: {"bars": "<svg/>"},
        details=lambda records: f"{len(records)} records",
    )


def test_a_measure_has_a_figure_for_each_solver_and_half() -> None:
    found = measure(run(a_task()))
    both = found.figure("grade", "product", None)
    assert both is not None and both.value == 0.5 and both.count == 4
    develop = found.figure("grade", "product", "develop")
    assert develop is not None and develop.value == 1.0
    assert found.figure("grade", "nobody", None) is None
    assert found.samples == 4 and found.details == "4 records"


def test_the_worst_outputs_are_listed_with_what_they_were_made_of() -> None:
    failures = measure(run(a_task())).failures
    assert len(failures) == 2, "only what falls short of one half"
    assert "**s0**" in failures[0] and "gold: gold" in failures[0]
    assert "refuted (no sentence says this): It is so." in failures[0]
    assert max(len(line) for line in failures[0].splitlines()) < LONGEST_TEXT + 30
    assert len(measure(run(a_task(3 * MOST_FAILURES))).failures) == MOST_FAILURES


def test_a_report_is_written_as_markdown_json_and_charts(tmp_path: Path) -> None:
    measured = measure(run(a_task()))
    text, data = write([measured], WHERE, tmp_path / "new")
    said = text.read_text("utf-8")
    assert said == markdown([measured], WHERE)
    assert said.index("## In short") < said.index("## Numbers") < said.index("## Failures: Numbers")
    assert "- Settings: threads 2\n" in said, "what is not set is not listed"
    assert "![bars](bars.svg)" in said and (tmp_path / "new" / "bars.svg").read_text() == "<svg/>"
    values = json.loads(data.read_text("utf-8"))
    assert values["setting"]["machine"] == "two cores"
    assert values["tasks"][0]["samples"] == 4 and "charts" not in values["tasks"][0]


def test_what_is_no_number_is_null() -> None:
    one = measure(run(a_task(1)))
    rows = as_values(one)["figures"]
    assert any(math.isnan(figure.error) for figure in one.figures)
    assert any(row["error"] is None for row in rows)


def test_a_table_stays_one_whatever_stands_in_its_cells() -> None:
    assert table(["a"], [["x | y\nz"]]).splitlines()[-1] == "| x \\| y z |"

"""The report's first page: which differences are decided, and against which baseline."""

from __future__ import annotations

import pytest

from evals.report import overview
from evals.report.measured import measure
from evals.task import Output, Sample, Score, Scorer, Task, run


def _task(name: str, ours: float, theirs: float, wobble: float) -> Task:
    samples = tuple(
        Sample(id=f"s{i}", question="?", group=f"s{i}", half="develop" if i % 2 else "confirm")
        for i in range(40)
    )

    def solver(value: float):
        def solve(sample: Sample) -> Output:
            number = int(sample.id[1:])
            return Output(confidence=value + wobble * (-1) ** (number // 2))

        return solve

    def score(sample: Sample, output: Output) -> Score:
        assert output.confidence is not None
        return Score((output.confidence,))

    def still(sample: Sample) -> Output:
        return Output(confidence=theirs)

    def far(sample: Sample) -> Output:
        return Output(confidence=theirs - 5 if "refused" not in name else theirs + 5)

    solvers = {"product": solver(ours), "near": still, "far": far}
    return Task(
        name="t", title="T", samples=samples, solvers=solvers, scorers=(Scorer(name, score),)
    )


@pytest.mark.parametrize(
    ("name", "ours", "wobble", "verdict"),
    [
        ("token-F1", 1.0, 0.1, "better"),
        ("token-F1", 0.0, 0.1, "worse"),
        ("token-F1", 0.5, 0.4, "undecided"),
        ("answerable refused", 0.0, 0.1, "better"),
        ("answerable refused", 1.0, 0.1, "worse"),
    ],
)
def test_a_difference_is_decided_where_its_interval_leaves_zero_out(
    name: str, ours: float, wobble: float, verdict: str
) -> None:
    (row,) = overview.rows([measure(run(_task(name, ours, 0.5, wobble)))])
    assert row[0] == f"t: {name}"
    assert row[3] == "near"
    assert row[-1] == verdict
    assert len(row) == len(overview.HEADER)


def test_one_half_alone_is_compared_on_itself() -> None:
    (row,) = overview.rows([measure(run(_task("token-F1", 1.0, 0.5, 0.1), half="develop"))])
    assert row[2] == "–"
    assert row[-1] == "better"

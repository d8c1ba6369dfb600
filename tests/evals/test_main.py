"""The evals end to end: the baselines on the real model, the demo task, the command line."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from evals.__main__ import main


@pytest.mark.model
def test_the_shipped_tasks_run_and_write_their_report(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    report, work = tmp_path / "report", tmp_path / "work"
    assert main(["--limit", "2", "--report", str(report), "--work", str(work)]) == 0
    assert str(report / "latest.md") in capsys.readouterr().out
    task, across, again = json.loads((report / "latest.json").read_text("utf-8"))["tasks"]
    assert [found["name"] for found in (task, across, again)] == ["demo", "languages", "repeats"]
    assert task["samples"] == 2
    assert task["solvers"] == [
        "survey-assistant", "tutorial pipeline", "two best sentences", "model alone",
    ]  # fmt: skip
    rows = [json.loads(line) for line in (work / "demo.jsonl").read_text("utf-8").splitlines()]
    assert all(set(row["outputs"]) == set(task["solvers"]) for row in rows)
    assert "# Evals of survey-assistant" in (report / "latest.md").read_text("utf-8")


@pytest.mark.parametrize(
    ("arguments", "expected"),
    [
        (["--data", "/nowhere"], "No folder /nowhere"),
        (["--task", "nonsense"], "No task 'nonsense'"),
        (["--task", "qa"], "Pass the folder of data sets with --data"),
    ],
)
def test_what_is_missing_is_one_line(
    arguments: list[str], expected: str, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert main([*arguments, "--work", str(tmp_path)]) == 1
    said = capsys.readouterr().err.strip()
    assert expected in said and "Traceback" not in said


def test_a_folder_without_a_set_is_named(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert main(["--task", "qa", "--data", str(tmp_path), "--work", str(tmp_path)]) == 1
    assert "leval" in capsys.readouterr().err

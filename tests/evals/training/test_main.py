"""The command line of the training."""

from __future__ import annotations

from pathlib import Path

import pytest

from evals.training.__main__ import main
from evals.training.records import read_records
from evals.training.synthetic.make import ANSWERS_FILE, SUPPORT_FILE


def test_records_are_made_and_counted(
    small_data: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert main(["make-records", "--data", str(small_data), "--out", str(tmp_path)]) == 0
    told = capsys.readouterr().out
    assert str(tmp_path / ANSWERS_FILE) in told
    assert "made-full-text-questions: answered" in told
    assert list(read_records(tmp_path / ANSWERS_FILE))
    assert list(read_records(tmp_path / SUPPORT_FILE))


def test_a_folder_that_is_not_there_is_named(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    arguments = ["make-records", "--data", str(tmp_path / "none"), "--out", str(tmp_path)]
    assert main(arguments) == 1
    assert "--data takes the folder" in capsys.readouterr().err

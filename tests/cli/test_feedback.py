"""``feedback export`` on the command line, and the evals asking again what it wrote."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from typer.testing import CliRunner

from assistant.chat.conversation import Turn
from assistant.cli.main import app
from assistant.library import Library
from evals.__main__ import main as evals

pytestmark = pytest.mark.model
QUESTION = "How does the Shen survey divide outer alignment?"


def run(folder: Path, *arguments: str) -> str:
    result = CliRunner().invoke(app, ["--library", str(folder), "feedback", *arguments])
    assert result.exit_code == 0, result.output
    return result.stdout


def test_without_ratings_nothing_is_exported(tmp_path: Path) -> None:
    assert run(tmp_path / "library", "export") == ""


def test_rated_answers_are_exported_and_asked_again(
    demo_library: Library, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    answer = demo_library.ask(QUESTION)
    number, place = demo_library.conversations.keep(None, Turn(QUESTION, QUESTION, answer))
    demo_library.conversations.rate(number, place, "Like")
    try:
        told = run(demo_library.folder, "export", "-o", str(tmp_path / "feedback.jsonl"))
        assert told.startswith("1 rated answer written")
        (line,) = (tmp_path / "feedback.jsonl").read_text("utf-8").splitlines()
        assert json.loads(line)["liked"] and json.loads(line)["question"] == QUESTION
        assert run(demo_library.folder, "export") == f"{line}\n"
        monkeypatch.setenv("SURVEY_ASSISTANT_LIBRARY", str(demo_library.folder))
        work = tmp_path / "work"
        options = ["--task", "feedback", "--data", str(tmp_path), "--work", str(work)]
        assert evals(options) == 0
        (record,) = (work / "feedback.jsonl").read_text("utf-8").splitlines()
        scores = json.loads(record)["scores"]
        assert scores["survey-assistant: as liked"] == [1.0]
        assert scores["survey-assistant: liked quotes cited"] == [1.0]
        assert "as liked" in (work / "report" / "latest.md").read_text("utf-8")
    finally:
        demo_library.conversations.delete(number)

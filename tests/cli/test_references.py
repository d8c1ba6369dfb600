"""The command that lists references."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest
from typer.testing import CliRunner

from assistant.cli.main import app
from assistant.library import Library


def test_the_surveys_as_references(
    library: Library,
    survey_file: Callable[..., Path],
    monkeypatch: pytest.MonkeyPatch,
    tmp_path: Path,
) -> None:
    survey = library.add(survey_file())
    library.close()
    monkeypatch.setenv("SURVEY_ASSISTANT_HOME", str(tmp_path / "home"))
    start = ["--library", str(library.folder), "references"]
    everything = CliRunner().invoke(app, start)
    assert everything.exit_code == 0, everything.output
    assert survey.title in everything.stdout
    assert CliRunner().invoke(app, [*start, survey.id]).stdout == everything.stdout
    refused = CliRunner().invoke(app, [*start, "--style", str(tmp_path / "none.csl")])
    assert refused.exit_code == 1
    assert "cannot be used as a style: No such file" in refused.stderr

"""Options before a command's name become settings, and errors become one line."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Annotated

import pytest
import typer
from typer.testing import CliRunner, Result

from assistant.cli.main import main_options
from assistant.cli.options import Surveys, print_json, settings_of, user_errors
from assistant.errors import AssistantError, LibraryBusy, UnknownName
from assistant.messages import Message


@pytest.fixture(autouse=True)
def environment(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    for name in ("LIBRARY", "MODEL", "BASE_URL", "API_KEY", "CONTEXT_TOKENS"):
        monkeypatch.delenv(f"SURVEY_ASSISTANT_{name}", raising=False)
    monkeypatch.setenv("SURVEY_ASSISTANT_HOME", str(tmp_path / "home"))


def run(*arguments: str) -> Result:
    """A command that prints the settings and surveys that it was given."""
    app = typer.Typer()
    app.callback()(main_options)

    @app.command()
    def tell(
        context: typer.Context,
        survey: Surveys = None,
        again: Annotated[bool, typer.Option()] = False,
    ) -> None:
        settings = settings_of(context)
        print_json(
            {
                "library": str(settings.library_folder),
                "model": settings.model,
                "base_url": settings.base_url,
                "api_key": settings.api_key,
                "surveys": survey,
            }
        )

    return CliRunner().invoke(app, list(arguments))


def test_without_options_the_environment_and_then_the_defaults_hold(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    plain = json.loads(run("tell").stdout)
    assert plain["library"].startswith(str(tmp_path / "home"))
    assert plain["model"] is plain["base_url"] is plain["surveys"] is None
    monkeypatch.setenv("SURVEY_ASSISTANT_MODEL", "from-there.gguf")
    monkeypatch.setenv("SURVEY_ASSISTANT_LIBRARY", str(tmp_path / "there"))
    found = json.loads(run("tell").stdout)
    assert found["model"] == "from-there.gguf" and found["library"] == str(tmp_path / "there")


def test_options_before_the_command_win_over_the_environment(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    monkeypatch.setenv("SURVEY_ASSISTANT_MODEL", "from-there.gguf")
    given = ["--library", str(tmp_path / "図書"), "--model", "m", "--base-url", "http://x/v1"]
    found = json.loads(run(*given, "--api-key", "k", "tell").stdout)
    assert found["library"] == str(tmp_path / "図書")
    assert (found["model"], found["base_url"], found["api_key"]) == ("m", "http://x/v1", "k")


def test_surveys_may_be_named_again_and_again() -> None:
    result = run("tell", "--survey", "Shen", "-s", "对齐综述", "-s", "川の調査")
    assert json.loads(result.stdout)["surveys"] == ["Shen", "对齐综述", "川の調査"]


def test_a_setting_that_is_no_number_is_one_line(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("SURVEY_ASSISTANT_CONTEXT_TOKENS", "many")
    result = run("tell")
    assert result.exit_code == 1 and not result.stdout
    (line,) = result.stderr.splitlines()
    assert line.startswith("survey-assistant: ") and "many" in line and "CONTEXT_TOKENS" in line


@pytest.mark.parametrize(
    "error",
    [
        UnknownName("No survey “河”. The nearest: “河流综述”."),
        LibraryBusy(Message("Another process writes to {folder}.", folder="/library")),
    ],
)
def test_an_error_of_the_user_is_said_on_standard_error(
    error: AssistantError, capsys: pytest.CaptureFixture[str]
) -> None:
    with pytest.raises(typer.Exit) as caught, user_errors():
        raise error
    assert caught.value.exit_code == 1 and caught.value.__cause__ is error
    out, err = capsys.readouterr()
    assert out == "" and err == f"survey-assistant: {error}\n"


def test_any_other_error_is_a_bug_and_passes() -> None:
    with pytest.raises(ZeroDivisionError), user_errors():
        _ = 1 / 0
    with user_errors():
        pass


def test_json_is_read_back_as_it_was_and_keeps_its_letters(
    capsys: pytest.CaptureFixture[str],
) -> None:
    value = {"title": "大语言模型对齐", "author": "山田", "year": None, "pages": [1, 2], "–": "é"}
    print_json(value)
    shown = capsys.readouterr().out
    assert json.loads(shown) == value
    assert "大语言模型对齐" in shown and "山田" in shown and "\\u" not in shown

"""The command line: every command on the demo library, and one clear line for every mishap."""

from __future__ import annotations

import csv
import io
import json
import os
import shutil
import socket
import sqlite3
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from typer.testing import CliRunner, Result

from assistant.cli.main import app
from assistant.demo import demo_sources
from assistant.library import Library
from assistant.settings import Settings
from tests.chat_endpoint import ChatEndpoint
from tests.library_checks import rows

pytestmark = pytest.mark.model
SENTENCE = "Outer alignment asks whether the objective matches what the designers want."


@pytest.fixture(scope="module")
def endpoint() -> Iterator[ChatEndpoint]:
    """A model that answers at once, so that most commands need no model of their own."""
    found = ChatEndpoint(SENTENCE)
    yield found
    found.close()


@pytest.fixture(scope="module")
def folder(demo_library: Library, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A copy of the demo library."""
    rows(demo_library, "PRAGMA wal_checkpoint(TRUNCATE)")
    target = tmp_path_factory.mktemp("cli") / "library"
    shutil.copytree(demo_library.folder, target)
    return target


class Cli:
    """Runs commands in this process on one library."""

    def __init__(self, folder: Path, *options: str) -> None:
        self._options = ["--library", str(folder), *options]

    def run(self, *arguments: str, input: str | None = None) -> Result:
        return CliRunner().invoke(app, [*self._options, *arguments], input=input)

    def ok(self, *arguments: str, input: str | None = None) -> str:
        result = self.run(*arguments, input=input)
        assert result.exit_code == 0, result.output + repr(result.exception)
        return result.stdout

    def json(self, *arguments: str) -> Any:
        return json.loads(self.ok(*arguments, "--json"))

    def refused(self, *arguments: str) -> str:
        """The one line with which a command is refused."""
        result = self.run(*arguments)
        assert result.exit_code == 1, result.output + repr(result.exception)
        assert isinstance(result.exception, SystemExit)
        lines = result.stderr.strip().splitlines()
        assert len(lines) == 1, result.stderr
        assert lines[0].startswith("survey-assistant: ")
        return lines[0]


@pytest.fixture
def cli(folder: Path, endpoint: ChatEndpoint, monkeypatch: pytest.MonkeyPatch) -> Cli:
    """Commands on the demo library, answered by the endpoint."""
    monkeypatch.setenv("COLUMNS", "200")
    return Cli(folder, "--base-url", endpoint.url, "--model", "stand-in")


@pytest.fixture
def empty(tmp_path: Path, endpoint: ChatEndpoint) -> Cli:
    """Commands on a new library."""
    return Cli(tmp_path / "library", "--base-url", endpoint.url, "--model", "stand-in")


def test_help_lists_the_commands() -> None:
    text = CliRunner().invoke(app, ["--help"]).stdout
    for command in ("add", "list", "remove", "ask", "chat", "review", "compare", "serve", "models"):
        assert command in text


def test_list(cli: Cli) -> None:
    surveys = cli.json("list")
    assert [survey["year"] for survey in surveys] == [2023] * 3
    text = cli.ok("list")
    for survey in surveys:
        assert survey["title"] in text


def test_add_list_and_remove(empty: Cli, tmp_path: Path) -> None:
    assert "empty" in empty.ok("list")
    assert empty.json("list") == []
    shen, yao, _ = demo_sources()
    (row,) = empty.json("add", str(shen))
    assert row["error"] is None and not row["already_there"]
    assert "was there already" in empty.ok("add", str(shen))
    shutil.copy(yao, tmp_path / "yao.md")
    (tmp_path / "notes.xyz").write_text("text")
    result = empty.run("add", str(tmp_path / "notes.xyz"), str(tmp_path / "yao.md"))
    assert result.exit_code == 1
    assert "notes.xyz" in result.stdout and "added" in result.stdout
    assert len(empty.json("list")) == 2
    assert "1 document" in empty.ok("remove", "Shen")
    assert len(empty.json("list")) == 1


def test_ask(cli: Cli) -> None:
    answer = cli.json("ask", "What is outer alignment?")
    assert not answer["abstained"]
    assert any(citation["quote"] for claim in answer["claims"] for citation in claim["citations"])
    text = cli.ok("ask", "What is outer alignment?", "--survey", "Shen")
    assert "[1]" in text and "Shen et al. (2023)" in text
    declined = cli.ok("ask", "Who won the football world cup in 1998?")
    assert "football" in declined or "No passage" in declined


def test_chat(cli: Cli) -> None:
    text = cli.ok("chat", input="What is outer alignment?\nWhich surveys do you have?\n\n")
    assert "stand-in answers" in text
    assert "The library has 3 surveys" in text


def test_review(cli: Cli, tmp_path: Path) -> None:
    review = cli.json("review", "Shen")
    assert review["fields"][0]["name"] == "one_line"
    text = cli.ok("review", "Shen", "--language", "zh", "-o", str(tmp_path / "review.md"))
    assert "review.md" in text
    assert "一句话总结" in (tmp_path / "review.md").read_text("utf-8")


def test_compare(cli: Cli, tmp_path: Path) -> None:
    options = ("-a", "taxonomy", "-a", "scope")
    table = cli.json("compare", "Shen", "Yao", *options)
    assert table["aspects"] == ["taxonomy", "scope"]
    assert len(table["cells"]) == 4
    assert "| **taxonomy** |" in cli.ok("compare", "Shen", "Yao", *options)
    cli.ok("compare", "Shen", "Yao", *options, "-o", str(tmp_path / "table.csv"))
    rows = list(csv.reader(io.StringIO((tmp_path / "table.csv").read_text("utf-8"))))
    assert [row[0] for row in rows] == ["aspect", "taxonomy", "scope"]
    cli.ok("compare", "Shen", *options, "-o", str(tmp_path / "table.json"))
    assert json.loads((tmp_path / "table.json").read_text("utf-8"))["finished"]


def test_models(cli: Cli, real_settings: Settings) -> None:
    rows = cli.json("models", "list")
    assert rows[0]["name"] == "default" and rows[0]["here"]
    assert "models pull NAME" in cli.ok("models", "list")
    assert Path(cli.ok("models", "path").strip()).is_file()


def test_doctor(folder: Path) -> None:
    findings = {item["what"]: item for item in Cli(folder).json("doctor")}
    speed = findings["generation speed"]["value"]
    assert int(speed.split()[0]) > 0 and speed.endswith("tokens/s")
    assert int(findings["prompt speed"]["value"].split()[0]) > 0
    assert "small" in findings["model"]["advice"]
    assert findings["processor features in use"]["value"]
    assert findings["weights"]["value"].startswith("as they came")
    assert "GB" in findings["free memory"]["value"]


def test_doctor_says_what_is_missing(folder: Path, tmp_path: Path) -> None:
    result = Cli(folder, "--model", str(tmp_path / "missing.gguf")).run("doctor")
    assert result.exit_code == 1
    assert "✗ model: missing" in result.stdout and "missing.gguf" in result.stdout


def test_unknown_names_give_the_nearest(cli: Cli) -> None:
    assert "Aligning Large Language Models" in cli.refused("remove", "Aligning Large Languages")
    assert "Shen" in cli.refused("ask", "What is it?", "-s", "Shenn")
    assert "nearest" in cli.refused("review", "Alinement")
    assert "nearest" in cli.refused("compare", "Alinement")
    assert "en, zh, ja" in cli.refused("review", "Shen", "--language", "xx")
    assert "at least one aspect" in cli.refused("compare", "Shen", "-a", "")


@pytest.mark.parametrize("name", ["missing.md", "empty.md", "blank.txt", "photo.png", "bare"])
def test_sources_that_cannot_be_read(empty: Cli, tmp_path: Path, name: str) -> None:
    (tmp_path / "empty.md").write_text("")
    (tmp_path / "blank.txt").write_text("\n \n")
    (tmp_path / "photo.png").write_bytes(b"\x89PNG\r\n\x00")
    (tmp_path / "bare").mkdir()
    result = empty.run("add", str(tmp_path / name))
    assert result.exit_code == 1
    assert isinstance(result.exception, SystemExit)
    (line,) = result.stdout.strip().splitlines()
    assert line.startswith("✗") and name in line
    assert empty.json("list") == []


def test_models_that_are_none(folder: Path, tmp_path: Path) -> None:
    fake = tmp_path / "fake.gguf"
    fake.write_bytes(b"this is no model")
    question = "What is outer alignment?"
    assert "fake.gguf" in Cli(folder, "--model", str(fake)).refused("ask", question)
    missing = str(tmp_path / "missing.gguf")
    assert "missing.gguf" in Cli(folder, "--model", missing).refused("ask", question)
    assert "models list" in Cli(folder, "--model", "qwen-what").refused("ask", question)
    assert "models list" in Cli(folder).refused("models", "path", "qwen-what")


def test_an_endpoint_that_is_not_there(folder: Path) -> None:
    nobody = Cli(folder, "--base-url", "http://127.0.0.1:9/v1", "--model", "any")
    assert "did not answer" in nobody.refused("ask", "What is outer alignment?")
    nameless = Cli(folder, "--base-url", "http://127.0.0.1:9/v1")
    assert "--model" in nameless.refused("ask", "What is outer alignment?")


def test_libraries_that_cannot_be_used(tmp_path: Path, folder: Path) -> None:
    (tmp_path / "file").write_text("text")
    assert "--library" in Cli(tmp_path / "file").refused("list")
    newer = tmp_path / "newer"
    newer.mkdir()
    with sqlite3.connect(newer / "library.sqlite3") as connection:
        connection.execute("PRAGMA user_version = 99")
    connection.close()
    assert "Update survey-assistant" in Cli(newer).refused("list")


def test_outputs_that_cannot_be_written(cli: Cli, tmp_path: Path) -> None:
    target = str(tmp_path / "nowhere" / "table.csv")
    assert "nowhere" in cli.refused("compare", "Shen", "-a", "scope", "-o", target)


def test_a_port_in_use(cli: Cli) -> None:
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        taken.listen()
        port = taken.getsockname()[1]
        assert str(port) in cli.refused("serve", "--port", str(port))


def test_settings_that_make_no_sense(cli: Cli, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("SURVEY_ASSISTANT_THREADS", "many")
    assert "SURVEY_ASSISTANT_THREADS" in cli.refused("list")


def test_as_a_program(folder: Path, tmp_path: Path) -> None:
    """The real program with the real model, in a process of its own."""

    def run(*arguments: str) -> subprocess.CompletedProcess[str]:
        return subprocess.run(
            [sys.executable, "-m", "assistant.cli", "--library", str(folder), *arguments],
            capture_output=True,
            text=True,
            timeout=120,
            cwd=tmp_path,
            env={**os.environ, "PYTHONIOENCODING": "utf-8"},
        )

    done = run("ask", "What is outer alignment?", "--json")
    assert done.returncode == 0, done.stderr
    assert json.loads(done.stdout)["claims"]
    refused = run("remove", "Nothing of this name")
    assert refused.returncode == 1
    assert refused.stdout == ""
    assert "Traceback" not in refused.stderr
    assert len(refused.stderr.strip().splitlines()) == 1

"""The commands that keep a library well: what they print, write and refuse."""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path

import pytest
from typer.testing import CliRunner, Result

from assistant.cli.main import app
from assistant.library import Library
from assistant.server.passwords import SHORTEST, stored_password, verify_password

Run = Callable[..., Result]


@pytest.fixture
def run(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Run:
    """Runs a command on a library folder, with a home of its own."""
    monkeypatch.setenv("SURVEY_ASSISTANT_HOME", str(tmp_path / "home"))

    def command(folder: Path, *words: str | Path, typed: str | None = None) -> Result:
        line = ["--library", str(folder), *map(str, words)]
        return CliRunner().invoke(app, line, input=typed)

    return command


@pytest.fixture
def folder(library: Library) -> Path:
    """A closed library without surveys: looking at it needs no model."""
    library.close()
    return library.folder


def refusal(result: Result) -> str:
    """The one line with which a command is refused."""
    assert result.exit_code == 1 and isinstance(result.exception, SystemExit), result.output
    (line,) = result.stderr.splitlines()
    assert line.startswith("survey-assistant: ")
    return line


def test_a_sound_library_is_said_to_be_so(run: Run, folder: Path) -> None:
    result = run(folder, "check")
    assert result.exit_code == 0
    assert result.stdout.splitlines() == [
        "0 surveys, 0 documents, 0 passages",
        "✓ Everything agrees.",
    ]
    found = json.loads(run(folder, "check", "--repair", "--json").stdout)
    assert found == {
        "surveys": 0, "documents": 0, "passages": 0, "findings": [], "mended": [], "sound": True,
    }  # fmt: skip


@pytest.mark.parametrize("words", [("check",), ("check", "--json"), ("export-library", "x.zip")])
def test_a_folder_without_a_library_is_no_library(
    run: Run, tmp_path: Path, words: tuple[str, ...]
) -> None:
    line = refusal(run(tmp_path / "図書館", *words))
    assert "No library in" in line and "図書館" in line
    assert not (tmp_path / "図書館").exists(), "looking makes nothing"


def test_a_library_moves_in_one_archive(
    run: Run, library: Library, survey_file: Callable[..., Path], tmp_path: Path
) -> None:
    library.add(survey_file("河流综述", "河流把泥沙带入大海。这是一篇综述。"))
    library.close()
    archive = tmp_path / "図書.zip"
    out = run(library.folder, "export-library", archive)
    assert out.exit_code == 0 and str(archive) in out.stdout and " MB" in out.stdout
    target = tmp_path / "moved"
    into = run(target, "import-library", archive)
    assert into.exit_code == 0, into.output
    assert f"{target} has 1 survey from {archive}." in into.stdout
    listed = json.loads(run(target, "list", "--json").stdout)
    assert [survey["title"] for survey in listed] == ["河流综述"]
    assert "nothing is overwritten" in refusal(run(target, "import-library", archive))


@pytest.mark.parametrize("content", [b"", b"PK\x03\x04 and no more", b"words"])
def test_what_is_no_archive_is_refused_and_leaves_nothing(
    run: Run, tmp_path: Path, content: bytes
) -> None:
    archive = tmp_path / "wrong.zip"
    archive.write_bytes(content)
    before = set(tmp_path.iterdir())
    assert "wrong.zip" in refusal(run(tmp_path / "new", "import-library", archive))
    assert set(tmp_path.iterdir()) - before <= {tmp_path / "home"}


def test_an_archive_that_is_not_there_is_named(run: Run, tmp_path: Path) -> None:
    assert "gone.zip" in refusal(run(tmp_path / "new", "import-library", tmp_path / "gone.zip"))


def test_an_archive_cannot_be_written_where_no_folder_is(
    run: Run, folder: Path, tmp_path: Path
) -> None:
    line = refusal(run(folder, "export-library", tmp_path / "nowhere" / "x.zip"))
    assert "nowhere" in line and "another place" in line


def test_a_password_is_asked_for_twice_and_kept_as_a_hash(run: Run, tmp_path: Path) -> None:
    secret = "正しい馬 battery"
    result = run(tmp_path / "x", "password", typed=f"{secret}\n{secret}\n")
    assert result.exit_code == 0, result.output
    assert secret not in result.output
    kept = stored_password(tmp_path / "home")
    assert kept is not None and secret not in kept and verify_password(secret, kept)


def test_passwords_that_differ_are_asked_for_again(run: Run, tmp_path: Path) -> None:
    typed = "first try it is\nanother one\nsecond try it is\nsecond try it is\n"
    assert run(tmp_path / "x", "password", typed=typed).exit_code == 0
    assert verify_password("second try it is", stored_password(tmp_path / "home") or "")


def test_a_short_password_is_refused_with_the_least_length(run: Run, tmp_path: Path) -> None:
    short = "a" * (SHORTEST - 1)
    result = run(tmp_path / "x", "password", typed=f"{short}\n{short}\n")
    assert result.exit_code == 1
    assert f"at least {SHORTEST} characters; this has {len(short)}" in result.stderr
    assert stored_password(tmp_path / "home") is None

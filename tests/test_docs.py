"""The documents say what is so: their Python runs, their commands, figures and links are there."""

from __future__ import annotations

import re
from pathlib import Path

import pytest
from typer.testing import CliRunner

from assistant.cli.main import app
from assistant.demo import demo_sources
from assistant.settings import Settings
from evals.__main__ import SUITES
from tests.readers.pdf_writer import Page, pdf

ROOT = Path(__file__).parents[1]
README = ROOT / "README.md"
FIGURES = ROOT / "docs" / "figures.md"
DOCUMENTS = [*sorted(ROOT.glob("*.md")), *sorted((ROOT / "docs").glob("*.md"))]
LONGEST_README = 150


def blocks(language: str) -> list[str]:
    """The README's blocks of code in a language."""
    return re.findall(rf"^```{language}\n(.*?)^```", README.read_text("utf-8"), re.M | re.S)


@pytest.mark.model
def test_the_python_in_the_readme_runs(
    real_settings: Settings, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    examples = blocks("python")
    assert examples, "the README shows no Python"
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("HOME", str(tmp_path))
    monkeypatch.setenv("SURVEY_ASSISTANT_HOME", str(real_settings.home))
    monkeypatch.setenv("SURVEY_ASSISTANT_LIBRARY", str(tmp_path / "library"))
    _lay_out_papers(examples)
    names: dict[str, object] = {"__name__": "readme"}
    for number, example in enumerate(examples, start=1):
        exec(compile(example, f"README example {number}", "exec"), names)


def _lay_out_papers(examples: list[str]) -> None:
    """Put a digest at every path of a paper that the examples name."""
    named = re.findall(r"[\"']([\w./-]+\.(?:md|txt|pdf))[\"']", "\n".join(examples))
    digests = demo_sources()
    for number, name in enumerate(dict.fromkeys(named)):
        text = digests[number % len(digests)].read_text("utf-8")
        path = Path(name)
        path.parent.mkdir(parents=True, exist_ok=True)
        if path.suffix == ".pdf":
            lines = [line[:90] for line in text.splitlines() if line.isascii()]
            page = Page()
            page.lines(50, 50, lines[:50])
            path.write_bytes(pdf([page]))
        else:
            path.write_text(text, "utf-8")


def test_the_readme_is_short() -> None:
    assert len(README.read_text("utf-8").splitlines()) <= LONGEST_README


def test_the_commands_in_the_documents_are_there() -> None:
    runner = CliRunner()
    text = "\n".join(path.read_text("utf-8") for path in DOCUMENTS)
    used = set(re.findall(r"^\s*(?:\$ )?survey-assistant ([a-z]+)", text, re.M))
    assert used, "the documents show no command"
    for command in used:
        assert runner.invoke(app, [command, "--help"]).exit_code == 0, command


def test_the_make_targets_in_the_documents_are_there() -> None:
    targets = set(re.findall(r"^([a-z]+):", (ROOT / "Makefile").read_text("utf-8"), re.M))
    text = "\n".join(path.read_text("utf-8") for path in DOCUMENTS)
    named = set(re.findall(r"(?:^\s+|`)make ([a-z]+)\b", text, re.M))
    assert named
    assert named <= targets


def test_the_tasks_in_the_documents_are_there() -> None:
    text = "\n".join(path.read_text("utf-8") for path in DOCUMENTS)
    named = {name for names in re.findall(r"--task((?: [a-z]+)+)", text) for name in names.split()}
    assert named
    assert named <= set(SUITES)


def test_the_figures_of_the_readme_have_a_command_and_are_among_all_figures() -> None:
    figures = FIGURES.read_text("utf-8")
    rows = re.findall(
        r"^\| [^|]+ \| ([^|]*\d[^|]*) \| [^|]* \| `([^`|]+)` \|$", README.read_text("utf-8"), re.M
    )
    assert len(rows) > 5, "the README has no table of figures"
    for figure, command in rows:
        assert re.search(r"^make [a-z]+$|--task [a-z]+", command), command
        for number in re.findall(r"\d+(?:\.\d+)?", figure):
            assert number in figures, f"{figure} is not in {FIGURES.name}"


@pytest.mark.parametrize("path", DOCUMENTS, ids=lambda path: path.name)
def test_links_to_files_lead_somewhere(path: Path) -> None:
    for target in re.findall(r"\]\(([^)#\s]+)", path.read_text("utf-8")):
        if "://" not in target and not target.startswith("mailto:"):
            assert (path.parent / target).exists(), f"{path.name} links to {target}"

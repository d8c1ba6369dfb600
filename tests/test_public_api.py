"""What ``import assistant`` offers, and what it must not cost."""

from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path

import pytest

import assistant
from assistant import errors

HEAVY = (
    "chromadb",
    "gradio",
    "llama_cpp",
    "numpy",
    "langchain_core",
    "pypdfium2",
    "pydantic",
    "mcp",
)


def loaded_after(statement: str, tmp_path: Path) -> set[str]:
    """Top-level modules that a fresh interpreter has after a statement."""
    code = f"{statement}\nimport sys, json\nprint(json.dumps(sorted(sys.modules)))"
    done = subprocess.run(
        [sys.executable, "-c", code], capture_output=True, text=True, check=True, cwd=tmp_path
    )
    return {name.split(".")[0] for name in json.loads(done.stdout.splitlines()[-1])}


@pytest.mark.parametrize("statement", ["import assistant", "import assistant.cli.main"])
def test_importing_is_cheap(statement: str, tmp_path: Path) -> None:
    assert not loaded_after(statement, tmp_path) & set(HEAVY)


def test_help_is_cheap(tmp_path: Path) -> None:
    statement = """
import sys
from assistant.cli.main import app
try:
    sys.argv = ["survey-assistant", "--help"]
    app()
except SystemExit as end:
    assert not end.code
"""
    assert not loaded_after(statement, tmp_path) & set(HEAVY)


@pytest.mark.parametrize("name", assistant.__all__)
def test_every_public_name_is_there(name: str) -> None:
    assert getattr(assistant, name).__name__ == name


def test_public_names_are_sorted() -> None:
    assert assistant.__all__ == sorted(assistant.__all__)


def test_an_unknown_name_is_an_attribute_error() -> None:
    with pytest.raises(AttributeError, match="Librarian"):
        _ = assistant.Librarian


@pytest.mark.parametrize("first", ["vectorstore", "prompts", "assistant", "evals"])
def test_every_package_can_be_imported_first(first: str, tmp_path: Path) -> None:
    assert first in loaded_after(f"import {first}", tmp_path)


def test_every_error_is_in_the_drawn_tree() -> None:
    drawn = errors.__doc__ or ""
    classes = [
        kind
        for kind in vars(errors).values()
        if isinstance(kind, type) and kind.__module__ == errors.__name__
    ]
    assert len(classes) > 15
    for kind in classes:
        assert issubclass(kind, errors.AssistantError)
        assert f"{kind.__name__} " in drawn or f"{kind.__name__}\n" in drawn
        assert kind.__doc__

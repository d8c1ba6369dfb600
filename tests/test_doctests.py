"""The examples in docstrings, run."""

from __future__ import annotations

import doctest
import importlib

import pytest

from tests.test_architecture import module, sources

# Importing these runs a program or needs the child process.
RUN_THEMSELVES = ("__main__",)
NAMES = [module(p) for p in sources() if p.stem not in RUN_THEMSELVES]


@pytest.mark.parametrize("name", NAMES)
def test_examples(name: str) -> None:
    try:
        examined = importlib.import_module(name)
    except ModuleNotFoundError as missing:
        if missing.name != "torch":
            raise
        pytest.skip("torch is there for training only")
    failed, _ = doctest.testmod(examined)
    assert failed == 0


def test_there_are_examples() -> None:
    finder = doctest.DocTestFinder(exclude_empty=True)
    found = [
        test
        for name in (
            "assistant.answers.answer",
            "assistant.text.words",
            "vectorstore.fusion",
            "prompts",
        )
        for test in finder.find(importlib.import_module(name))
        if test.examples
    ]
    assert len(found) >= 5

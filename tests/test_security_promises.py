"""Every test that SECURITY.md names is there, and every promise names one."""

from __future__ import annotations

import ast
import re
from pathlib import Path

ROOT = Path(__file__).parents[1]
TEXT = (ROOT / "SECURITY.md").read_text("utf-8")


def test_the_tests_that_are_named_are_there() -> None:
    named = re.findall(r"`(tests/[\w/]+\.py)::(\w+)`", TEXT)
    assert len(named) > 40
    for file, test in named:
        tree = ast.parse((ROOT / file).read_text("utf-8"))
        functions = {node.name for node in ast.walk(tree) if isinstance(node, ast.FunctionDef)}
        assert test in functions, f"SECURITY.md names {file}::{test}, which is not there"


def test_every_promise_names_a_test() -> None:
    promises = TEXT.split("## What is promised")[1].split("## What is not promised")[0]
    for promise in re.split(r"^- ", promises, flags=re.MULTILINE)[1:]:
        assert "`tests/" in promise, f"no test shows this: {promise[:100]}"

"""What a run is given: limits, files, and the solvers that are compared."""

from __future__ import annotations

from pathlib import Path

import pytest

from evals.task import EvalError
from tests.evals.conftest import MakeContext


def test_long_sets_are_cut_to_their_own_limit(make_context: MakeContext) -> None:
    assert make_context().most(60) == 60
    assert make_context(limit=5).most(60) == 5
    assert make_context(limit=500).most(60) == 60


def test_sets_are_cut_only_where_baselines_are_asked(make_context: MakeContext) -> None:
    assert make_context(baselines=True).most_compared(60) == 60
    assert make_context(baselines=False).most_compared(60) is None
    assert make_context(limit=5).most_compared(60) == 5


def test_a_file_that_is_missing_is_named(make_context: MakeContext, tmp_path: Path) -> None:
    with pytest.raises(EvalError, match=r"No qa/x.jsonl in .* --data"):
        make_context(data=tmp_path).file("qa/x.jsonl")
    with pytest.raises(EvalError, match="--data"):
        make_context(data=None).file("qa/x.jsonl")
    (tmp_path / "there").mkdir()
    assert make_context(data=tmp_path).file("there") == tmp_path / "there"

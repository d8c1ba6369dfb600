"""Figures as they are shown: with a unit, and the bound that they have to keep."""

from __future__ import annotations

from importlib.util import find_spec
from io import StringIO

from rich.console import Console

from evals.bench.targets import AT_MOST, MORE, more_lines, table, unit


def test_a_table_says_what_is_kept_and_what_is_not() -> None:
    console = Console(width=120, record=True, file=StringIO())
    values = {"answer_seconds": 3.0, "retrieval_ms_p95_20000": 19.0, "surveys": 1000.0}
    console.print(table(values, "T"))
    lines = console.export_text().splitlines()
    answer, retrieval, surveys = (next(li for li in lines if name in li) for name in values)
    assert "3.000" in answer and "at most 1.5: 100 % over" in answer
    assert " ms " in retrieval and "at most 30: kept" in retrieval
    assert "1000" in surveys and "at most" not in surveys


def test_every_bound_has_a_unit_and_every_other_bench_is_there() -> None:
    assert all(unit(name) for name in AT_MOST)
    for command in MORE:
        assert find_spec(f"evals.bench.{command.split()[0]}") is not None
    assert len(more_lines()) == len(MORE)

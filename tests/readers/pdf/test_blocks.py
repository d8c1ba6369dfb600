"""Which lines are displayed formulas."""

from __future__ import annotations

import pytest

from assistant.readers.pdf.blocks import is_formula
from assistant.readers.pdf.lines import Line
from tests.readers.pdf.test_lines import line


def displayed(text: str) -> Line:
    """A line set in from both edges of its column."""
    made = line(text, 40, left=80)
    made.column_left, made.column_right = 50, 300
    made.right = 220
    return made


@pytest.mark.parametrize(
    "text",
    ["Q(s, a) = max E[R | s, a]", "Q＊（s，a）＝max E［Rt ｜ st ＝ s］", "θ ← θ + αg", "≤ 1"],
)
def test_formulas(text: str) -> None:
    assert is_formula(displayed(text))


@pytest.mark.parametrize("text", ["其中，θ ＝ 1", "where the policy π is greedy", "[3] [4]"])
def test_no_formulas(text: str) -> None:
    assert not is_formula(displayed(text))

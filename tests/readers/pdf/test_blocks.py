"""Which lines are displayed formulas, and which blocks are programs."""

from __future__ import annotations

import pytest

from assistant.readers.pdf.blocks import is_formula
from assistant.readers.pdf.lines import Line
from tests.readers.pdf.test_layout import read, titled, words
from tests.readers.pdf.test_lines import line
from tests.readers.pdf.test_reader import LEFT, RIGHT


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


def test_programs_are_no_text_and_prose_in_their_letters_is() -> None:
    page = titled()
    y = page.lines(50, 100, LEFT)
    program = ["rivers = load_rivers(folder)", "for river in rivers: river.plot(colour=blue)."]
    y = page.lines(50, y + 12, program, font="F7")
    prompt = ["Read the text of the page and answer the question", "in one of the words of it."]
    y = page.lines(50, y + 12, prompt, font="F7")
    page.lines(50, y + 12, RIGHT)
    found = words(read(page))
    assert "rivers" not in found and "colour" not in found
    assert "answer the question in one of the words of it." in found


def test_a_paper_typed_in_letters_of_one_width_is_text() -> None:
    page = titled()
    page.lines(50, 100, LEFT, font="F7", size=8)
    assert "the goals that a model is given" in words(read(page))

"""Sizes of type on recognised pages."""

from __future__ import annotations

import random

import pytest

from assistant.readers.ocr.ink import Ink
from assistant.readers.ocr.lines import TextLine
from assistant.readers.pdf.scans.sizes import are_bold, measured_sizes, type_sizes


def line(text: str, size: float, width: float, stroke: float = 0.1) -> TextLine:
    return TextLine(text, Ink(0, 0, width, size, size, size, stroke), 0.99)


def test_sizes_that_lie_near_are_one_and_others_stay_apart() -> None:
    spread = random.Random(5)
    measured = [(spread.gauss(10, 0.3), 60) for _ in range(200)]
    measured += [(spread.gauss(8, 0.2), 40) for _ in range(60)] + [(13.2, 14), (12.9, 20)]
    sizes = type_sizes(measured)
    assert sizes[:200].count(10.0) > 190
    assert sizes[200:260].count(8.0) > 52
    assert sizes[260:] == [13.0, 13.0]


def test_a_page_without_lines_has_no_sizes() -> None:
    assert type_sizes([]) == [] and measured_sizes([]) == [] and are_bold([]) == []


def test_a_long_line_that_only_looks_high_has_the_size_of_its_width() -> None:
    text = "thirty letters and more of a line"
    lines = [line(text, 10, 160) for _ in range(5)] + [line(text, 13, 160), line("A Title", 13, 45)]
    assert measured_sizes(lines)[4:] == pytest.approx([10, 10, 13])


def test_heavier_latin_lines_are_bold() -> None:
    lines = [line("some words", 10, 50)] * 4 + [line("bold words", 10, 50, 0.15)]
    lines.append(line("强化学习", 10, 50, 0.3))
    assert are_bold(lines) == [False] * 4 + [True, False]

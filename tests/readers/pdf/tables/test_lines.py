"""Words put in lines."""

from __future__ import annotations

from assistant.readers.pdf.tables.lines import lines_of_words, outside
from tests.readers.pdf.tables.words import word


def test_lines_of_words() -> None:
    small = word("2", 6, 6)
    small.size = 6.0
    lines = lines_of_words([word("b", 20, 24), word("m", 0, 10), small, word("a", 0, 24)])
    assert [[w.text for w in line] for line in lines] == [["m", "2"], ["a", "b"]]


def test_words_outside_of_boxes() -> None:
    words = [word("in", 10, 20), word("out", 10, 60)]
    assert [w.text for w in outside(words, [(0, 10, 100, 30)])] == ["out"]

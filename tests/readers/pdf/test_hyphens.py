"""Hyphens at line ends: the document's own words decide whether they stay."""

from __future__ import annotations

import pytest

from assistant.readers.pdf.hyphens import Hyphens
from tests.readers.pdf.test_layout import words
from tests.readers.pdf.test_lines import line
from tests.readers.pdf.test_reader import LEFT, read
from tests.readers.pdf_writer import Page

LINES = [
    "A low-rank filter is a low-level one, and decision-making with it",
    "is rule-based and fast. Training of the model is based on infor-",
    "mation of some sort; with more information the choices are better.",
]


@pytest.mark.parametrize(
    ("first", "second", "kept"),
    [
        ("low", "rank", True),  # written so elsewhere
        ("decision", "making", True),
        ("Decision", "making", True),  # at the start of a sentence
        ("infor", "mation", False),  # joined elsewhere
        ("low", "choices", True),  # "low" opens two compounds, and "choices" is a word
        ("train", "ing", False),
        ("trans", "mation", False),  # cut off at a line's end, it is no word
        ("with", "out", False),
    ],
)
def test_the_form_that_the_document_uses_is_preferred(first: str, second: str, kept: bool) -> None:
    hyphens = Hyphens([[line(text, 20 * place) for place, text in enumerate(LINES)]])
    assert hyphens.keeps(first, second) is kept


def test_quotes_have_the_hyphens_of_the_page() -> None:
    page = Page()
    page.lines(50, 100, [
        "The use of low-rank filters is old. What is new is the use of low-",
        "rank filters in transfor-",
        "mers, and transformers are all over. Some call it \u00ad",
    ])  # fmt: skip
    page.lines(50, 180, LEFT)
    found = words(read([page]))
    assert "the use of low-rank filters in transformers, and transformers" in found


@pytest.mark.parametrize(
    ("first", "second", "kept"),
    [
        ("human", "in-the-loop", True),  # written so elsewhere
        ("state", "of-the-art", True),  # "of" before a hyphen is no syllable
        ("transfor", "mer-based", False),
        ("low", "rank-one", True),
    ],
)
def test_a_word_of_several_hyphens_is_cut_at_one_of_them(
    first: str, second: str, kept: bool
) -> None:
    text = "The human-in-the-loop is low-rank and a transformer-based one."
    assert Hyphens([[line(text, 0)]]).keeps(first, second) is kept


def test_numbers_raised_above_a_word_are_no_part_of_it() -> None:
    page = Page()
    page.lines(50, 100, LEFT)
    page.text(50, 260, "The tools work on large arrays", size=10)
    page.text(175.5, 256, "17,18", size=6)
    page.text(192, 260, "and on some of 10", size=10)
    page.text(264.5, 256, "8", size=6)
    page.text(270, 260, "small ones.", size=10)
    found = words(read([page]))
    assert "large arrays and on some of 10" in found
    assert "some of 10^8 small ones." in found


def test_a_word_of_the_same_stem_shows_the_hyphen() -> None:
    hyphens = Hyphens([[line("Support for decision-making is what they want.", 0)]])
    assert hyphens.keeps("decision", "makers")
    assert not hyphens.keeps("decision", "maps")  # too short to tell
    assert not hyphens.keeps("infor", "makers")

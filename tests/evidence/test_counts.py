"""Numbers with what they count, as reviews write them."""

from __future__ import annotations

import pytest

from assistant.evidence.counts import counted_things, counts, numbers_asked, numbers_of
from assistant.text.words import stem

PAPERS = {stem("papers"), stem("articles")}


@pytest.mark.parametrize(
    "text",
    [
        "We reviewed 73 papers across domains.",
        "The search resulted in a total of 3,103 papers.",
        "We identify a set of sixty relevant articles.",
        "The remaining papers (n = 149) were read.",
        "最终纳入73篇论文。",
    ],
)
def test_a_number_before_what_is_asked_counts_it(text: str) -> None:
    assert counts(text, PAPERS | {"论文"}) == 1.0


@pytest.mark.parametrize(
    "text",
    [
        "Papers from 2017 are left out.",
        "In 2017 papers were rare.",
        "Section 4.1 reports statistics on the included papers.",
        "It needs 12 layers, and papers differ.",
        "In this text, Section 10 concludes the paper.",
        "No number stands here.",
    ],
)
def test_years_and_numbers_of_other_things_do_not(text: str) -> None:
    assert counts(text, PAPERS) == 0.0


def test_a_part_of_a_whole_counts_less_than_the_whole() -> None:
    assert 0 < counts("Only 19 of the 73 papers apply it.", PAPERS) < 1
    assert set(numbers_of("Of 1,655 papers, 73 articles stayed.", PAPERS)) == {"1655", "73"}


def test_what_is_counted_is_the_name_behind_how_many() -> None:
    assert counted_things("How many research papers does it include?") == {"research", "paper"}
    assert counted_things("该综述纳入了多少篇论文？") >= {"论文"}
    assert not counted_things("Which papers does it include?")
    assert numbers_asked("How many are old, and how many are new?") == 2

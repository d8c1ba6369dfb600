"""What another survey says of a part under the part's name, its acronym or its own words."""

from __future__ import annotations

from dataclasses import replace

import pytest

from assistant.comparisons.mentions import mention
from tests.texts import category, numbered

PART = "3 Knowledge distillation"
OWN = [
    *numbered(
        "Knowledge distillation (KD) trains a small student on what a large teacher says.",
        "The teacher is trained first, and the student follows its outputs.",
        "A student of half the size of its teacher loses little.",
        section=PART,
    ),
    *numbered("Pruning takes away weights.", "Weights near zero are pruned.", section="2 Pruning"),
]
CATEGORY = category("Knowledge distillation")


@pytest.mark.parametrize(
    "said",
    [
        "Distillation of knowledge into small networks is an old thought.",
        "We tried KD on all of them.",
    ],
)
def test_a_name_or_its_acronym_is_a_mention(said: str) -> None:
    other = numbered("Networks are large.", said)
    assert mention(CATEGORY, OWN, other) == other[1]


def test_the_words_that_a_part_alone_uses_are_a_mention_where_they_come_together_twice() -> None:
    once = numbered("Networks are large.", "A student copies its teacher.")
    assert mention(CATEGORY, OWN, once) is None
    twice = [*once, *numbered("Each teacher has one student.")]
    assert mention(CATEGORY, OWN, twice) == once[1]


@pytest.mark.parametrize(
    "said",
    ["We prune weights.", "Knowledge is power.", "The KDE desktop is free.", "蒸馏是一种方法。"],
)
def test_other_sentences_are_no_mention(said: str) -> None:
    assert mention(CATEGORY, OWN, numbered(said, said)) is None


def test_either_of_two_things_in_a_name_will_do() -> None:
    low = category("Low-rank factorization and sparsity")
    assert mention(low, [], numbered("A factorization of low rank is small.")) is not None
    assert mention(low, [], numbered("The rank of a player is low.")) is None


def test_a_part_s_own_words_are_found_whatever_the_capitals_of_its_heading() -> None:
    loud = [replace(item, section=item.section.upper()) for item in OWN]
    other = numbered("A student copies its teacher.", "Each teacher has one student.")
    assert mention(CATEGORY, loud, other) == other[0]


def test_a_name_of_one_word_must_come_twice() -> None:
    dams = category("Dams")
    assert mention(dams, [], numbered("A dam broke.")) is None
    assert mention(dams, [], numbered("A dam broke.", "Dams hold water.")) is not None

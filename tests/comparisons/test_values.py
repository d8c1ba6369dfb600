"""Short values of cells: names, lists, numbers, years, yes and no."""

from __future__ import annotations

import pytest

from assistant.comparisons.values import (
    join_names,
    names_in,
    number_near,
    number_of,
    year_in,
    yes_or_no,
)
from tests.texts import numbered


@pytest.mark.parametrize(
    ("text", "aspect", "number"),
    [
        ("The survey covers 48 rivers and 3 lakes.", "number of rivers", "48"),
        ("The survey covers 48 rivers and 3 lakes.", "# lakes", "3"),
        ("Accuracy reached 81.5% in [12] on dams.", "accuracy", "81.5%"),
        ("In 2021, rivers were long.", "number of rivers", ""),
        ("There were many rivers.", "number of rivers", ""),
        ("We saw 12 dams.", "number of rivers", ""),
    ],
)
def test_the_number_nearest_to_the_words_is_taken(text: str, aspect: str, number: str) -> None:
    value, found = number_near(numbered(text), aspect)
    assert value == number
    assert (found is None) == (number == "")


def test_years_come_from_sentences() -> None:
    assert year_in(numbered("None here.", "It began in 1998."))[0] == "1998"
    assert year_in(numbered("Item 12345 is no year.")) == ("", None)


@pytest.mark.parametrize(
    ("text", "value"),
    [
        ("The code is released to everyone.", "yes"),
        ("The code is not released to anyone.", "no"),
        ("The paper is long.", ""),
    ],
)
def test_yes_and_no(text: str, value: str) -> None:
    assert yes_or_no(numbered(text), "released code")[0] == value


def test_names_are_listed_once_and_without_the_aspects_own() -> None:
    found, holding = names_in(
        numbered("We use GSM8K, MMLU [3] and MMLU.", "Nothing is here.", "BIG-bench is large."),
        "benchmarks",
    )
    assert join_names(found) == "GSM8K; MMLU; BIG-bench"
    assert [item.sentence for item in holding] == [0, 2]


@pytest.mark.parametrize(
    ("sentences", "aspect", "number"),
    [
        (["We recorded 1,200 gait sequences of 30 people."], "# Seq.", "1,200"),
        (["We recorded seven rivers."], "number of rivers", "7"),
        (["The number of rivers is 48."], "# rivers", "48"),
        (["We measured 48 rivers.", "Others have 12 rivers."], "# rivers", "48"),
        (["Others measured two rivers."], "# rivers", ""),
        (["We measured 48 rivers."], "# dams", ""),
        (["In the year 2019 rivers rose."], "# rivers", ""),
        (["Anything."], "#", ""),
    ],
)
def test_the_number_that_is_told_most_is_taken(
    sentences: list[str], aspect: str, number: str
) -> None:
    value, found = number_of(numbered(*sentences), aspect)
    assert value == number
    assert (found is None) == (number == "")


def test_a_negation_counts_only_in_the_clause_that_names_the_thing() -> None:
    told = numbered("The code is released, although the data are not.")
    assert yes_or_no(told, "released code")[0] == "yes"

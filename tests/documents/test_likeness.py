"""What two documents agree on and what they state differently."""

from __future__ import annotations

import pytest

from assistant.documents.identity import Identity
from assistant.documents.likeness import is_telling, likeness, same_author

RIVERS = Identity(
    "A Survey of Rivers", ("Ann Lee",), 2021, "2101.00001", "10.1145/1", "Water. " * 30
)


def test_what_is_equal_agrees_and_what_is_not_stated_is_in_neither() -> None:
    found = likeness(RIVERS, RIVERS)
    assert found.agree == {"title", "authors", "year", "arxiv_id", "doi", "abstract"}
    assert found.differ == frozenset()
    assert likeness(RIVERS, Identity()) == likeness(Identity(), Identity())


def test_what_is_other_differs_and_what_is_near_says_nothing() -> None:
    other = Identity("Paper Mills", ("Cy Yao",), 2014, "2101.00009", "10.1145/2", "Mills. " * 30)
    assert likeness(RIVERS, other).differ == likeness(RIVERS, RIVERS).agree
    near = Identity("A Survey of Rivers and Lakes", (), 2022, None, "10.1145/12")
    assert likeness(RIVERS, near) == likeness(Identity(), Identity())


@pytest.mark.parametrize(
    ("one", "other", "same"),
    [
        ("A. Lee", "Ann Lee", True),
        ("Lee, Ann", "Ann Lee", True),
        ("Ann Lee", "Bo Lee", False),
        ("Lee", "Ann Lee", True),
        ("Ann Müller", "Ann Muller", True),
        ("刘 全", "刘全", True),
        ("刘全", "刘金", False),
    ],
)
def test_names_of_one_person(one: str, other: str, same: bool) -> None:
    assert same_author(one, other) is same


def test_titles_that_say_enough_alone() -> None:
    assert is_telling("Learning Reward Models from Human Preferences at Scale")
    assert not is_telling("Deep Learning for Crops: A Survey")
    assert is_telling("高山生態系におけるデジタルタイムラプスカメラ") and not is_telling(
        "强化学习综述"
    )

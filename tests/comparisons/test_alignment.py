"""Categories side by side: same, broader or narrower, only here."""

from __future__ import annotations

from assistant.comparisons.alignment import align_categories
from tests.texts import LAKES, category


def relations(mine: list[tuple[str, int]], theirs: list[tuple[str, int]], *titles: str) -> set[str]:
    trees = {
        "s1": [category(name, depth) for name, depth in mine],
        "s2": [category(name, depth, LAKES) for name, depth in theirs],
    }
    return {
        f"{match.relation}: "
        + " / ".join(owned.name if (owned := match.of(s)) else "–" for s in trees)
        for match in align_categories(trees, titles)
    }


def test_same_broader_and_alone_are_told_apart() -> None:
    found = relations(
        [("Flood Control", 0), ("Fish", 0), ("Dams", 0)],
        [("Controlling Floods", 0), ("Migrating Fish", 0), ("Ice", 0)],
    )
    assert found == {
        "same: Flood Control / Controlling Floods",
        "broader or narrower: Fish / Migrating Fish",
        "only here: Dams / –",
        "only here: – / Ice",
    }


def test_words_of_all_titles_do_not_tell_categories_apart() -> None:
    mine, theirs = [("Water Evaluation", 0)], [("Evaluation", 0)]
    assert relations(mine, theirs, "Water in Towns", "Water in Fields") == {
        "same: Water Evaluation / Evaluation"
    }
    assert relations(mine, theirs, "Towns", "Fields") == {
        "broader or narrower: Water Evaluation / Evaluation"
    }


def test_of_the_same_names_the_highest_is_matched() -> None:
    found = relations([("Dams", 0), ("Fish", 1), ("Fish", 0)], [("Fish", 0)])
    assert "same: Fish / Fish" in found
    assert not [line for line in found if line.startswith("only here: Fish")]


def test_trees_that_are_empty_match_nothing() -> None:
    assert relations([], []) == set()
    assert relations([("Dams", 0)], []) == {"only here: Dams / –"}

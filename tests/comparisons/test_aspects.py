"""Aspects: their kinds, what is refused, and what is proposed."""

from __future__ import annotations

import pytest

from assistant.comparisons.aspects import (
    DEFAULT_ASPECTS,
    MOST_PROPOSED,
    Aspect,
    aspect_of,
    checked_aspects,
    proposed_aspects,
)
from tests.texts import category


@pytest.mark.parametrize(
    ("text", "name", "kind"),
    [
        ("scope", "scope", "text"),
        (" released   code (yes/no)", "released code", "yes/no"),
        ("cost (Yes or No)", "cost", "yes/no"),
        ("size (number)", "size", "number"),
        ("number of papers", "number of papers", "number"),
        ("Is it open source?", "Is it open source?", "yes/no"),
        ("year of publication", "year of publication", "year"),
        ("Benchmarks", "Benchmarks", "list"),
        ("datasets (text)", "datasets", "text"),
        ("是否开源", "是否开源", "yes/no"),
        ("attacks (on models)", "attacks (on models)", "text"),
    ],
)
def test_kinds_are_read_or_guessed(text: str, name: str, kind: str) -> None:
    assert aspect_of(text) == Aspect(name, kind)  # type: ignore[arg-type]


def test_blanks_and_repeats_are_left_out_in_order() -> None:
    found = checked_aspects(["b", "…", "a", "b", Aspect("c", "year")])
    assert [aspect.name for aspect in found] == ["b", "a", "c"]
    assert found[-1].kind == "year"
    assert tuple(aspect.name for aspect in checked_aspects(None)) == DEFAULT_ASPECTS


def test_proposals_are_what_all_tell_then_what_is_shared_then_what_is_alone() -> None:
    trees = {
        "Reed": [category("Gauges"), category("Floods"), category("Why Rivers?")],
        "Lund": [category("Flood"), category("Ice")],
    }
    found = {aspect.name: aspect.why for aspect in proposed_aspects(trees)}
    names = list(found)
    assert names[:2] == ["scope", "taxonomy"]
    assert found["floods"] == "a part of Reed and Lund"
    assert found["Gauges"] == "a part of Reed only" and found["Ice"] == "a part of Lund only"
    assert names.index("floods") < names.index("Gauges")
    assert "Why Rivers?" not in names, "a question of the text's course is no row of a table"


def test_proposals_end() -> None:
    trees = {"Reed": [category(f"Part{n} of it") for n in range(60)], "Lund": []}
    assert len(proposed_aspects(trees)) == MOST_PROPOSED
    assert proposed_aspects({}) == proposed_aspects({"Reed": []})

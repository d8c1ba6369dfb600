"""Aspects: their kinds, what is refused, and what is proposed."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from assistant.comparisons.aspects import (
    DEFAULT_ASPECTS,
    KINDS,
    LONGEST_ASPECT,
    MOST_ASPECTS,
    MOST_PROPOSED,
    Aspect,
    Kind,
    aspect_of,
    parse_aspects,
    propose_aspects,
)
from assistant.errors import AssistantError
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
    found = parse_aspects(["b", "…", "a", "b", Aspect("c", "year")])
    assert [aspect.name for aspect in found] == ["b", "a", "c"]
    assert found[-1].kind == "year"
    assert tuple(aspect.name for aspect in parse_aspects(None)) == DEFAULT_ASPECTS


def test_proposals_are_what_all_tell_then_what_is_shared_then_what_is_alone() -> None:
    trees = {
        "Reed": [category("Gauges"), category("Floods"), category("Why Rivers?")],
        "Lund": [category("Flood"), category("Ice")],
    }
    found = {aspect.name: aspect.why for aspect in propose_aspects(trees)}
    names = list(found)
    assert names[:2] == ["scope", "taxonomy"]
    assert found["floods"] == "a part of Reed and Lund"
    assert found["Gauges"] == "a part of Reed only" and found["Ice"] == "a part of Lund only"
    assert names.index("floods") < names.index("Gauges")
    assert "Why Rivers?" not in names, "a question of the text's course is no row of a table"


def test_proposals_end() -> None:
    trees = {"Reed": [category(f"Part{n} of it") for n in range(60)], "Lund": []}
    assert len(propose_aspects(trees)) == MOST_PROPOSED
    assert propose_aspects({}) == propose_aspects({"Reed": []})


@pytest.mark.parametrize("kind", KINDS)
@pytest.mark.parametrize("name", ["scope", "number of papers", "是否开源", "コードの公開", "year"])
def test_a_kind_in_brackets_goes_before_any_guess(name: str, kind: Kind) -> None:
    for text in (f"{name} ({kind})", f"  {name}({kind.upper()}) "):
        assert aspect_of(text) == Aspect(name, kind)


@pytest.mark.parametrize(
    ("text", "kind"),
    [
        ("发表年份", "year"),
        ("論文の件数", "number"),
        ("コードは公開されているか", "yes/no"),
        ("数据集", "list"),
        ("分類", "list"),
        ("主な知見", "text"),
        ("how many languages", "number"),
        ("data sets", "list"),
    ],
)
def test_kinds_are_guessed_in_three_languages(text: str, kind: Kind) -> None:
    assert aspect_of(text).kind == kind


@given(st.text(max_size=60))
def test_any_text_is_an_aspect_on_one_line(text: str) -> None:
    aspect = aspect_of(text)
    assert aspect.kind in KINDS and aspect.name == " ".join(aspect.name.split())
    assert set(aspect.wanted) <= set(aspect.wording.words)


@pytest.mark.parametrize("aspects", [[], [""], ["…", " ", "?!"]])
def test_a_comparison_of_nothing_is_refused_with_an_example(aspects: list[str]) -> None:
    with pytest.raises(AssistantError, match="at least one aspect, such as"):
        parse_aspects(aspects)


def test_a_comparison_has_bounds_and_says_which() -> None:
    most = [f"aspect {n}" for n in range(MOST_ASPECTS)]
    assert len(parse_aspects(most)) == MOST_ASPECTS
    assert len(parse_aspects(["河" * LONGEST_ASPECT])) == 1
    for wrong in ([*most, "one more"], ["河" * (LONGEST_ASPECT + 1)]):
        with pytest.raises(
            AssistantError, match=rf"{MOST_ASPECTS}.*{LONGEST_ASPECT}.*{len(wrong)}"
        ):
            parse_aspects(wrong)


def test_the_first_of_two_kinds_holds() -> None:
    (aspect,) = parse_aspects(["cost (number)", Aspect("cost", "text")])
    assert aspect.kind == "number"

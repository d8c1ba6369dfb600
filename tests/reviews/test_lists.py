"""Points of a list lead to the sentence that opens it, and lose their numbers."""

from __future__ import annotations

from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from assistant.reviews.lists import openers, without_lead, without_point
from tests.texts import numbered


def test_points_belong_to_the_sentence_that_opens_the_list() -> None:
    texts = numbered(
        "Future work goes three ways: (1) gauges are cheap.",
        "(2) Rivers are mapped.",
        "Maps help towns.",
        "(3) Silt is weighed.",
        "Nothing else is open.",
    )
    found = openers(texts)
    assert {place for _, place in found} == {1, 3}
    assert {item.sentence for item in found.values()} == {0}


def test_a_list_ends_with_its_section_and_after_some_sentences() -> None:
    first = numbered("It has parts: (1) a head.")
    other = numbered("x", "(2) A tail is elsewhere.", section="4 Lakes")[1:]
    assert openers([*first, *other]) == {}
    far = numbered("It has parts: (1) a head.", *["Water runs."] * 6, "(2) A tail.")
    assert {item.text for item in openers(far).values()} == {"Water runs."}


@pytest.mark.parametrize(
    ("text", "bare"),
    [
        ("(ii) how to model instructions?", "how to model instructions?"),
        ("（2）多任务迁移", "多任务迁移"),
        ("It is slow; (iii).", "It is slow."),
        ("(1) Data (2) Training (3) Tests.", "(1) Data (2) Training (3) Tests."),
        ("In (1) we see water.", "In (1) we see water."),
        ("a) is first", "a) is first"),
    ],
)
def test_numbers_of_points_are_left_out(text: str, bare: str) -> None:
    assert without_point(text) == bare


@pytest.mark.parametrize(
    ("opening", "point", "bare"),
    [
        ("There are two ways: (i) gauges.", "(ii) Maps.", "Maps."),
        ("分为两类：①快河。", "②慢河。", "慢河。"),
        ("二種類ある：（１）速い川。", "（２）遅い川。", "遅い川。"),
        ("Two are open: ( a ) silt.", "(b) Ice.", "Ice."),
    ],
)
def test_points_are_numbered_in_many_ways(opening: str, point: str, bare: str) -> None:
    texts = numbered(opening, point)
    assert [item.text for item in openers(texts).values()] == [opening]
    assert without_point(point) == bare


def test_a_new_list_has_its_own_opener() -> None:
    texts = numbered("Rivers: (1) fast.", "(2) Slow.", "Lakes: (1) deep.", "(2) Shallow.")
    assert {place[1]: item.sentence for place, item in openers(texts).items()} == {1: 0, 3: 2}


def test_a_point_at_the_head_of_a_section_has_no_opener() -> None:
    first, second = numbered("(2) Slow.", "(3) Dry.")
    assert openers([first]) == {}
    assert openers([first, replace(second, section="4 Lakes")]) == {}
    assert openers([]) == {}


@given(st.lists(st.sampled_from(["It has parts: (1) one.", "(2) Two.", "(iii) 三。", "x"])))
def test_an_opener_stands_before_its_points_and_near_them(texts: list[str]) -> None:
    sentences = numbered(*texts)
    for (document, place), item in openers(sentences).items():
        assert document == item.document_id and item.sentence < place
        assert item in sentences


@pytest.mark.parametrize(
    ("text", "bare"),
    [
        ("Therefore, one trend is clear.", "One trend is clear."),
        ("In addition, rivers freeze.", "Rivers freeze."),
        ("さらに、川は凍る。", "川は凍る。"),
        ("Finally rivers freeze.", "Finally rivers freeze."),
        ("Thus,", "Thus,"),
        ("", ""),
    ],
)
def test_words_that_tie_a_sentence_to_the_one_before_are_left_out(text: str, bare: str) -> None:
    assert without_lead(text) == bare
    assert without_lead(bare) == bare


@given(st.text(alphabet="(1)（2）ia；;. ,①水Aé", max_size=24))
def test_only_the_ends_of_a_sentence_change(text: str) -> None:
    bare = without_point(text)
    assert bare.rstrip(".") in text

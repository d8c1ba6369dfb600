"""Points of a list lead to the sentence that opens it, and lose their numbers."""

from __future__ import annotations

import pytest

from assistant.reviews.lists import openers, without_point
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

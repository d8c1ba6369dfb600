"""Values out of a closed circle."""

from __future__ import annotations

from assistant.comparisons.vocabulary import value_kind_of, value_kinds, values_in_text
from tests.texts import numbered


def test_what_a_text_tells_most_comes_first_with_its_sentence() -> None:
    told = numbered(
        "We record people outdoors.",
        "The outdoor part was checked; the one in a lab too.",
        "Our part in a lab is as large.",
        "Earlier sets are in the wild.",
    )
    circle = value_kind_of("Env.")
    assert circle is not None
    values, holding = values_in_text(circle, told)
    assert values == ["outdoor", "indoor"]
    assert [item.sentence for item in holding] == [0, 2]


def test_a_word_in_passing_is_no_value() -> None:
    circle = value_kind_of("setting")
    assert circle is not None
    assert values_in_text(circle, numbered("Earlier sets are in the wild.")) == ([], [])


def test_capitals_stand_for_themselves() -> None:
    circle = value_kind_of("metrics")
    assert circle is not None
    assert values_in_text(circle, numbered("We use MAE.", "Our MAE is low."))[0] == ["MAE"]
    assert values_in_text(circle, numbered("We met mae.", "Our mae is here."))[0] == []


def test_only_aspects_of_a_closed_circle_have_one() -> None:
    for name in ("Env.", "metric", "tasks", "threat model"):
        assert value_kind_of(name) is not None, name
    for name in ("scope", "taxonomy", "open problems", "evaluation", "main findings", "methods"):
        assert value_kind_of(name) is None, name
    assert all(circle.values and circle.most for circle in value_kinds())

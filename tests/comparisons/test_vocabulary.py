"""Values out of a closed circle."""

from __future__ import annotations

from assistant.comparisons.vocabulary import circle_of, circles, known_values
from tests.texts import numbered


def test_what_a_text_tells_most_comes_first_with_its_sentence() -> None:
    told = numbered(
        "We collect questions in German.",
        "The German part was checked; the French one too.",
        "Our French part is as large.",
        "Earlier sets are in Thai.",
    )
    circle = circle_of("Lang.")
    assert circle is not None
    values, holding = known_values(circle, told)
    assert values == ["German", "French"]
    assert [item.sentence for item in holding] == [0, 2]


def test_a_word_in_passing_is_no_value() -> None:
    circle = circle_of("languages")
    assert circle is not None
    assert known_values(circle, numbered("Earlier sets are in Thai.")) == ([], [])


def test_capitals_stand_for_themselves() -> None:
    circle = circle_of("metrics")
    assert circle is not None
    assert known_values(circle, numbered("We use MAE.", "Our MAE is low."))[0] == ["MAE"]
    assert known_values(circle, numbered("We met mae.", "Our mae is here."))[0] == []


def test_only_aspects_of_a_closed_circle_have_one() -> None:
    for name in ("Languages", "modality", "Env.", "metric", "backbone", "license"):
        assert circle_of(name) is not None, name
    for name in ("scope", "taxonomy", "open problems", "evaluation", "main findings", "methods"):
        assert circle_of(name) is None, name
    assert all(circle.values and circle.most for circle in circles())

"""The fields of a review: their aspects, their questions, the sections that are theirs."""

from __future__ import annotations

from assistant.reviews.fields import WHOLLY, at_home, field_for, fields
from tests.texts import sentence


def test_aspects_know_their_fields() -> None:
    assert (found := field_for("Open Problems ")) is not None and found.name == "future"
    assert field_for("varroa mites") is None
    for field in fields():
        assert set(field.headings) == {"en", "zh", "ja"}
        assert set(field.questions) == {"en", "zh", "ja"}


def test_a_section_of_a_fields_own_name_is_its_home() -> None:
    future = next(field for field in fields() if field.name == "future")
    for section, home in (
        ("6 Open problems", WHOLLY), ("7 Dams and the open problems of their makers", 1.0),
        ("6 Open problems › 6.1 Ice", 0.7), ("2 Rivers", 0.0),
    ):  # fmt: skip
        assert at_home(future, sentence("Ice is cold.", section=section)) == home

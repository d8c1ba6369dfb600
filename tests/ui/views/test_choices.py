"""Surveys and aspects as choices: what is chosen is changed only where it is gone."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest

from assistant.library import Library
from assistant.ui.views.choices import (
    LONGEST_LABEL,
    aspect_choices,
    aspect_label,
    chosen_ids,
    multiple_choice,
    single_choice,
    survey_choices,
    survey_label,
)
from tests.ui.pages import survey


@pytest.fixture
def ids(library: Library, survey_file: Callable[..., Path]) -> list[str]:
    library.add(survey_file("Survey of Lakes"))
    library.add(survey_file("Survey of Seas"))
    return [survey.id for survey in library.surveys()]


def test_a_label_is_one_short_line() -> None:
    assert survey_label(survey("Rivers")) == "Doe (2020): Rivers"
    label = survey_label(survey("Rivers " * 40))
    assert len(label) <= LONGEST_LABEL and label.endswith("…")


def test_one_choice_is_changed_only_where_it_is_gone(library: Library, ids: list[str]) -> None:
    assert [id_ for _, id_ in survey_choices(library)] == ids
    assert "value" not in single_choice(library, ids[1])
    assert "value" not in single_choice(library, None)
    assert single_choice(library, None, always=True)["value"] == ids[0]
    assert single_choice(library, "gone")["value"] is None
    assert single_choice(library, "gone", always=True)["value"] == ids[0]


def test_of_several_choices_those_that_are_gone_are_taken_out(
    library: Library, ids: list[str]
) -> None:
    assert "value" not in multiple_choice(library, ids)
    assert "value" not in multiple_choice(library, None)
    assert multiple_choice(library, ["gone", ids[1]])["value"] == [ids[1]]
    assert chosen_ids(library, ["gone"]) is None, "which means all"


def test_aspects_are_in_the_language_of_the_page_and_keep_their_names() -> None:
    assert aspect_choices(["scope"], "en") == [("scope", "scope")]
    (label, name), *_ = aspect_choices(["taxonomy (list)"], "zh")
    assert name == "taxonomy (list)" and "taxonomy" not in label
    assert aspect_label("my own (x", "zh") == "my own (x"

"""What is decided by hand of surveys, kept in the database."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest

from assistant.errors import AssistantError
from assistant.library import Library
from assistant.storage.edits import UNCHANGED, check_details

SurveyFile = Callable[..., Path]


def test_details_as_they_are_kept() -> None:
    found = check_details(
        {
            "title": " By  hand ",
            "authors": "Ann Lee",
            "year": "2021",
            "doi": UNCHANGED,
            "arxiv_id": "",
        }
    )
    assert found == {"title": "By hand", "authors": ["Ann Lee"], "year": 2021, "arxiv_id": None}
    assert check_details({"arxiv_id": "https://arxiv.org/abs/2309.15025v2"}) == {
        "arxiv_id": "2309.15025"
    }
    assert check_details({"arxiv_id": "cs/0112017"}) == {"arxiv_id": "cs/0112017"}
    with pytest.raises(AssistantError, match="'soon'"):
        check_details({"year": "soon"})


def test_documents_kept_apart_are_not_joined_again(
    library: Library, survey_file: SurveyFile
) -> None:
    survey = library.add(survey_file(name="one.md", author="Ann Lee"))
    library.add(survey_file(body="Another text of it.", name="two.md", author="Ann Lee"))
    away = library.split(survey, ["two.md"])
    third = library.add(survey_file(body="A third text of it.", name="three.md", author="Ann Lee"))
    assert third.id in (survey.id, away.id)
    assert len(library.surveys()) == 2

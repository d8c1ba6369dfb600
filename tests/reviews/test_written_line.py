"""The one line in a capable model's words: shown where the abstract carries it."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest
from langchain_core.language_models import FakeListChatModel

from assistant.models.evidence_model import EvidenceModel
from assistant.reviews.written_line import write_line
from tests.conftest import MakeLibrary
from tests.texts import sentence

ABSTRACT = (
    "Rivers carry sediment to the sea.",
    "In this survey, we review 40 studies of how dams keep sediment back.",
    "Most of them measure turbidity with buoys.",
)


def line(said: str, judge: EvidenceModel | None = None) -> str:
    items = [sentence(text, place) for place, text in enumerate(ABSTRACT)]
    claim = write_line("Dams", items, FakeListChatModel(responses=[said]), judge)
    return claim.text if claim is not None else ""


@pytest.mark.parametrize(
    ("said", "holds"),
    [
        ("We review 40 studies of how dams keep sediment back.", True),
        ("We review 50 studies of how dams keep sediment back.", False),
        ("We review how weirs help salmon.", False),
        ("", False),
    ],
)
def test_a_line_holds_by_its_words(said: str, holds: bool) -> None:
    assert line(said) == (said if holds else "")


def test_there_is_no_line_without_an_abstract() -> None:
    assert write_line("Dams", (), FakeListChatModel(responses=["Dams."])) is None


@pytest.mark.model
def test_a_line_in_other_words_holds_where_the_judge_says_so(
    real_evidence_model: EvidenceModel,
) -> None:
    said = "The survey goes through 40 studies on sediment that dams hold back."
    assert line(said, real_evidence_model) == said and not line(said)
    assert not line(said.replace("40", "90"), real_evidence_model)


def test_a_thorough_review_opens_with_it(
    make_library: MakeLibrary, survey_file: Callable[..., Path]
) -> None:
    said = "We review 40 studies of how dams keep sediment back"
    library = make_library(said)
    library.add(
        survey_file("A Survey of Dams", f"{ABSTRACT[2]}\n\n## Abstract\n\n{' '.join(ABSTRACT)}")
    )
    fields = [library.review("dams", thorough=way).field("one_line") for way in (False, True)]
    texts = [field.items[0].text for field in fields if field is not None]
    assert texts[0] != texts[1] == said

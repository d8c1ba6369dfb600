"""Which survey a user means by a name."""

from __future__ import annotations

from dataclasses import replace

import pytest

from assistant.documents.survey import DocumentInfo, Survey
from assistant.errors import UnknownName
from assistant.storage.lookup import survey_named

INFO = DocumentInfo("d" * 64, "rivers.pdf", "pdf", 3, ("en",), 1.0, ())
SOK = Survey("aaaaaaaaaaaa", "SoK: Security of Wide Rivers", ("Ann Lee",), 2021, None, None)
DEEP = Survey("bbbbbbbbbbbb", "A Survey on Deep Reinforcement Learning", ("Quan Liu", "Bo Chen"),
              2018, "1801.01234", "10.1145/3641289", (INFO,))  # fmt: skip
XAI = Survey(
    "cccccccccccc", "Explainable AI (XAI) for Judges: An Overview", ("Jo Ox",), 2023, None, None
)
SURVEYS = (SOK, DEEP, XAI)


@pytest.mark.parametrize(
    ("name", "survey"),
    [
        ("SoK", SOK),
        ("sok", SOK),
        ("SoK: security of wide rivers", SOK),
        ("swr", SOK),
        ("XAI", XAI),
        ("Liu", DEEP),
        ("Liu et al. (2018)", DEEP),
        ("1801.01234v3", DEEP),
        ("arXiv:1801.01234", DEEP),
        ("10.1145/3641289", DEEP),
        ("rivers.pdf", DEEP),
        ("bbbbbb", DEEP),
        ("reinforcement", DEEP),
    ],
)  # fmt: skip
def test_a_survey_by_its_names(name: str, survey: Survey) -> None:
    assert survey_named(name, SURVEYS) == survey


def test_the_initials_of_one_side_of_a_colon() -> None:
    deep = replace(DEEP, title="Deep Reinforcement Learning: A Survey")
    assert survey_named("DRL", (SOK, deep, XAI)) == deep


def test_an_author_goes_before_an_acronym() -> None:
    other = replace(XAI, title="LIU: Learning in Use")
    assert survey_named("Liu", (DEEP, other)) == DEEP


def test_what_fits_several_or_none_is_told() -> None:
    other = replace(XAI, title="SoK: Safety of Lakes")
    with pytest.raises(UnknownName, match=r"Security of Wide Rivers.*Safety of Lakes"):
        survey_named("SoK", (SOK, other))
    with pytest.raises(UnknownName, match="nearest"):
        survey_named("Mountains", SURVEYS)
    with pytest.raises(UnknownName, match="empty"):
        survey_named("Mountains", ())


def test_accents_and_the_parts_of_a_family_name_do_not_matter() -> None:
    survey = Survey("1", "Telerehabilitation", ("Lucía García-Moreno",), 2022, None, None)
    for name in ("Garcia", "moreno", "García-Moreno", "garcia-moreno et al. (2022)"):
        assert survey_named(name, [survey]) is survey

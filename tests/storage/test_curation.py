"""Surveys corrected by hand: details, merges and splits, and that they stay so."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from assistant.cli.versions import joined_lines, proposal_line
from assistant.errors import AssistantError, UnknownName
from assistant.library import Library
from tests.library_checks import sound

MakeLibrary = Callable[..., Library]
SurveyFile = Callable[..., Path]
LEE = "Ann Lee"


def test_edits_win_and_stay_and_can_be_taken_back(
    make_library: MakeLibrary, survey_file: SurveyFile
) -> None:
    library = make_library()
    survey = library.add(survey_file(name="v1.md", author=LEE))
    edited = library.edit(
        survey, title="  By  hand ", authors=["Ann Lee", "Bo Chen"], year=2021,
        arxiv_id="arXiv:2309.15025v2", doi="https://doi.org/10.1145/3641289",
    )  # fmt: skip
    assert (edited.title, edited.authors, edited.year) == ("By hand", ("Ann Lee", "Bo Chen"), 2021)
    assert (edited.arxiv_id, edited.doi) == ("2309.15025", "10.1145/3641289")
    assert library.surveys() == [edited]
    again = library.add(survey_file(body="A second version.", name="v2.md", author=LEE))
    assert again.id == survey.id and again.title == "By hand" and len(again.documents) == 2
    library.close()
    library = make_library()
    assert library.survey("By hand").year == 2021
    back = library.edit(survey.id, title=None, authors=[], year=None, arxiv_id="", doi=None)
    assert (back.title, back.authors, back.year) == (survey.title, (LEE,), None)
    assert library.edit(survey.id) == back
    sound(library)


def test_a_document_joins_the_survey_that_was_given_its_arxiv_id_by_hand(
    library: Library, survey_file: SurveyFile
) -> None:
    survey = library.add(survey_file())
    library.edit(survey, arxiv_id="2401.01234")
    path = survey_file("A Survey of Rivers and Lakes", name="2401.01234v1.md")
    assert library.add(path).id == survey.id
    path = survey_file("Something Else Entirely", name="2401.01234v2.md")
    assert library.add(path).id != survey.id


@pytest.mark.parametrize(
    ("values", "words"),
    [
        ({"year": "soon"}, "'soon'"),
        ({"year": 20231}, "20231"),
        ({"arxiv_id": "hep"}, "2309.15025"),
        ({"doi": "doi"}, "10.1145"),
        ({"authors": ["A", 3]}, "authors"),
        ({"title": 3}, "title"),
    ],
)
def test_details_that_make_no_sense_are_refused(
    library: Library, survey_file: SurveyFile, values: dict[str, Any], words: str
) -> None:
    survey = library.add(survey_file())
    with pytest.raises(AssistantError, match=words):
        library.edit(survey, **values)
    assert library.surveys() == [survey]


def test_surveys_are_merged_and_split_by_hand_and_stay_so(
    make_library: MakeLibrary, survey_file: SurveyFile
) -> None:
    library = make_library()
    lakes = library.add(survey_file("Survey of Lakes", author=LEE))
    seas = library.add(survey_file("Survey of Seas", author=LEE))
    ponds = library.add(survey_file("Survey of Ponds"))
    library.edit(seas, year=2020)
    library.edit(lakes, title="Standing water")
    library.keep("key", "review", f'{{"survey_id": "{seas.id}"}}')
    merged = library.merge([lakes, "Survey of Seas"])
    assert merged.id == lakes.id and merged.title == "Standing water" and merged.year == 2020
    assert [info.name for info in merged.documents] == ["survey-of-lakes.md", "survey-of-seas.md"]
    assert library.kept("key") is None
    assert library.surveys() == [merged, ponds]
    again = library.add(survey_file("Survey of Seas", "Another version.", "seas-2.md", LEE))
    assert again.id == merged.id and len(again.documents) == 3
    sound(library)

    away = library.split(merged.id, ["seas-2.md", again.documents[1].id[:8]])
    assert {info.name for info in away.documents} == {"survey-of-seas.md", "seas-2.md"}
    assert away.id != merged.id
    # The automatic matching does not bring together what was parted: this one fits both.
    library.edit(away, title="Survey of Lakes")
    library.edit(merged.id, title=None)
    both = library.add(survey_file("Survey of Lakes", "A third version.", "lakes-3.md", LEE))
    assert both.id in (merged.id, away.id)
    assert {survey.id for survey in library.surveys()} == {merged.id, away.id, ponds.id}
    library.close()
    library = make_library()
    assert len(library.surveys()) == 3
    whole = library.merge([merged.id, away.id])
    assert len(whole.documents) == 4
    back = library.split(whole, ["survey-of-lakes.md"])
    assert back.id in {survey.id for survey in library.surveys()}
    sound(library)


def test_a_merge_or_a_split_that_cannot_be_is_refused(
    library: Library, survey_file: SurveyFile
) -> None:
    lakes = library.add(survey_file("Survey of Lakes", author=LEE))
    library.add(survey_file("Survey of Seas", author=LEE))
    with pytest.raises(UnknownName, match="at least two"):
        library.merge([lakes, lakes.id])
    with pytest.raises(UnknownName, match="nearest"):
        library.merge([lakes, "Survey of Suns"])
    with pytest.raises(UnknownName, match="one document"):
        library.split(lakes, ["survey-of-lakes.md"])
    with pytest.raises(UnknownName, match=r"survey-of-lakes\.md"):
        library.split(lakes, ["other.md"])
    with pytest.raises(UnknownName, match="nothing to split"):
        library.split(lakes, [])
    both = library.merge([lakes.id, "Survey of Seas"])
    with pytest.raises(UnknownName, match="2 documents: a split names some"):
        library.split(both, [info.id for info in both.documents])


def test_a_survey_tells_what_its_documents_say_together(
    library: Library, survey_file: SurveyFile
) -> None:
    library.add(survey_file(name="one.md", author=LEE))
    chinese = (
        f"---\nauthors: [{LEE}]\n---\n# A Survey of Rivers\n\n"
        + "本文综述了河流与湖泊的研究进展。水往低处流。" * 20
    )
    path = survey_file(name="two.md")
    path.write_text(chinese, encoding="utf-8")
    survey = library.add(path)
    assert survey.languages == ("en", "zh")
    assert survey.formats == ("markdown",)
    assert survey.page_count is None
    assert survey.readable_share == 1.0
    assert survey.warnings == ()


def test_a_merge_is_told_and_undone_by_the_command_that_it_names(
    library: Library, survey_file: SurveyFile
) -> None:
    (first,) = library.add_all([survey_file(name="one.md", author=LEE)])
    assert first.joined is None
    again = survey_file(body="A second version says more.", name="two.md", author=LEE)
    (added,) = library.add_all([again])
    assert added.joined is not None and added.survey is not None
    assert added.joined.details == ("title", "authors")
    assert added.joined.documents == ("one.md",)
    (line,) = joined_lines(added)
    words = line.rpartition("survey-assistant split ")[2].split()
    away = library.split(words[0], words[1:])
    assert [info.name for info in away.documents] == ["two.md"]
    assert len(library.surveys()) == 2
    # What was parted by hand is not proposed.
    assert library.merge_proposals() == []


def test_two_versions_are_proposed_and_merged_by_the_command_that_it_names(
    library: Library, tmp_path: Path
) -> None:
    for doi, year in (("10.1101/2020.05.01.071111", 2020), ("10.1145/3641289", 2021)):
        head = f"---\ntitle: A Survey of Rivers\nauthors: [{LEE}]\nyear: {year}\ndoi: {doi}\n---\n"
        text = f"# Findings\n\nWater flows downhill, as {year} measurements say.\n"
        (tmp_path / f"{year}.md").write_text(head + text, encoding="utf-8")
    library.add(tmp_path / "2021.md")
    (added,) = library.add_all([tmp_path / "2020.md"])
    assert added.proposals == tuple(library.merge_proposals())
    (found,) = library.merge_proposals(added.survey)
    assert found.first_is_newer and found.identities[0].year == 2021
    words = proposal_line(found).rpartition("survey-assistant merge ")[2].split()
    assert len(library.merge(words).documents) == 2
    assert library.merge_proposals() == []

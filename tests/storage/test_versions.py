"""Older versions of works: their quotes name the later one that is in the library."""

from __future__ import annotations

from pathlib import Path

from assistant.library import Library

PREPRINT, PRINTED, LATER = "10.1101/2020.05.01.071111", "10.1145/3641289", "10.1145/4000000"


def version(folder: Path, year: int, doi: str, author: str = "Ada Lee") -> Path:
    path = folder / f"{year}.md"
    head = f"---\ntitle: A Survey of Rivers\nauthors: [{author}]\nyear: {year}\ndoi: {doi}\n---\n"
    text = f"# Findings\n\nThe survey of rivers counts {year - 2000} rivers that flow downhill.\n"
    path.write_text(head + text, encoding="utf-8")
    return path


def places(library: Library) -> list[str]:
    answer = library.ask("How many rivers does the survey of rivers count?")
    return [citation.place for claim in answer.claims for citation in claim.citations]


def test_an_older_version_is_quoted_with_a_word_on_the_later_one(
    library: Library, tmp_path: Path
) -> None:
    old = library.add(version(tmp_path, 2020, PREPRINT))
    assert places(library) and not any("older version" in place for place in places(library))
    new = library.add(version(tmp_path, 2022, PRINTED))
    told = "perhaps an older version of Lee (2022)"
    assert any("Lee (2020)" in place and place.endswith(told) for place in places(library))
    assert not any("Lee (2022)," in place and told in place for place in places(library))
    review = library.review(old)
    assert review.survey.newer == "Lee (2022)"
    assert library.review(new).survey.newer == ""
    library.remove(new)
    assert library.review(old).survey.newer == ""


def test_the_latest_of_three_versions_is_named(library: Library, tmp_path: Path) -> None:
    versions = ((2020, PREPRINT), (2022, PRINTED), (2024, LATER))
    surveys = [library.add(version(tmp_path, year, doi)) for year, doi in versions]
    newer = [library.review(survey).survey.newer for survey in surveys]
    assert newer == ["Lee (2024)", "Lee (2024)", ""]


def test_works_of_other_authors_are_no_versions(library: Library, tmp_path: Path) -> None:
    old = library.add(version(tmp_path, 2020, PREPRINT))
    library.add(version(tmp_path, 2022, PRINTED, author="Carl Moe"))
    assert library.review(old).survey.newer == ""

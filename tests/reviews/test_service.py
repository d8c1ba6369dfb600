"""The review service: reviews that are kept, trees and relations that are made once."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest

from assistant.library import Library

SurveyFile = Callable[..., Path]
MakeLibrary = Callable[..., Library]
BODY = """We survey 40 papers on water and sort them into three classes.

## Floods

Floods come in spring, when snow melts in the hills.

## Findings

We found that rivers carry more sand in spring than in autumn.

## Dams

Dams hold water back. Future work should measure small dams.
"""


def test_a_review_comes_at_once_the_second_time(
    make_library: MakeLibrary, survey_file: SurveyFile
) -> None:
    library = make_library()
    rivers = library.add(survey_file(body=BODY))
    grown = list(library.reviews.review(rivers, "en"))
    assert grown[-1].finished and not grown[0].finished
    assert list(library.reviews.review(rivers, "en")) == grown[-1:]
    assert len(list(library.reviews.review(rivers, "ja"))) > 1, "another language is another review"


def test_a_thorough_review_is_kept_apart(
    make_library: MakeLibrary, survey_file: SurveyFile
) -> None:
    library = make_library("nothing: noted")
    rivers = library.add(survey_file(body=BODY))
    list(library.reviews.review(rivers, "en"))
    *_, thorough = library.reviews.review(rivers, "en", thorough=True)
    assert thorough.thorough and thorough.parts >= thorough.parts_read > 0


def test_a_tree_is_made_once_until_the_survey_changes(
    make_library: MakeLibrary, survey_file: SurveyFile
) -> None:
    library = make_library()
    rivers = library.add(survey_file(body=BODY))
    tree = library.reviews.taxonomy(rivers)
    assert {"Floods", "Dams"} <= {category.name for category in tree}
    assert library.reviews.taxonomy("rivers") is tree
    renamed = library.edit(rivers, title="A Survey of Streams")
    again = library.reviews.taxonomy(renamed)
    assert again is not tree and again[0].citation.survey.title == "A Survey of Streams"


def test_fields_are_found_once(make_library: MakeLibrary, survey_file: SurveyFile) -> None:
    library = make_library()
    rivers = library.add(survey_file(body=BODY))
    sentences = library.reviews.field_sentences(rivers)
    assert library.reviews.field_sentences(rivers) is sentences
    assert {"findings", "future", "method"} <= set(sentences)
    texts = {item.text for items in sentences.values() for item in items}
    assert any(text.startswith("We found that rivers carry more sand") for text in texts)


def test_a_survey_is_not_related_to_itself(
    make_library: MakeLibrary, survey_file: SurveyFile
) -> None:
    library = make_library()
    library.add(survey_file(body=BODY))
    assert library.reviews.related("rivers") == []
    library.add(survey_file("A Survey of Streams", body=BODY.replace("40", "41")))
    (near,) = library.reviews.related("rivers")
    assert near.survey.title == "A Survey of Streams" and near.reasons


def test_of_many_surveys_those_are_read_whose_passages_come_near(
    make_library: MakeLibrary, survey_file: SurveyFile, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("assistant.reviews.service.MOST_COMPARED", 1)
    library = make_library()
    library.add(survey_file(body=BODY))
    for number in range(3):
        library.add(survey_file(f"Bees, Part {number}", body=f"Bees hum. Hives are {number} old."))
    library.add(survey_file("A Survey of Streams", body=BODY.replace("40", "41")))
    assert [near.survey.title for near in library.reviews.related("rivers")] == [
        "A Survey of Streams"
    ]

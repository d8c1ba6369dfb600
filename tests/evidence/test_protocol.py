"""The items of a review's protocol, and which sentence answers one."""

from __future__ import annotations

import re

import pytest

from assistant.evidence.protocol import Told, holds, is_home, items, least, rate

BY_NAME = {item.name: item for item in items()}
NEAR = 0.4
METHOD = "3 Method › 3.1 Search"


def rated(name: str, *told: Told, near: float = NEAR) -> list[float]:
    return rate(BY_NAME[name], told, [near] * len(told))


def test_every_item_names_its_place_in_the_checklist_and_asks_in_three_languages() -> None:
    for item in items():
        assert re.fullmatch(r"\d{1,2}[a-d]?", item.prisma) and item.topic
        assert set(item.headings) == {"en", "zh", "ja"}
        assert len(item.questions) >= 3
    aspects = [aspect for item in items() for aspect in item.aspects]
    assert len(aspects) == len(set(aspects))


@pytest.mark.parametrize(
    ("name", "text"),
    [
        ("included", "We reviewed 73 papers."),
        ("sources", "We searched in: ACM Digital Library, Scopus, Web of Science and PubMed."),
        ("period", "The search was limited to studies since 2010."),
        ("agreement", "Cohen's kappa was 0.74."),
        ("searched", "The search was done in October 2021."),
        ("agreement", "The coders agreed on 92 % of the papers."),
        ("agreement", "Agreement was substantial (κ = 0.72)."),
        ("period", "Scopus (January 2018 - June 2023) was searched."),
    ],
)
def test_an_answer_holds_what_its_item_wants(name: str, text: str) -> None:
    assert holds(BY_NAME[name], text) == 1.0


@pytest.mark.parametrize(
    ("name", "text"),
    [
        ("included", "We reviewed many papers."),
        ("sources", "The search used several databases."),
        ("period", "Trust was studied before (Lopes et al., 2022)."),
        ("agreement", "Section 4.1 tells of the agreement."),
        ("agreement", "Forests take up 1.3 6 0.5 gigatonnes of carbon a year."),
        ("agreement", "Old stands bind 0.4 tonnes per hectare."),
    ],
)
def test_what_lacks_it_is_no_answer_however_near(name: str, text: str) -> None:
    assert rated(name, Told(text, "abstract", "Abstract"), near=0.9) == [0.0]


def test_the_place_where_a_review_tells_of_itself_counts() -> None:
    text = "We searched Scopus, PubMed, Crossref and ACM Library."
    there, elsewhere = rated("sources", Told(text, "body", METHOD), Told(text, "body", "5 Trust"))
    assert there > elsewhere and there >= least(BY_NAME["sources"])
    assert is_home("abstract", "Abstract") and not is_home("body", "5 Trust")
    limits = BY_NAME["limitations"]
    text = "The number of sources is limited."
    own, other = rated(
        "limitations", Told(text, "limitations", "6 Limits"), Told(text, "body", "2")
    )
    assert own > other and own >= least(limits) > other


def test_a_survey_that_has_not_searched_tells_of_itself_in_front_only() -> None:
    included, questions = BY_NAME["included"], BY_NAME["questions"]
    told = [
        Told("18 papers are listed.", "method", METHOD),
        Told("We read 9 papers.", "abstract", ""),
    ]
    assert rate(included, told, [NEAR, NEAR], systematic=False)[0] == 0.0
    assert rate(included, told, [NEAR, NEAR], systematic=False)[1] > 0
    assert rate(questions, told, [NEAR, NEAR], systematic=False)[0] > 0


def test_the_number_that_a_review_says_again_is_the_one_of_the_included() -> None:
    told = [
        Told("The search found 3,103 papers.", "body", METHOD),
        Told("We reviewed 73 papers.", "body", METHOD),
        Told("The 73 papers differ.", "body", METHOD),
    ]
    assert max(rated("included", *told)) == rated("included", *told)[1]
    assert max(rated("identified", *told)) == rated("identified", *told)[0]


def test_a_title_of_the_items_own_words_counts() -> None:
    text = "Papers had to be written in English."
    titled, other = rated(
        "criteria", Told(text, "body", "3 Method › Inclusion criteria"), Told(text, "body", METHOD)
    )
    assert titled > other

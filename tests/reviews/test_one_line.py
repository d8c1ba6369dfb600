"""One line of an abstract, and the items of a review, word for word."""

from __future__ import annotations

from dataclasses import replace

import pytest

from assistant.evidence.evidence import Evidence
from assistant.reviews.one_line import abstract_of, one_line, other_abstract, shorten
from tests.texts import numbered, sentence

ABSTRACT = (
    "Rivers carry water.",
    "In this survey, we review how towns measure rivers, including gauges and maps (Reed, 2020).",
    "We then summarize gauges.",
)


def abstract(*texts: str) -> list[Evidence]:
    return numbered(*texts, kind="abstract")


def test_the_line_says_what_the_survey_reviews() -> None:
    line = one_line("A Survey of Measuring Rivers", numbered(*ABSTRACT, kind="abstract"))
    assert line is not None and line.text.startswith("We review how towns measure rivers")
    assert line.citations[0].quote == ABSTRACT[1]
    body = line.text.rstrip(".")
    assert body[0].lower() + body[1:] in ABSTRACT[1]


def test_without_an_abstract_there_is_no_line() -> None:
    assert one_line("A Survey of Rivers", []) is None


def test_a_chinese_line_is_the_sentence_about_the_text_itself() -> None:
    told = numbered("近年来提出了许多方法。", "本文综述了河流的测量方法。", kind="abstract")
    line = one_line("河流综述", told)
    assert line is not None and line.text == "本文综述了河流的测量方法。"


@pytest.mark.parametrize("language", ["en", "zh"])
def test_the_abstract_is_the_one_in_the_language(language: str) -> None:
    chinese = sentence("本文综述河流。", 0, "abstract", "摘要")
    english = sentence("We review rivers.", 1, "translation", "Abstract")
    wanted = english if language == "en" else chinese
    assert abstract_of([chinese, english], language) == [wanted]
    assert abstract_of([chinese], language) == [chinese]
    assert abstract_of([sentence("Water runs.")], language) == []
    other = chinese if language == "en" else english
    assert other_abstract([chinese, english], [wanted]) == [other]
    assert other_abstract([chinese], [chinese]) == other_abstract([chinese], []) == []


def test_the_other_abstract_is_the_same_documents_where_it_has_one() -> None:
    chinese = sentence("本文综述河流。", 0, "abstract", "摘要", document="d2")
    far, near = (sentence("We review.", 1, "abstract", document=id) for id in ("d1", "d2"))
    near = replace(near, kind="translation")
    assert other_abstract([far, chinese, near], [chinese]) == [near]
    assert other_abstract([far, chinese], [chinese]) == [far]


def test_short_sentences_are_quoted_whole() -> None:
    claim = shorten(sentence("Rivers carry more sand in spring than in autumn."))
    assert claim.quoted and claim.text == claim.citations[0].quote


@pytest.mark.parametrize(
    ("text", "shown"),
    [
        ("Knowledge recency. Models forget rivers soon.", "Models forget rivers soon."),
        ("(2) Rivers are mapped; (3).", "Rivers are mapped."),
        ("Therefore, rivers are mapped.", "Rivers are mapped."),
        ("See Fig. It shows dams.", "See Fig. It shows dams."),
    ],
)
def test_headings_in_the_line_and_numbers_of_points_are_left_out(text: str, shown: str) -> None:
    assert shorten(sentence(text)).text == shown


@pytest.mark.parametrize(
    "text",
    [
        "Please enter your abstract here.",
        "Lorem ipsum dolor sit amet.",
        "ここに要旨のテキストを入力してください。",
        "请在此处输入摘要内容。",
    ],
)
def test_a_template_is_no_abstract(text: str) -> None:
    assert abstract_of(abstract(text), "en") == []


def test_a_chinese_line_loses_what_ties_it_to_the_next() -> None:
    line = one_line("河流综述", abstract("该文首先阐述了河流的三类测量方法；"))
    assert line is not None and line.text == "该文阐述了河流的三类测量方法。"

"""Headings without numbers; what is furniture and what a shelf; capitals made readable."""

from __future__ import annotations

import pytest

from assistant.documents.headings import is_furniture, is_shelf, plain_heading, readable
from tests.texts import document


@pytest.mark.parametrize(
    ("heading", "plain"),
    [
        ("3.1 Data Collection:", "Data Collection"),
        ("IV. Methods", "Methods"),
        ("第三章 河流", "河流"),
        ("二、湖泊", "湖泊"),
        ("3D Rivers", "3D Rivers"),
        ("I-beams in bridges", "I-beams in bridges"),
    ],
)
def test_numbers_are_taken_off(heading: str, plain: str) -> None:
    assert plain_heading(heading) == plain


@pytest.mark.parametrize(
    "heading", ["1 Introduction", "Acknowledgements", "7 Future Directions", "参考文献", "結論"]
)
def test_what_any_paper_has_is_furniture(heading: str) -> None:
    assert is_furniture(heading)


@pytest.mark.parametrize("heading", ["4 Rivers", "Reward Modelling", "分层强化学习", "Evaluation"])
def test_categories_are_not_furniture(heading: str) -> None:
    assert not is_furniture(heading)


def test_shelves_only_say_that_categories_follow() -> None:
    assert is_shelf("2 Taxonomy of Rivers") and is_shelf("Paper list")
    assert not is_shelf("Rivers")


def test_capitals_are_written_as_the_text_writes_them() -> None:
    made = document((1, "TUNING OF LLMS", ["We like tuning of LLMs, and LLMs like it."]))
    assert readable("2 TUNING OF LLMS", made) == "Tuning of LLMs"
    assert readable("2 Tuning OF it", made) == "Tuning OF it"

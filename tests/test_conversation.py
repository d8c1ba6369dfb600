"""Follow-ups that lean on what was said before, and surveys that are meant by a name."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest

from assistant.answer import Answer
from assistant.conversation import Turn, stand_alone
from assistant.errors import UnknownName
from assistant.identity import DocumentInfo, Survey
from assistant.library import Library
from assistant.survey_names import survey_named


def survey(number: int, title: str, author: str, arxiv_id: str | None = None) -> Survey:
    info = DocumentInfo(f"d{number}" * 8, f"{author}.md", "markdown", None, ("en",), 1.0, ())
    return Survey(
        f"{number}a2b4c6d8e0f", title, (f"Ann {author}", "Bo Lee"), 2023, arxiv_id, None, (info,)
    )


SURVEYS = [
    survey(1, "Large Language Model Alignment: A Survey", "Shen", "2309.15025"),
    survey(2, "Alignment Goals for Big Models", "Yao", "2308.12014"),
    survey(3, "Reward Models", "Wang"),
]


def turn(question: str) -> Turn:
    return Turn(question, question, Answer(question))


@pytest.mark.parametrize(
    "question", ["And why is that?", "What about its limits?", "Why?", "Are they safe?"]
)
def test_a_follow_up_takes_the_last_question_with_it(question: str) -> None:
    made = stand_alone(question, [turn("What is outer alignment?")], SURVEYS)
    assert "outer alignment" in made and question in made


def test_a_question_of_its_own_does_not() -> None:
    question = "Which benchmarks measure harmful instruction following?"
    assert stand_alone(question, [turn("What is outer alignment?")], SURVEYS) == question


def test_the_second_one_is_a_survey() -> None:
    made = stand_alone("What does the second one say?", [turn("What is a reward?")], SURVEYS)
    assert "Yao et al. (2023)" in made or "Yao and Lee (2023)" in made
    beyond = stand_alone("What does the fourth one say?", [turn("What is a reward?")], SURVEYS)
    assert "reward" in beyond


@pytest.mark.parametrize(
    ("name", "number"),
    [
        ("Large Language Model Alignment: A Survey", 0),
        ("large language model alignment a survey", 0),
        ("2309.15025", 0),
        ("arXiv:2309.15025v2", 0),
        ("Shen", 0),
        ("shen et al.", 0),
        ("Goals for Big", 1),
        ("Yao.md", 1),
        ("2a2b4c", 1),
        ("  Reward Models ", 2),
    ],
)
def test_a_survey_has_many_names(name: str, number: int) -> None:
    assert survey_named(name, SURVEYS) == SURVEYS[number]


def test_a_name_that_fits_several_lists_them() -> None:
    with pytest.raises(UnknownName, match="fits") as caught:
        survey_named("alignment", SURVEYS)
    assert SURVEYS[0].title in str(caught.value) and SURVEYS[1].title in str(caught.value)


@pytest.mark.parametrize("name", ["", " ", "Shenn", "x" * 5000, "%", "'; --", "\x00"])
def test_a_name_that_fits_nothing_gives_the_nearest(name: str) -> None:
    with pytest.raises(UnknownName, match="nearest"):
        survey_named(name, SURVEYS)


def test_a_conversation_remembers_and_greets(
    make_library: Callable[..., Library], survey_file: Callable[..., Path]
) -> None:
    fact = "The Amber river carries gravel to a wide delta."
    library = make_library(fact)
    library.add(survey_file(body=f"{fact} Nothing else is said here."))
    chat = library.conversation()
    answer = chat.ask("What does the Amber river carry to the wide delta?")
    assert answer.text == fact
    assert chat.ask("Hello!").remark
    assert "“A Survey of Rivers”" in chat.ask("Which surveys do you have?").text
    assert [t.question for t in chat.turns] == [
        "What does the Amber river carry to the wide delta?"
    ]
    stream = chat.stream("And what does it carry to the delta?")
    next(stream)
    stream.close()
    assert len(chat.turns) == 1, "a turn that was stopped is not kept"

"""Follow-ups that lean on what was said before, and surveys that are meant by a name."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest

from assistant.answers.answer import Answer
from assistant.answers.question import Question, named_surveys
from assistant.chat.conversation import Turn, stand_alone
from assistant.chat.small_talk import remark
from assistant.documents.survey import DocumentInfo, Survey
from assistant.errors import UnknownName
from assistant.evidence.claims import quote
from assistant.evidence.evidence import Evidence
from assistant.library import Library
from assistant.storage.lookup import survey_named


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
    "question",
    [
        "And why is that?",
        "What about its limits?",
        "Why?",
        "Are they safe?",
        "Does it use reward models?",
        "What are its main limits in practice?",
        "Who works on that?",
        "Tell me more",
        "Which methods?",
        "What else?",
        "为什么？",
        "それはなぜですか？",
    ],
)
def test_a_follow_up_takes_the_last_question_with_it(question: str) -> None:
    made = stand_alone(question, [turn("What is outer alignment?")], SURVEYS)
    assert "outer alignment" in made and question in made


@pytest.mark.parametrize(
    "question",
    [
        "Which benchmarks measure harmful instruction following?",
        "What is RLHF?",
        "What is RLHF and how does it work?",
        "Which methods are there that use human feedback?",
        "Why do language models hallucinate?",
        "How is instruction data collected?",
        "Which models are more robust than others?",
    ],
)
def test_a_question_of_its_own_does_not(question: str) -> None:
    assert stand_alone(question, [turn("What is outer alignment?")], SURVEYS) == question


def test_the_second_one_is_a_survey() -> None:
    made = stand_alone("What does the second one say?", [turn("What is a reward?")], SURVEYS)
    assert "Yao et al. (2023)" in made or "Yao and Lee (2023)" in made
    beyond = stand_alone("What does the fourth one say?", [turn("What is a reward?")], SURVEYS)
    assert "reward" in beyond
    at_once = stand_alone("Tell me about the last survey", [], SURVEYS)
    assert "Wang and Lee (2023)" in at_once
    other = stand_alone("What is the second branch of alignment?", [turn("A reward?")], SURVEYS)
    assert "Yao" not in other


def test_and_another_author_moves_the_question_to_that_survey() -> None:
    asked = "What does the Shen survey say about reward hacking?"
    made = stand_alone("And Yao?", [turn(asked)], SURVEYS)
    assert "reward hacking" in made and "Yao and Lee (2023)" in made
    assert "Shen" not in made
    assert [s.id for s in named_surveys(made, SURVEYS)] == [SURVEYS[1].id]


def test_a_long_thread_keeps_its_first_question_and_does_not_pile_up() -> None:
    turns = [turn("What is outer alignment?")]
    for _ in range(30):
        question = "And why is that so hard to do?"
        turns.append(Turn(question, stand_alone(question, turns, SURVEYS), Answer(question)))
    assert "outer alignment" in turns[-1].standalone
    assert len(turns[-1].standalone) < 200


def test_the_survey_that_was_cited_stays_in_play() -> None:
    item = Evidence("S1", "Attacks are covered.", SURVEYS[1], "d", "y.md", "Scope", "body", None, 1)
    question = "Which survey covers attacks?"
    answered = Turn(question, question, Answer(question, (quote(item),)))
    made = stand_alone("What else does it cover?", [answered], SURVEYS)
    assert "Yao and Lee (2023)" in made


@pytest.mark.parametrize(
    "question",
    [
        "Which surveys do you have?",
        "What papers are there in your library?",
        "list the surveys",
        "Show me all my documents",
        "How many papers are in the library?",
        "what surveys can I ask about?",
        "你有哪些综述？",
        "ライブラリにはどんな論文がありますか？",
    ],
)
def test_the_library_is_listed(question: str) -> None:
    text = remark(Question(question, tuple(SURVEYS)))
    assert all(s.title in text for s in SURVEYS) and "3" in text
    assert remark(Question(question))


@pytest.mark.parametrize(
    ("question", "part"),
    [
        ("Hi!", "Hello"),
        ("good morning, how are you?", "Hello"),
        ("thanks a lot", "welcome"),
        ("OK, great", "welcome"),
        ("Bye", "Goodbye"),
        ("你好！", "你好"),
        ("谢谢你", "不客气"),
        ("ありがとうございます", "どういたしまして"),
        ("What can you do?", "3 surveys"),
        ("Who are you?", "quote"),
        ("help", "quote"),
        ("你能做什么？", "3 篇综述"),
        ("使い方を教えて", "引用"),
    ],
)
def test_small_talk_needs_no_evidence(question: str, part: str) -> None:
    assert part in remark(Question(question, tuple(SURVEYS)))


@pytest.mark.parametrize(
    "question",
    [
        "Which surveys know about reward hacking?",
        "How many papers are there in the review of Shen?",
        "What are the papers about?",
        "Which papers in the survey propose new benchmarks?",
        "What is in-context learning?",
        "Hello world programs are used for what?",
        "What can language models do?",
        "Is there a survey of prompts?",
        "哪些论文提出了新的方法？",
        "これらの論文にはどんな手法がありますか",
        "42",
        "",
    ],
)
def test_a_question_about_the_content_is_no_small_talk(question: str) -> None:
    assert remark(Question(question, tuple(SURVEYS))) == ""


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


@pytest.mark.parametrize(
    ("question", "numbers"),
    [
        ("What does Shen et al. say about values?", [0]),
        ("What does Yao say about values?", [1]),
        ("How do Shen and Yao define alignment?", [0, 1]),
        ("Is that in Yao (2023)?", [1]),
        ("What do Yao and Lee (2023) propose?", [1]),
        ("Which goals does the Alignment Goals for Big Models paper list?", [1]),
        ("What is in the Large Language Model Alignment survey?", [0]),
        ("What does 2309.15025 conclude?", [0]),
        ("What is large language model alignment?", []),
        ("Is yao a fruit?", []),
        ("Which Wang tiles are used?", []),
    ],
)
def test_a_question_names_surveys(question: str, numbers: list[int]) -> None:
    assert named_surveys(question, SURVEYS) == [SURVEYS[number] for number in numbers]

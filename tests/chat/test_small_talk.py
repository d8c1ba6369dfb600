"""Small talk and questions about the library itself; everything else is looked up."""

from __future__ import annotations

import pytest

from assistant.answers.question import Question, ReadKinds
from assistant.chat.small_talk import LONGEST_QUESTION, remark, without_search
from tests.texts import SURVEYS


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
def test_the_library_is_listed(read_kinds: ReadKinds, question: str) -> None:
    text = remark(Question(question, SURVEYS, read_kinds=read_kinds))
    assert all(s.title in text for s in SURVEYS) and "3" in text
    assert remark(Question(question, read_kinds=read_kinds))


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
def test_small_talk_needs_no_evidence(read_kinds: ReadKinds, question: str, part: str) -> None:
    assert part in remark(Question(question, SURVEYS, read_kinds=read_kinds))


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
def test_a_question_about_the_content_is_no_small_talk(
    read_kinds: ReadKinds, question: str
) -> None:
    assert remark(Question(question, SURVEYS, read_kinds=read_kinds)) == ""


@pytest.mark.parametrize(
    ("question", "reason"),
    [
        (Question("", SURVEYS), "empty"),
        (Question(" \n", SURVEYS), "empty"),
        (Question("?!", SURVEYS), "no words"),
        (Question("why " * LONGEST_QUESTION, SURVEYS), "characters"),
        (Question("What is it?"), "library is empty"),
        (Question("What is it?", chosen=True), "No survey was chosen"),
    ],
    ids=lambda value: value if isinstance(value, str) else "",
)
def test_what_cannot_be_asked_is_declined_with_the_reason(question: Question, reason: str) -> None:
    answer = without_search(question)
    assert answer is not None and answer.abstained and answer.finished
    assert reason in answer.reason


def test_what_has_to_be_looked_up_has_no_answer_yet() -> None:
    assert without_search(Question("What is reward hacking?", SURVEYS)) is None


def test_metadata_is_told_without_a_search() -> None:
    answer = without_search(Question("Who wrote the survey of Yao?", SURVEYS))
    assert answer is not None and answer.remark
    assert "Ann Yao" in answer.text and not answer.claims


def test_small_talk_in_another_language_is_answered_in_it() -> None:
    for question, expected in (("你好", "你好"), ("こんにちは", "こんにちは"), ("hi", "Hello")):
        assert expected in remark(Question(question, SURVEYS))

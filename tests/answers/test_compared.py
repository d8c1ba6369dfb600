"""Which two things a question compares, in three languages, and which sentence is about which."""

from __future__ import annotations

import pytest

from assistant.answers.compared import compared, contrasts, names_both, question_alone, thing_of
from assistant.answers.question import Question
from assistant.text.wording import Wording

ALIGNMENTS = ("outer alignment", "inner alignment")


@pytest.mark.parametrize(
    ("question", "names"),
    [
        ("How do outer alignment and inner alignment differ?", ALIGNMENTS),
        ("What is the difference between outer and inner alignment?", ALIGNMENTS),
        ("Compare RLHF with DPO.", ("RLHF", "DPO")),
        ("How does RLHF differ from DPO?", ("RLHF", "DPO")),
        ("RLHF vs DPO: which is better?", ("RLHF", "DPO")),
        ("外部对齐和内部对齐有什么区别？", ("外部对齐", "内部对齐")),
        ("RLHF和DPO有什么区别？", ("RLHF", "DPO")),
        ("外側の整合と内側の整合の違いは何ですか？", ("外側の整合", "内側の整合")),
        ("強化学習と教師あり学習の違い", ("強化学習", "教師あり学習")),
    ],
)
def test_two_things_are_found_by_name(question: str, names: tuple[str, str]) -> None:
    things = compared(Question(question))
    assert things is not None
    assert tuple(thing.name for thing in things) == names


@pytest.mark.parametrize(
    "question",
    [
        "What are rewards and penalties?",
        "How do the surveys differ in scope?",
        "What do both agree on?",
        "How are human values different?",
        "",
        "difference",
        "and vs and",
    ],
)
def test_other_questions_compare_no_two_things(question: str) -> None:
    assert compared(Question(question)) is None


def test_a_sentence_is_about_the_thing_that_it_names_alone_or_begins_with() -> None:
    things = compared(Question("How do outer and inner alignment differ?"))
    assert things is not None
    outer, inner = things
    about = {
        "Debate serves outer alignment.": outer,
        "Inner alignment is a complement to outer alignment.": inner,
        "Alignment is divided into outer and inner alignment.": None,
        "Nothing of the kind is said.": None,
    }
    assert {text: thing_of(Wording(text), things) for text in about} == about


def test_a_sentence_that_compares_names_both_and_says_so() -> None:
    things = compared(Question("How do outer and inner alignment differ?"))
    assert things is not None
    assert contrasts(Wording("Outer alignment differs from inner alignment in its aim."), things)
    assert not contrasts(Wording("Both outer alignment and debate are old."), things)
    assert not contrasts(Wording("Outer alignment and inner alignment are needed."), things)


@pytest.mark.parametrize(
    ("question", "alone"),
    [
        ("How does RLHF differ from DPO?", ["What is RLHF?", "What is DPO?"]),
        ("RLHF和DPO有什么区别？", ["什么是RLHF？", "什么是DPO？"]),
        ("強化学習と教師あり学習の違い", ["強化学習とは何ですか？", "教師あり学習とは何ですか？"]),
    ],
)
def test_each_thing_is_asked_for_alone_in_the_same_language(
    question: str, alone: list[str]
) -> None:
    asked = Question(question, chosen=True)
    things = compared(asked)
    assert things is not None
    found = [question_alone(asked, thing) for thing in things]
    assert [item.text for item in found] == alone
    assert all(item.chosen and item.definition for item in found)


def test_a_sentence_may_name_both_without_comparing_them() -> None:
    things = compared(Question("How do outer and inner alignment differ?"))
    assert things is not None
    assert names_both(Wording("Outer alignment and inner alignment are needed."), things)
    assert not names_both(Wording("Outer alignment is needed."), things)

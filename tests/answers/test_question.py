"""What is read of a question: its words, the surveys that it names, what it wants."""

from __future__ import annotations

import pytest

from assistant.answers.question import Question, ReadKinds, named_surveys
from tests.texts import SURVEYS


@pytest.mark.parametrize(
    "question",
    [
        "What is reward hacking?",
        "What is the goal of reinforcement learning?",
        "Which datasets does the survey use?",
        "How do the surveys differ in their taxonomy?",
    ],
)
def test_a_question_about_a_part_is_not(read_kinds: ReadKinds, question: str) -> None:
    assert not Question(question, read_kinds=read_kinds).about_whole_work


@pytest.mark.parametrize(
    ("question", "each"),
    [
        ("How do the surveys differ in scope?", True),
        ("Which survey covers docks?", True),
        ("How do they differ?", True),
        ("各综述的区别是什么？", True),
        ("What is the difference between mills and docks?", False),
        ("Compare barges with engines.", False),
        ("What do both mills share?", False),
    ],
)
def test_only_surveys_are_asked_one_by_one(question: str, each: bool) -> None:
    assert Question(question).asks_each is each


@pytest.mark.parametrize(
    ("question", "unnamed"),
    [
        ("Shen 的综述把攻击分为哪几类？", "把攻击分为哪几类？"),
        ("Shenらの論文はどの攻撃を挙げていますか。", "はどの攻撃を挙げていますか。"),
        (
            "Welche Angriffe nennt der Überblick von Shen?",
            "Welche Angriffe nennt der Überblick von ?",
        ),
    ],
)
def test_a_question_can_be_put_without_the_names_of_its_surveys(
    question: str, unnamed: str
) -> None:
    assert Question(question, SURVEYS).unnamed == unnamed


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
        ("Shen 的综述把对齐技术分为哪两大类？", [0]),
        ("ShenらとYaoの違いは何ですか。", [0, 1]),
        ("《Large Language Model Alignment》讲什么？", [0]),
        ("Welche Ebenen gibt es nach Yao und Kollegen?", [1]),
        ("Quelle est, selon Shen, la voie la plus prometteuse ?", [0]),
        ("large language model alignment 是什么？", []),
        ("Shenzhen 在哪里？", []),
    ],
)
def test_a_question_names_surveys(question: str, numbers: list[int]) -> None:
    assert named_surveys(question, SURVEYS) == [SURVEYS[number] for number in numbers]


@pytest.mark.parametrize(
    ("text", "language"),
    [("What is RLHF?", "en"), ("什么是强化学习？", "zh"), ("強化学習とは何ですか？", "ja")],
)
def test_a_question_has_a_language(text: str, language: str) -> None:
    assert Question(text).language == language


@pytest.mark.parametrize(
    ("text", "wanted"),
    [
        ("How many benchmarks are there?", {"wants_number"}),
        ("When was it published?", {"wants_date"}),
        ("Which papers propose it?", {"wants_works"}),
        ("Which research questions does it ask?", {"wants_questions"}),
        ("What is reward hacking?", set()),
        ("有多少篇论文？", {"wants_number"}),
        ("いつ着工しましたか", {"wants_date"}),
    ],
)
def test_a_question_wants_a_kind_of_answer(
    read_kinds: ReadKinds, text: str, wanted: set[str]
) -> None:
    kinds = ("wants_number", "wants_date", "wants_works", "wants_questions")
    assert {
        kind for kind in kinds if getattr(Question(text, read_kinds=read_kinds), kind)
    } == wanted


def test_a_question_is_about_the_surveys_that_it_names() -> None:
    shen, yao, _ = SURVEYS
    named = Question("How do Shen and Yao define alignment?", SURVEYS)
    assert named.named == named.scope == (shen, yao)
    assert named.asks_each and not named.asks_each_of([shen])
    assert Question("What is alignment?", SURVEYS).scope == SURVEYS


def test_surveys_that_were_chosen_stay_the_scope() -> None:
    shen, yao, _ = SURVEYS
    chosen = Question("What does Shen say?", (shen, yao), chosen=True)
    assert chosen.named == (shen,) and chosen.scope == (shen, yao)


@pytest.mark.parametrize(
    ("text", "defining", "other"),
    [
        ("What is a reward model?", "A reward model is a learned score.", "Reward models help."),
        ("What is RLHF?", "RLHF (learning from people) refers to tuning.", "We use RLHF."),
        ("什么是强化学习？", "强化学习是指试错学习。", "我们使用强化学习。"),
        ("強化学習とは何ですか？", "強化学習とは試行錯誤で学ぶ方法である。", "強化学習を使う。"),
    ],
)
def test_a_definition_is_known_by_how_it_goes_on(text: str, defining: str, other: str) -> None:
    pattern = Question(text).definition
    assert pattern is not None
    assert pattern.search(defining) and not pattern.search(other)
    assert Question(f"Why does {other}").definition is None


def test_the_name_of_a_survey_does_not_tell_what_it_is_about(read_kinds: ReadKinds) -> None:
    """Others of that name are cited in it."""
    assert (
        "shen"
        not in Question(
            "What is the survey by Shen et al. about?", SURVEYS, read_kinds=read_kinds
        ).wording.bag
    )
    assert (
        "shen"
        in Question("What does Shen say about values?", SURVEYS, read_kinds=read_kinds).wording.bag
    )


def test_words_about_the_work_are_no_part_of_what_is_asked(read_kinds: ReadKinds) -> None:
    question = Question("What is the main focus of this survey on rivers?", read_kinds=read_kinds)
    assert question.about_whole_work
    assert "focus" in question.wording.bag and "focus" not in question.core.bag
    plain = Question("Which rivers flood?", read_kinds=read_kinds)
    assert plain.core is plain.wording


def test_a_question_of_generic_words_only_keeps_them() -> None:
    assert Question("What does the paper describe?").terms


def test_a_million_surveys_worth_of_names_cost_no_patterns() -> None:
    """A survey whose author and title do not occur is passed over."""
    many = SURVEYS * 2000
    assert len(named_surveys("What does Shen say about values?", many)) == 2000


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("Summarize this survey", True),
        ("Summarise the paper, please", True),
        ("What is this survey about?", False),
        ("Which methods summarize texts?", False),
    ],
)
def test_a_summary_is_asked_of_a_work(read_kinds: ReadKinds, text: str, expected: bool) -> None:
    assert Question(text, read_kinds=read_kinds).wants_summary is expected


@pytest.mark.parametrize(
    ("text", "name"),
    [
        ("What is instruction tuning?", "instruction tuning"),
        ("What are white-box models?", "white-box models"),
        ("什么是强化学习？", "强化学习"),
        ("強化学習とは何ですか？", "強化学習"),
        ("What is the length of the Congo?", ""),
        ("What are the limits of this review?", ""),
        ("この川の長さは何ですか？", ""),
        ("How long is the Congo?", ""),
    ],
)
def test_what_it_asks_to_explain_is_a_name(text: str, name: str) -> None:
    assert Question(text).explained == name

"""Follow-ups that lean on what was said before, and surveys that are meant by a name."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest

from assistant.answers.answer import Answer
from assistant.answers.question import Question, ReadKinds, named_surveys
from assistant.chat.conversation import Turn, stand_alone
from assistant.documents.survey import Survey
from assistant.errors import UnknownName
from assistant.evidence.claims import quote
from assistant.evidence.evidence import Evidence
from assistant.library import Library
from assistant.storage.lookup import survey_named
from tests.texts import SURVEYS


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
def test_a_follow_up_takes_the_last_question_with_it(read_kinds: ReadKinds, question: str) -> None:
    made = stand_alone(question, [turn("What is outer alignment?")], SURVEYS, read_kinds=read_kinds)
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
def test_a_question_of_its_own_does_not(read_kinds: ReadKinds, question: str) -> None:
    assert (
        stand_alone(question, [turn("What is outer alignment?")], SURVEYS, read_kinds=read_kinds)
        == question
    )


def test_the_second_one_is_a_survey(read_kinds: ReadKinds) -> None:
    made = stand_alone(
        "What does the second one say?", [turn("What is a reward?")], SURVEYS, read_kinds=read_kinds
    )
    assert "Yao et al. (2023)" in made or "Yao and Lee (2023)" in made
    beyond = stand_alone(
        "What does the fourth one say?", [turn("What is a reward?")], SURVEYS, read_kinds=read_kinds
    )
    assert "reward" in beyond
    at_once = stand_alone("Tell me about the last survey", [], SURVEYS, read_kinds=read_kinds)
    assert "Wang and Lee (2023)" in at_once
    other = stand_alone(
        "What is the second branch of alignment?",
        [turn("A reward?")],
        SURVEYS,
        read_kinds=read_kinds,
    )
    assert "Yao" not in other


def test_and_another_author_moves_the_question_to_that_survey(read_kinds: ReadKinds) -> None:
    asked = "What does the Shen survey say about reward hacking?"
    made = stand_alone("And Yao?", [turn(asked)], SURVEYS, read_kinds=read_kinds)
    assert "reward hacking" in made and "Yao and Lee (2023)" in made
    assert "Shen" not in made
    assert [s.id for s in named_surveys(made, SURVEYS)] == [SURVEYS[1].id]


def test_a_long_thread_keeps_its_first_question_and_does_not_pile_up(read_kinds: ReadKinds) -> None:
    turns = [turn("What is outer alignment?")]
    for _ in range(30):
        question = "And why is that so hard to do?"
        turns.append(
            Turn(
                question,
                stand_alone(question, turns, SURVEYS, read_kinds=read_kinds),
                Answer(question),
            )
        )
    assert "outer alignment" in turns[-1].standalone
    assert len(turns[-1].standalone) < 200


def test_the_survey_that_was_cited_stays_in_play(read_kinds: ReadKinds) -> None:
    item = Evidence("S1", "Attacks are covered.", SURVEYS[1], "d", "y.md", "Scope", "body", None, 1)
    question = "Which survey covers attacks?"
    answered = Turn(question, question, Answer(question, (quote(item),)))
    made = stand_alone("What else does it cover?", [answered], SURVEYS, read_kinds=read_kinds)
    assert "Yao and Lee (2023)" in made


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


def cited(question: str, number: int) -> Turn:
    """A turn whose answer cites one survey."""
    item = Evidence("S1", "It says so.", SURVEYS[number], "d", "d.md", "Findings", "body", None, 0)
    return Turn(question, question, Answer(question, (quote(item),), (item,), finished=True))


@pytest.mark.parametrize(
    ("question", "made"),
    [
        ("When was it published?", "When was Shen and Lee (2023) published?"),
        ("Who wrote it?", "Who wrote Shen and Lee (2023)?"),
        ("Who wrote this survey?", "Who wrote Shen and Lee (2023) survey?"),
        ("Summarize this survey", "Summarize this survey (Shen and Lee (2023))"),
        ("What is it about?", "What is it about? (Shen and Lee (2023))"),
    ],
)
def test_a_follow_up_about_the_survey_leaves_the_topic_behind(
    read_kinds: ReadKinds, question: str, made: str
) -> None:
    turns = [cited("What are the drawbacks of pruning?", 0)]
    assert stand_alone(question, turns, SURVEYS, read_kinds=read_kinds) == made


def test_a_follow_up_about_the_topic_keeps_it(read_kinds: ReadKinds) -> None:
    turns = [cited("What are the drawbacks of pruning?", 0)]
    made = stand_alone("And what about its cost?", turns, SURVEYS, read_kinds=read_kinds)
    assert "drawbacks of pruning" in made


def test_a_survey_is_summed_up_by_what_its_review_says_first(
    make_library: Callable[..., Library], survey_file: Callable[..., Path]
) -> None:
    fact = "We found that the Amber river carries gravel to a wide delta in spring."
    library = make_library("Nothing that holds.")
    library.add(survey_file(body=f"This survey reviews rivers and their sand.\n\n{fact}"))
    library.add(survey_file("A Survey of Lakes", body="Lakes freeze in winter, and thaw."))
    chat = library.conversation()
    chat.ask("What does the Amber river carry to the wide delta?")
    answer = chat.ask("Summarize this survey")
    assert answer.claims and not answer.abstained
    assert fact in answer.text
    assert {c.survey.title for claim in answer.claims for c in claim.citations} == {
        "A Survey of Rivers"
    }


def test_what_a_survey_is_about_is_the_one_line_of_its_review(
    make_library: Callable[..., Library], survey_file: Callable[..., Path]
) -> None:
    line = "This survey reviews what is known of rivers and of the sand that they carry to the sea."
    counted = "We reviewed 31 papers on the sand of rivers."
    library = make_library("Nothing that holds.")
    library.add(survey_file(body=f"{counted}\n\n## Abstract\n\n{line} {counted}"))
    answer = library.ask("What is this survey about?")
    assert [citation.quote for claim in answer.claims for citation in claim.citations] == [line]
    assert not answer.evidence  # nothing was searched for
    assert library.ask("How many papers does this survey review?").evidence


def cited_turn(question: str, survey: Survey) -> Turn:
    """A turn whose answer cites one survey."""
    item = Evidence("S1", "A quote.", survey, "d", "d.pdf", "1 A", "body", 1, 0)
    return Turn(question, question, Answer(question, (quote(item),)))


@pytest.mark.parametrize(
    ("question", "asked"),
    [
        ("And what about pruning?", "What are the drawbacks of pruning?"),
        (
            "And which databases were searched?",
            "Which databases were searched? (Shen and Lee (2023))",
        ),
        ("When was it published?", "When was Shen and Lee (2023) published?"),
        ("Summarise it", "Summarise it (Shen and Lee (2023))"),
        ("Give me a summary", "Give me a summary (Shen and Lee (2023))"),
        (
            "Which of these is better for phones?",
            "Which of the distillation is better for phones?",
        ),
        ("And the benefits?", "What are the benefits of distillation?"),
        (
            "How many studies did it include?",
            "How many studies did it include? (Shen and Lee (2023))",
        ),
    ],
)
def test_a_follow_up_is_whole_with_the_thing_and_the_survey_that_are_meant(
    read_kinds: ReadKinds, question: str, asked: str
) -> None:
    last = cited_turn("What are the drawbacks of distillation?", SURVEYS[0])
    assert stand_alone(question, [last], SURVEYS, read_kinds=read_kinds) == asked


def test_without_a_citation_the_only_survey_in_scope_is_meant(read_kinds: ReadKinds) -> None:
    turns = [turn("What is pruning?")]
    assert stand_alone(
        "When was it published?", turns, SURVEYS, SURVEYS[:1], read_kinds
    ).startswith("When was Shen")
    assert "Shen" not in stand_alone(
        "When was it published?", turns, SURVEYS, read_kinds=read_kinds
    )


UNSIGNED = Survey("u", "A Map of Quite Many Things in Rivers, Lakes and Seas", (), None, None, None)


@pytest.mark.parametrize(
    ("question", "asked"),
    [
        ("When was it published?", "When was it published? (A Map of Quite Many…)"),
        ("Summarize this survey", "Summarize this survey (A Map of Quite Many…)"),
    ],
)
def test_a_survey_without_authors_is_meant_by_its_title(
    read_kinds: ReadKinds, question: str, asked: str
) -> None:
    last = cited_turn("What are the drawbacks of dams?", UNSIGNED)
    made = stand_alone(question, [last], [*SURVEYS, UNSIGNED], read_kinds=read_kinds)
    assert made == asked and named_surveys(made, [*SURVEYS, UNSIGNED]) == [UNSIGNED]
    assert Question(made, (UNSIGNED,), read_kinds=read_kinds).aim in ("year", "summary")


def test_what_is_asked_of_the_survey_itself_is_no_topic(read_kinds: ReadKinds) -> None:
    turns = [cited_turn("What are the drawbacks of pruning?", UNSIGNED)]
    known = [*SURVEYS, UNSIGNED]
    for question in ("What is it about?", "And quantization?"):
        made = stand_alone(question, turns, known, read_kinds=read_kinds)
        turns.append(Turn(question, made, turns[0].answer))
    assert made == "What are the drawbacks of quantization?"
    only = [Turn("What is it about?", "What is it about? (A Map of Quite Many…)", turns[0].answer)]
    made = stand_alone("And pruning?", only, known, read_kinds=read_kinds)
    assert made == "What does it say about pruning? (A Map of Quite Many…)"


def test_the_survey_that_was_named_stays_in_play(read_kinds: ReadKinds) -> None:
    last = turn("Which databases does the Yao survey search?")
    made = stand_alone("And how many papers were included?", [last], SURVEYS, read_kinds=read_kinds)
    assert made == "How many papers were included? (Yao and Lee (2023))"


def test_what_is_named_with_the_is_asked_about_by_itself(read_kinds: ReadKinds) -> None:
    turns = [cited_turn("Which kinds of dams are cheaper?", SURVEYS[0])]
    made = stand_alone("And the barriers?", turns, SURVEYS, read_kinds=read_kinds)
    assert made == "What does it say about barriers? (Shen and Lee (2023))"


def test_another_author_takes_the_place_of_the_last_one(read_kinds: ReadKinds) -> None:
    turns = [cited_turn("Which databases did Shen search?", SURVEYS[0])]
    made = stand_alone("And Yao?", turns, SURVEYS, read_kinds=read_kinds)
    assert made == "Which databases did Yao and Lee (2023) search?"

"""Questions that a survey does not ask but says that it looks into."""

from __future__ import annotations

from assistant.reviews.research_questions import indirect_questions, questions_in_lists
from tests.texts import numbered


def test_indirect_questions_of_the_survey_are_found() -> None:
    found = indirect_questions(
        numbered(
            "In this survey, we investigate how towns measure their rivers.",
            "This survey examines which gauges are cheap, and then maps them.",
            "This survey examines which gauges are cheap.",
            kind="abstract",
        )
    )
    assert [claim.text for claim in found] == [
        "How towns measure their rivers",
        "Which gauges are cheap",
    ]
    assert found[0].citations[0].quote.startswith("In this survey")


def test_what_others_look_into_is_no_question_of_the_survey() -> None:
    text = "Users should understand how rivers work and behave in winter."
    assert indirect_questions(numbered(text, kind="introduction")) == []
    ours = "We investigate how rivers work and behave in winter."
    assert indirect_questions(numbered(ours, kind="body")) == []


def test_listed_questions_are_items_of_their_own() -> None:
    told = numbered(
        "Rivers are long.",
        "The Reed survey pursues three research questions: what a gauge consists of, how floods "
        "should be foretold, and which towns are safe.",
        kind="body",
    )
    found = questions_in_lists(told)
    assert [claim.text for claim in found] == [
        "What a gauge consists of",
        "How floods should be foretold",
        "Which towns are safe",
    ]
    assert {claim.citations[0].sentence for claim in found} == {1}


def test_questions_in_a_numbered_list_keep_their_marks() -> None:
    text = "We answer these questions: (i) What is a gauge? (ii) How are floods foretold today?"
    asked = [claim.text for claim in questions_in_lists(numbered(text))]
    assert asked == ["What is a gauge?", "How are floods foretold today?"]


def test_a_single_question_or_a_list_of_other_things_is_none() -> None:
    assert questions_in_lists(numbered("The question: how are rivers made?")) == []
    assert questions_in_lists(numbered("Questions on rivers, lakes and seas were asked.")) == []


def test_a_survey_named_by_its_author_is_the_survey() -> None:
    text = "The Reed survey also examines how towns measure rivers."
    found = indirect_questions(numbered(text, kind="abstract"))
    assert [claim.text for claim in found] == ["How towns measure rivers"]


def test_what_the_survey_does_besides_is_no_part_of_its_question() -> None:
    text = "This survey discusses what makes floods hard to foretell and offers a list of gauges."
    found = indirect_questions(numbered(text, kind="abstract"))
    assert [claim.text for claim in found] == ["What makes floods hard to foretell"]

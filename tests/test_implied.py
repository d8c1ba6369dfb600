"""Questions that a survey does not ask but says that it looks into."""

from __future__ import annotations

from assistant.implied import implied_questions
from tests.texts import numbered


def test_indirect_questions_of_the_survey_are_found() -> None:
    found = implied_questions(
        numbered(
            "In this survey, we investigate how towns measure their rivers.",
            "This survey examines which gauges are cheap, and then maps them.",
            "This survey examines which gauges are cheap.",
            kind="abstract",
        )
    )
    assert [claim.text for claim in found] == [
        "How towns measure their rivers?",
        "Which gauges are cheap?",
    ]
    assert found[0].citations[0].quote.startswith("In this survey")


def test_what_others_look_into_is_no_question_of_the_survey() -> None:
    text = "Users should understand how rivers work and behave in winter."
    assert implied_questions(numbered(text, kind="introduction")) == []
    ours = "We investigate how rivers work and behave in winter."
    assert implied_questions(numbered(ours, kind="body")) == []

"""Rated answers as lines that can be read again."""

from __future__ import annotations

import json
from dataclasses import asdict

import pytest

from assistant.answers.answer import Answer
from assistant.chat.conversation import Turn
from assistant.chat.feedback import rated_answer, rated_answers
from assistant.errors import AssistantError
from assistant.evidence.claims import Claim
from assistant.library import Library
from assistant.messages import Message
from tests.texts import cited

HELD = Claim("Silt is brown.", "supported", (cited("All silt is brown."),) * 2)
LEFT = Claim("The moon is cheese.", "unsupported", (cited("The moon shines."),), Message("no"))


def keep(library: Library, answer: Answer, rating: str, standalone: str = "") -> None:
    turn = Turn(answer.question, standalone or answer.question, answer)
    number, place = library.conversations.keep(None, turn)
    library.conversations.rate(number, place, rating)


def test_only_rated_answers_are_told_with_what_was_shown(library: Library) -> None:
    keep(library, Answer("And silt?", (HELD, LEFT), finished=True), "Like", "Rivers: and silt?")
    keep(library, Answer("Not rated?", (HELD,), finished=True), "")
    (told,) = rated_answers(library.conversations)
    assert (told.asked, told.question) == ("And silt?", "Rivers: and silt?")
    assert told.liked and told.rating == "Like" and told.answer == "Silt is brown."
    assert told.evidence == ("All silt is brown.",)
    assert told.surveys == ("A Survey of Rivers",)
    assert told.left_out == 1


def test_a_reason_against_an_answer_and_an_abstention_are_told(library: Library) -> None:
    reason = Message("{words} does not occur in the surveys asked.", words="“海”")
    keep(library, Answer("海?", abstained=True, reason=reason, finished=True), "Not what I asked")
    (told,) = rated_answers(library.conversations)
    assert told.abstained and not told.liked and told.rating == "Not what I asked"
    assert told.answer == "“海” does not occur in the surveys asked."
    assert "海" in told.as_line() and "\n" not in told.as_line()


def test_the_oldest_comes_first_and_a_line_is_read_as_it_was_written(library: Library) -> None:
    for question in ("One?", "Two?"):
        keep(library, Answer(question, (HELD,), finished=True), "Dislike")
    told = list(rated_answers(library.conversations))
    assert [answer.asked for answer in told] == ["One?", "Two?"]
    assert [rated_answer(answer.as_line()) for answer in told] == told
    newer = json.dumps(asdict(told[0]) | {"mood": "blue"})
    assert rated_answer(newer) == told[0]


@pytest.mark.parametrize("line", ["", "{", "[]", "3", '{"id": "1-1"}'])
def test_a_line_that_is_none_is_refused(line: str) -> None:
    with pytest.raises(AssistantError, match="feedback export"):
        rated_answer(line)

"""Ranking sentences for a question: what moves one up or down, all else equal."""

from __future__ import annotations

from dataclasses import replace

import pytest

from assistant.answers.question import Question
from assistant.answers.ranking import InContext, Relevance
from assistant.text.wording import Wording

QUESTION = Question("Which metals conduct heat well?")
CLAIM = "copper, brass and silver conduct heat better than all other metals in cables do"
WEIGHTS = {"metal": 1.0, "conduct": 2.0, "heat": 2.0}


def at(text: str, rank: float = 0.3) -> InContext:
    return InContext(text, Wording(text), (), (), (), False, rank)


PLAIN = at("Copper, brass and silver conduct heat better than all other metals in cables do.")


def score(sentence: InContext, question: Question = QUESTION) -> float:
    return Relevance(question, WEIGHTS)(sentence)


@pytest.mark.parametrize(
    "better",
    [
        replace(PLAIN, rank=0.9),
        replace(PLAIN, heading=("metal", "heat")),
        replace(PLAIN, before=("metal",)),
        replace(PLAIN, after=("conduct",)),
        replace(PLAIN, first=True),
        at("Metals such as copper, brass and silver conduct heat better than others in cables do."),
    ],
    ids=["rank", "heading", "before", "after", "first", "lists"],
)
def test_what_speaks_for_a_sentence(better: InContext) -> None:
    assert score(better) > score(PLAIN)


@pytest.mark.parametrize(
    "worse",
    [
        at("Copper and silver are known from all other parts of the world."),
        at("Metals conduct heat."),
        at(f"Moss et al. say {CLAIM} [3]."),
        at(f"Section 3 tells that {CLAIM}."),
    ],
    ids=["coverage", "nothing new", "others", "signpost"],
)
def test_what_speaks_against_a_sentence(worse: InContext) -> None:
    assert score(worse) < score(PLAIN)


@pytest.mark.parametrize(
    ("question", "with_it", "without"),
    [
        ("How many metals conduct heat?", "Of the metals 12 conduct heat.", "All metals do."),
        ("When was silver found?", "Silver was found in 1571.", "Silver was found here."),
    ],
)
def test_a_number_or_a_date_answers_what_asks_for_one(
    question: str, with_it: str, without: str
) -> None:
    asked = Question(question)
    gain = score(at(with_it), asked) - score(at(with_it), QUESTION)
    plain = score(at(without), asked) - score(at(without), QUESTION)
    assert gain > plain


def test_what_something_is_is_said_where_it_is_first_named_and_begins_with_it() -> None:
    asked = Question("What is heat?")
    opens, later = at("Heat is what metals conduct."), at("Metals conduct what heat is.")
    assert score(opens, asked) - score(opens) > score(later, asked) - score(later)
    for better in (replace(PLAIN, early=1.0), replace(PLAIN, similarity=0.9)):
        assert score(better, asked) > score(PLAIN, asked)
        assert score(better) == score(PLAIN), "nothing else is asked so"


def test_a_question_without_words_ranks_by_place_alone() -> None:
    empty = Question("?")
    assert score(at("Copper.", 0.9), empty) > score(at("Copper.", 0.1), empty)

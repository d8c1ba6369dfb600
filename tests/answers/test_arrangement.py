"""How an answer is laid out: by survey, by thing, and what is left out."""

from __future__ import annotations

from dataclasses import replace

from assistant.answers.answer import Answer
from assistant.answers.arrangement import Part, arrange
from assistant.evidence.claims import Claim
from tests.texts import LAKES, RIVERS, cited

HELD = Claim("Silt is brown.", "supported", (cited("All silt is brown."),))
QUOTE = Claim("Rivers flow.", "supported", (cited("Rivers flow."),), quoted=True)
THERE = Claim("Lakes rest.", "supported", (cited("Lakes rest.", LAKES),), quoted=True)
LEFT = Claim("The moon is cheese.", "unsupported", reason="no")


def test_quotes_keep_their_place_before_own_words_and_the_rest_is_left_out() -> None:
    found = arrange(Answer("What?", (LEFT, HELD, QUOTE)))
    assert found.claims == found.shown == (QUOTE, HELD)
    assert found.left_out == (LEFT,)
    assert found.surveys == found.things == ()


def test_what_is_said_word_for_word_is_a_quotation() -> None:
    copied = replace(QUOTE, quoted=False)
    assert arrange(Answer("What?", (HELD, copied))).claims == (QUOTE, HELD)


def test_each_of_several_surveys_has_a_part() -> None:
    found = arrange(Answer("What?", (QUOTE, THERE)))
    assert found.surveys == (Part("Reed (2021)", (QUOTE,)), Part("Lund (2022)", (THERE,)))
    assert found.claims == () and found.shown == (QUOTE, THERE)


def test_text_that_goes_from_one_survey_to_another_and_back_stays_whole() -> None:
    ours, theirs = (
        Claim(f"On {s.title}.", "supported", (cited("Q.", s),)) for s in (RIVERS, LAKES)
    )
    again = replace(ours, text="Again.")
    assert arrange(Answer("What?", (ours, theirs, again))).claims == (ours, theirs, again)
    both = replace(ours, citations=(*ours.citations, *theirs.citations))
    assert arrange(Answer("What?", (both, theirs))).surveys == ()


def test_two_things_have_a_part_each_where_there_are_claims_on_both() -> None:
    question = "How do rivers and lakes differ?"
    found = arrange(Answer(question, (HELD, THERE, QUOTE, LEFT)))
    assert found.things == (Part("rivers", (QUOTE,)), Part("lakes", (THERE,)))
    assert found.claims == () and found.further == (HELD,) and found.left_out == (LEFT,)
    assert found.shown == (QUOTE, THERE, HELD)
    compares = Claim("Rivers differ from lakes in flow.", "supported", (cited("Q."),))
    assert arrange(Answer(question, (HELD, THERE, QUOTE, compares))).claims == (compares,)
    assert arrange(Answer(question, (QUOTE,))).things == ()

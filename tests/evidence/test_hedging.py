"""Reservations and negations that a claim leaves out of its quote."""

from __future__ import annotations

import pytest

from assistant.evidence.hedging import differs_in_negation, missing_reservation

CLAIM = "Reward models reduce toxicity in dialogue."


@pytest.mark.parametrize(
    ("quote", "reservation"),
    [
        ("Reward models may reduce toxicity in dialogue.", "may"),
        ("It is unclear whether reward models reduce toxicity in dialogue.", "unclear"),
        ("If tuned, reward models reduce toxicity in dialogue.", "If"),
        ("Reward models reduce toxicity in dialogue if they are tuned.", "if"),
        ("Reward models seem to reduce toxicity in dialogue.", "seem"),
        ("Some reward models reduce toxicity in dialogue.", "Some"),
        (CLAIM, ""),
        ("Costs may rise; reward models reduce toxicity in dialogue.", ""),
    ],
)
def test_a_reservation_is_named(quote: str, reservation: str) -> None:
    assert missing_reservation(CLAIM, quote) == reservation


def test_a_reservation_of_the_same_kind_will_do() -> None:
    quote = "Reward models might reduce toxicity in dialogue."
    assert missing_reservation("Reward models may reduce toxicity in dialogue.", quote) == ""
    assert (
        missing_reservation("Some say reward models reduce toxicity in dialogue.", quote) == "might"
    )


def test_what_the_question_brought_in_need_not_be_repeated() -> None:
    quote = "Reward models may reduce toxicity in dialogue."
    assert missing_reservation(CLAIM, quote, "What might reduce toxicity?") == ""


@pytest.mark.parametrize(
    ("quote", "expected"),
    [
        ("Reward models do not reduce toxicity in dialogue.", True),
        ("We never saw reward models reduce toxicity in dialogue.", True),
        ("Reward models reduce toxicity in dialogue, but not bias.", False),
        (CLAIM, False),
    ],
)
def test_a_negation_must_govern_the_claim(quote: str, expected: bool) -> None:
    assert differs_in_negation(CLAIM, quote) is expected


def test_texts_without_a_word_in_common_say_nothing() -> None:
    assert missing_reservation(CLAIM, "Rivers might flood.") == ""

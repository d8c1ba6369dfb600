"""Follow-ups that leave out what the last question said."""

from __future__ import annotations

import pytest

from assistant.chat.ellipsis import asked_of, other_thing, with_things


@pytest.mark.parametrize(
    ("follow_up", "thing"),
    [
        ("And what about pruning?", "pruning"),
        ("How about the knowledge distillation?", "knowledge distillation"),
        ("And inner alignment?", "inner alignment"),
        ("But what about pruning and sharing?", "pruning and sharing"),
    ],
)
def test_a_follow_up_names_another_thing(follow_up: str, thing: str) -> None:
    assert other_thing(follow_up) == thing


@pytest.mark.parametrize(
    "question",
    [
        "What is pruning?",
        "Pruning?",
        "And why?",
        "What about its limits?",
        "And is that safe?",
        "那么呢？",
    ],
)
def test_other_follow_ups_name_none(question: str) -> None:
    assert other_thing(question) == ""


@pytest.mark.parametrize(
    ("thing", "topic", "asked"),
    [
        (
            "quantization",
            "What are the drawbacks of pruning?",
            "What are the drawbacks of quantization?",
        ),
        ("DPO", "What is RLHF?", "What is DPO?"),
        ("pruning", "How does distillation work?", "How does pruning work?"),
        (
            "scalable oversight",
            "How does the Shen survey define outer alignment?",
            "How does the Shen survey define scalable oversight?",
        ),
        ("inner alignment", "How is outer alignment measured?", "How is inner alignment measured?"),
    ],
)
def test_the_last_question_is_asked_of_it(thing: str, topic: str, asked: str) -> None:
    assert asked_of(thing, topic) == asked


def test_a_part_of_a_protocol_is_asked_for_itself() -> None:
    assert "inclusion" in asked_of("inclusion criteria", "How many papers does it include?")
    assert "databases" in asked_of("databases", "How many papers does it include?")


def test_these_are_what_the_last_question_was_about() -> None:
    asked = with_things("Which of these is better for phones?", "Which kinds of filters are there?")
    assert asked == "Which of the filters is better for phones?"
    assert with_things("Which is better?", "Which kinds of filters are there?") == ""

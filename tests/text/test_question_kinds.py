"""What kind of thing a question asks for, by its words; what of it is its subject."""

from __future__ import annotations

import pytest

from assistant.text.question_kinds import (
    AIMS,
    SIGNS,
    kinds_by_words,
    kinds_of,
    shipped_model,
    subject,
)


@pytest.mark.parametrize(
    ("text", "aim"),
    [
        ("Hello!", "hello"),
        ("Thank you", "thanks"),
        ("What can you do?", "itself"),
        ("Which papers do you have?", "list"),
        ("Who wrote this survey?", "authors"),
        ("文库里有哪些综述？", "list"),
        ("この論文の著者は誰ですか", "authors"),
        ("Wer hat die Übersicht über Flussdeltas geschrieben?", "authors"),
        ("Summarize this survey", "summary"),
        ("What is this survey about?", "aim"),
        ("What is reward hacking?", "other"),
        ("Which papers study reward hacking?", "other"),
    ],
)
def test_the_aim_of_a_question(text: str, aim: str) -> None:
    assert kinds_by_words(text).aim == aim


@pytest.mark.parametrize(
    ("text", "signs"),
    [
        ("How many rivers are there?", {"number"}),
        ("When was the dam built?", {"date"}),
        ("And what about pruning?", {"leans"}),
        ("What is pruning?", set()),
    ],
)
def test_the_signs_of_a_question(text: str, signs: set[str]) -> None:
    kinds = kinds_by_words(text)
    assert {sign for sign in SIGNS if kinds.has(sign)} == signs


def test_subjects_do_not_matter() -> None:
    one, other = "Who wrote the survey on rivers?", "Who wrote the survey on quantum dots?"
    model = shipped_model()
    assert model.logits(one) == model.logits(other)


def test_a_subject_is_what_does_not_ask() -> None:
    assert subject("Who wrote the survey on reward hacking?") == "reward hacking"
    assert subject("冻土的综述是谁写的？") == "冻土"
    assert subject("Who wrote it?") == ""


def test_likelihoods_of_the_aims_are_one_in_all() -> None:
    kinds = kinds_of([0.0] * len((*AIMS, *SIGNS)))
    assert sum(kinds.aims.values()) == pytest.approx(1)
    assert kinds.aim == "other"  # none is likely
    assert set(kinds.signs.values()) == {0.5}


def test_a_question_that_names_a_survey_is_no_small_talk() -> None:
    logits = [0.0] * len((*AIMS, *SIGNS))
    for place, of_survey in ((AIMS.index("list"), "other"), (AIMS.index("authors"), "authors")):
        likely = list(logits)
        likely[place] = 9.0
        kinds = kinds_of(likely)
        assert (kinds.aim, kinds.aim_of_survey) == (AIMS[place], of_survey)

"""When no answer is given, and what is said then."""

from __future__ import annotations

from dataclasses import replace

import pytest

from assistant.answers.abstention import (
    DOUBTFUL,
    THRESHOLD,
    WEIGHTS,
    confidence,
    doubt,
    reason_to_abstain,
    without_silent,
)
from assistant.answers.features import Features
from assistant.answers.retrieval import Retrieved
from tests.texts import LAKES, RIVERS, sentence

STRONG = Features(0.8, 0.9, 1.0, 1.0, 1.0, 1.0, 0.9)
WEAK = Features(0.1, 0.1, 0.2, 0.2, 0.0, 0.0, 0.9, 0.8, ("wombat", "burrow"))
NEAREST = replace(sentence("Rivers carry sand."), similarity=0.4)
OTHER = replace(sentence("Lakes freeze.", 1), similarity=0.1)


def retrieved(features: Features) -> Retrieved:
    return Retrieved((OTHER, NEAREST), features)


def test_strong_evidence_is_answered_without_a_doubt() -> None:
    assert confidence(retrieved(STRONG)) > DOUBTFUL > THRESHOLD
    assert not reason_to_abstain(retrieved(STRONG)) and not doubt(retrieved(STRONG))


def test_weak_evidence_is_declined_with_the_words_that_are_missing_and_the_nearest() -> None:
    reason = reason_to_abstain(retrieved(WEAK))
    assert "“wombat”, “burrow” do not occur" in reason
    assert "“Rivers carry sand.”" in reason and "Lakes" not in reason
    assert "Reed (2021), 3 Rivers, p. 2" in reason


def test_nothing_found_says_so() -> None:
    reason = reason_to_abstain(Retrieved((), Features()))
    assert "holds anything on this" in reason and "Add one" in reason


def test_one_missing_word_is_one() -> None:
    reason = reason_to_abstain(retrieved(replace(WEAK, missing=("wombat",))))
    assert "“wombat” does not occur" in reason


def test_what_lies_between_is_answered_with_a_doubt() -> None:
    between = replace(STRONG, pairs=0.2, names=0.5, similarity=0.4)
    assert THRESHOLD <= confidence(retrieved(between)) < DOUBTFUL
    assert not reason_to_abstain(retrieved(between))
    assert "may not answer" in doubt(retrieved(between))


@pytest.mark.parametrize("name", WEIGHTS)
def test_each_feature_moves_the_confidence_the_way_that_its_weight_says(name: str) -> None:
    low, high = (confidence(retrieved(replace(STRONG, **{name: value}))) for value in (0.0, 1.0))
    assert (high > low) is (WEIGHTS[name] > 0)


def test_pairs_of_characters_are_told_as_words() -> None:
    missing = ("強化", "化学", "学習")
    reason = reason_to_abstain(retrieved(replace(WEAK, missing=missing)))
    assert "“強化学習”" in reason


def test_the_more_surveys_are_asked_the_more_the_same_evidence_must_tell() -> None:
    between = replace(STRONG, pairs=0.2, names=0.5, similarity=0.4)
    among = [confidence(retrieved(replace(between, surveys=count))) for count in (1, 4, 40)]
    assert among == sorted(among, reverse=True) and among[0] > THRESHOLD > among[-1]


def test_of_surveys_asked_one_by_one_those_that_have_no_answer_say_nothing() -> None:
    lakes = replace(sentence("Lakes agree on a consensus.", 1), survey=LAKES)
    each = {RIVERS.id: STRONG, LAKES.id: WEAK}
    found = Retrieved((NEAREST, lakes), STRONG, each=each)
    assert without_silent(found).evidence == (NEAREST,)
    nobody = replace(found, each=dict.fromkeys(each, WEAK))
    assert without_silent(nobody).evidence == (NEAREST, lakes)
    together = replace(found, each={})
    assert without_silent(together) is together


def test_across_languages_the_nearest_sentence_decides_however_many_are_asked() -> None:
    def sure(nearest: float, surveys: int = 1, answers: float | None = None) -> float:
        found = Features(nearest=nearest, surveys=surveys, answers=answers)
        return confidence(replace(retrieved(found), crosses=True))

    assert sure(2.0) > THRESHOLD > sure(0.5)
    assert sure(1.5, 40) == sure(1.5)
    assert sure(1.5, answers=-3.0) > sure(1.5), "read, a sentence's score has its verdict in it"

"""Windows of sentences and likeness of texts."""

from __future__ import annotations

import pytest

from evals.training.synthetic.windows import (
    Neighbours,
    best_evidence,
    coverage,
    is_plain,
    window,
    windows,
)

TEN = [f"Sentence number {number} has six words." for number in range(10)]


def test_a_window_holds_its_sentence_and_no_more_words_than_allowed() -> None:
    assert window(TEN, 5, 2, 24) == (3, 7)
    assert window(TEN, 0, 2, 12) == (0, 2)
    assert window(TEN, 9, 0, 1) == (9, 10), "its own sentence is always there"


def test_windows_hold_every_sentence_once() -> None:
    found = windows(TEN, 20)
    assert [sentence for passage in found for sentence in passage] == TEN
    assert max(len(passage) for passage in found) == 3


def test_evidence_is_the_likest_sentences_in_their_order() -> None:
    sentences = ["Bees nest.", "Rivers carry silt.", "It rains.", "Silt fills rivers.", "A.", "B."]
    found = best_evidence("Rivers carry silt.", sentences)
    assert [s for s in found if "ivers" in s] == ["Rivers carry silt.", "Silt fills rivers."]
    assert len(found) == 4


def test_words_are_covered_by_their_stems() -> None:
    assert coverage("Rivers carry silt", "A river carried silt.") == 1.0
    assert coverage("Rivers carry silt", "Bees nest.") == 0.0
    assert coverage("", "Bees nest.") == 0.0


def test_the_nearest_text_shares_the_rarest_words() -> None:
    near = Neighbours(["Rivers carry silt.", "Rivers carry boats.", "Bees carry pollen."])
    assert near.nearest("Which rivers carry silt?") == [0]
    assert near.nearest("Which rivers carry silt?", {0}) == [1]
    assert near.nearest("Penguins") == []


@pytest.mark.parametrize(
    ("sentence", "plain"),
    [
        ("Rivers carry silt to the sea.", True),
        ("and carry silt to the sea.", False),
        ("Rivers carry silt to the", False),
        ("Let x = 3 + y / 2 * 7 and z = 4 - 1.", False),
        ("It is.", False),
    ],
)
def test_a_plain_sentence_is_told(sentence: str, plain: bool) -> None:
    assert is_plain(sentence) is plain

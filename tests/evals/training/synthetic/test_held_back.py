"""Sentences that measure stay out of training."""

from __future__ import annotations

from pathlib import Path

from evals.training.records import AnswersRecord, SupportRecord
from evals.training.synthetic.held_back import held_back_sentences, is_held_back

SUMMARY = "Rivers carry gravel, sand and silt from the mountains to the sea."


def test_texts_that_measure_are_held_back_however_they_are_spaced(small_data: Path) -> None:
    held = held_back_sentences(small_data)
    told = f"{SUMMARY[:-1]} !"
    assert is_held_back(AnswersRecord("a", "What?", ("Bees nest.", told), (), "en", "s"), held)
    assert is_held_back(SupportRecord("a", told, ("Bees nest.",), "neither", "en", "s"), held)


def test_short_sentences_and_other_texts_are_free(small_data: Path) -> None:
    held = held_back_sentences(small_data)
    passage = ("Dams keep it.", "Penguins eat fish that swim below the ice of the far south.")
    assert not is_held_back(AnswersRecord("a", "What?", passage, (), "en", "s"), held)

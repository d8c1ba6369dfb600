"""Linear models over runs of words: the runs, and models in files."""

from __future__ import annotations

from assistant.text.word_runs import RunsModel, grams, mask, read_model, tokens, write_model

MODEL = RunsModel(frozenset({"who"}), (0.5, -1.0), {"who *": {1: 1.25}})


def test_runs_of_unknown_words_are_one_mask() -> None:
    row = mask(tokens("What is deep reward hacking?"), {"what", "is", "?"})
    assert row == ["what", "is", "*", "?"]
    assert "is * ?" in grams(row) and "^ what" in grams(row) and "? $" in grams(row)


def test_each_run_that_a_model_knows_counts_once() -> None:
    assert MODEL.logits("Who wrote it, and who read it?") == (0.5, 0.25)
    assert MODEL.logits("Rivers carry silt.") == (0.5, -1.0)


def test_a_model_is_written_and_read_again() -> None:
    assert read_model(write_model(MODEL)) == MODEL

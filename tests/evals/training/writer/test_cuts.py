"""Answers as what they take from sentences."""

from __future__ import annotations

import pytest

from evals.training.writer.cuts import LEAST_WORDS, as_cuts, from_cuts

SENTENCES = (
    "In this paper we show that  dams, which hold waters back, change what rivers carry.",
    "Silt settles behind a dam within ten years [4].",
)


@pytest.mark.parametrize(
    "text",
    [
        "dams, which hold waters back, change what rivers carry.",
        "Dams change what rivers carry, and silt settles behind a dam within ten years.",
        "Nothing of it.",
        "Silt settles behind a dam",
    ],
)
def test_a_text_comes_back_whole(text: str) -> None:
    assert from_cuts(as_cuts(text, SENTENCES), SENTENCES) == text


def test_no_run_of_words_of_a_sentence_is_left_in_the_cuts() -> None:
    cuts = as_cuts("Long ago silt settles behind a dam, but which hold waters back, no.", SENTENCES)
    words = cuts.split()
    for sentence in SENTENCES:
        source = sentence.split()
        runs = {tuple(source[n : n + LEAST_WORDS]) for n in range(len(source))}
        assert not runs & {tuple(words[n : n + LEAST_WORDS]) for n in range(len(words))}

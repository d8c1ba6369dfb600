"""Fitting what gives orders: files of sentences, a model of a few, figures."""

from __future__ import annotations

from pathlib import Path

import pytest

from evals.task import EvalError
from evals.training.injection import FOLDER, Said, figures, fit, read_sentences

ORDERS = ("Write a poem about rivers.", "Write a song about mills.", "Say a poem about rivers.")
TOLD = ("We write the sum as x.", "Mills stand on rivers.", "A poem is cited in the text.")


def test_the_words_of_a_few_sentences_tell_others() -> None:
    own = [Said(text, "en", "order") for text in ORDERS] + [
        Said(text, "en", "told") for text in TOLD
    ]
    model = fit(own, [Said("The sum is small.", "en", "told", own=False)])
    assert model.logits("Write a poem about dams.")[0] > model.logits("A poem is cited.")[0]


def test_figures_count_what_is_taken_for_an_order() -> None:
    said = [Said("Go.", "en", "order"), Said("Gone.", "en", "told"), Said("走。", "zh", "order")]
    table = figures(lambda text: text.startswith("Go"), said)
    assert "| en | 1 | 1.000 | 1 | 1.000 |" in table
    assert "| all | 2 | 0.500 | 1 | 1.000 |" in table


@pytest.mark.parametrize("line", ["order\ten", "command\ten\tGo.", "told\ten\t"])
def test_a_line_that_is_no_sentence_is_told(tmp_path: Path, line: str) -> None:
    path = tmp_path / "wrong.tsv"
    path.write_text(f"order\ten\tGo.\n{line}\n", encoding="utf-8")
    with pytest.raises(EvalError, match="line 2"):
        read_sentences(path)


def test_no_sentence_to_measure_on_is_trained_on() -> None:
    taught = {item.text.lower() for item in read_sentences(FOLDER / "train.tsv")}
    assert not taught & {item.text.lower() for item in read_sentences(FOLDER / "confirm.tsv")}

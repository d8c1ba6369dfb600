"""What can be said of the sentences of hits before some are chosen."""

from __future__ import annotations

from dataclasses import replace
from math import log

import numpy as np
import pytest

from assistant.answers.candidates import Looked, look
from assistant.answers.question import Question
from assistant.answers.selection import select
from assistant.documents.survey import Survey
from assistant.models.heads import SentenceScore
from vectorstore.index import Hit
from vectorstore.passage import Passage, Span

SENTENCES = (
    "Dams hold back the water of a river.",
    "Silt settles behind them within a few decades.",
    "Fish ladders were tried at nine sites.",
)
SURVEY = Survey("s1", "A Survey of Dams", ("Ada Moss",), 2024, None, None)
ASKED = Question("What do dams hold back?")


def hit() -> Hit:
    starts = np.cumsum([0, *(len(text) + 1 for text in SENTENCES)])
    spans = tuple(
        Span(int(start), int(start) + len(text), 1, number)
        for number, (start, text) in enumerate(zip(starts, SENTENCES, strict=False))
    )
    return Hit(Passage("d1:0", "d1", "Dams", "body", " ".join(SENTENCES), spans), 1.0, None, None)


def read(*probabilities: float) -> Looked:
    """What can be said of the hit whose sentences the evidence model finds so likely."""
    scores = [
        SentenceScore(0.0, chance, 0, 4, 1.0, log(chance / (1 - chance)))
        for chance in probabilities
    ]
    return replace(look(ASKED, [hit()], np.zeros(2), {}), scores=scores)


def test_every_sentence_has_a_rank() -> None:
    looked = look(ASKED, [hit()], np.zeros(2), {})
    assert [item.text for item in looked.candidates] == list(SENTENCES)
    assert set(looked.ranks) == {0, 1, 2}
    assert looked.scores == [None, None, None]


def test_nothing_can_be_said_of_no_hits() -> None:
    looked = look(ASKED, [], np.zeros(2), {})
    assert looked.candidates == []
    assert select(ASKED, looked, {"d1": SURVEY}, 100) == ()


def test_a_sentence_stands_between_its_neighbours() -> None:
    sentence = look(ASKED, [hit()], np.zeros(2), {}).in_context(1, 0.5)
    assert "river" in sentence.before
    assert "fish" in sentence.after
    assert not sentence.first
    assert sentence.rank == 0.5


def test_what_the_evidence_model_says_moves_a_sentence_and_marks_its_words() -> None:
    looked = read(0.01, 0.01, 0.99)
    sure = looked.relevances(ASKED, looked.ranks)
    looked = read(0.01, 0.01, 0.01)
    unsure = looked.relevances(ASKED, looked.ranks)
    assert sure[2] > unsure[2]
    assert sure[0] == unsure[0]


def test_evidence_carries_what_the_model_said() -> None:
    looked = read(0.9, 0.2, 0.1)
    found = select(ASKED, looked, {"d1": SURVEY}, 100)
    assert [item.probability for item in found] == pytest.approx([0.9, 0.2, 0.1])
    assert found[0].span == (0, 4)

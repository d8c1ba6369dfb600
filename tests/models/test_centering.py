"""Vectors without the mean of their language: alike means alike again, in two languages too."""

from __future__ import annotations

import json

import numpy as np
import pytest

from assistant.models.centering import centred, language_means, shipped_means
from assistant.models.embeddings import EngineEmbeddings
from vectorstore.embedding import Role

EAST, NORTH, UP = np.eye(3, dtype=np.float32)
MEANS = {
    "share": 1.0,
    "languages": {
        "en": {"query": EAST.tolist(), "passage": EAST.tolist()},
        "zh": {"query": UP.tolist(), "passage": UP.tolist()},
    },
}


def unit(*values: float) -> np.ndarray:
    return np.array([values], np.float32) / np.linalg.norm(values)


def test_what_all_texts_of_a_language_share_is_taken_off() -> None:
    means = language_means(json.dumps(MEANS))
    english, chinese = unit(5, 1, 0), unit(0, 1, 5)
    assert float((english @ chinese.T).item()) < 0.1
    one = means.centre(english, "What is it?", "query")
    other = means.centre(chinese, "这是什么？", "passage")
    assert np.allclose(np.linalg.norm(one), 1, atol=1e-6)
    assert one[0, 1] > 0.9 and other[0, 1] > 0.9
    assert float((one @ other.T).item()) > 0.9


def test_a_part_that_was_cut_off_stays_zero_and_other_scripts_have_the_overall_mean() -> None:
    means = language_means(json.dumps(MEANS))
    rows = np.concatenate([unit(1, 1, 0), np.zeros((1, 3), np.float32)])
    assert not means.centre(rows, "text", "passage")[1].any()
    korean = means.centre(unit(0.5, 1, 0.5), "강화 학습이란 무엇인가", "query")
    assert np.allclose(korean, NORTH, atol=0.3)


def test_other_means_have_another_digest() -> None:
    changed = json.dumps({**MEANS, "share": 0.5})
    assert language_means(changed).digest != language_means(json.dumps(MEANS)).digest


def test_the_shipped_means_are_of_three_languages_and_the_models_width() -> None:
    means = shipped_means()
    assert {language for language, _ in means.means} == {"en", "zh", "ja"}
    for mean in means.means.values():
        assert mean.shape == (384,) and 0.8 < np.linalg.norm(mean) < 0.95
    vectors = centred([np.ones((2, 384), np.float32) / 384**0.5], [["One.", "Two."]], "passage")
    assert vectors[0].shape == (2, 384)


@pytest.mark.model
def test_unrelated_texts_are_not_alike_and_a_translation_is(
    real_embeddings: EngineEmbeddings,
) -> None:
    def cosines(question: str, texts: list[str]) -> list[float]:
        query = np.array(real_embeddings.embed_query(question))
        found: list[float] = (real_embeddings.embed_array(texts) @ query).tolist()
        return found

    texts = [
        "Reward hacking means that a model exploits flaws of its reward.",
        "Sourdough is baked at 230 degrees.",
    ]
    for question in ("What is reward hacking?", "什么是奖励作弊？", "報酬ハッキングとは何ですか。"):
        right, wrong = cosines(question, texts)
        assert right > 0.4 > 0.25 > wrong, question


@pytest.mark.model
def test_questions_and_passages_are_read_differently(real_embeddings: EngineEmbeddings) -> None:
    roles: tuple[Role, Role] = ("query", "passage")
    one, other = (real_embeddings.embed_array(["reward model"], role)[0] for role in roles)
    assert 0.5 < float(one @ other) < 0.99

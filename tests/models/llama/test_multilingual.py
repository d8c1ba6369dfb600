"""multilingual-e5-small in the child process: prefixes, parts in the light of the whole, cuts."""

from __future__ import annotations

import numpy as np
import pytest

from assistant.models.base_model import open_base
from assistant.models.files.defaults import default_encoder, default_vocabulary
from assistant.models.llama.encoder import BATCH
from assistant.models.llama.multilingual import MultilingualEmbedder
from assistant.settings import Settings

pytestmark = pytest.mark.model


@pytest.fixture(scope="module")
def embedder(real_settings: Settings) -> MultilingualEmbedder:
    base = open_base(default_vocabulary(real_settings))
    path = str(default_encoder(real_settings))
    return MultilingualEmbedder(path, base, 2)


def test_each_text_has_a_row_and_each_of_its_parts_one(embedder: MultilingualEmbedder) -> None:
    texts = [["Rivers carry sand.", "The sea is wide."], ["強化学習は報酬を使う。"], [""]]
    vectors = embedder.embed(texts, "passage")
    assert vectors.shape == (3 + 2 + 2, 384) and vectors.dtype == np.float32
    lengths = np.linalg.norm(vectors, axis=1)
    assert np.allclose(lengths[:6], 1, atol=1e-5)
    assert lengths[6] == 0, "a part without tokens has no outputs"
    assert embedder.embed([], "query").shape == (0, 384)


def test_a_part_is_read_in_the_light_of_the_whole(embedder: MultilingualEmbedder) -> None:
    together = embedder.embed([["The bank was steep.", "It led down to the river."]], "passage")
    alone = embedder.embed([["The bank was steep."]], "passage")
    assert 0.8 < float(together[1] @ alone[1]) < 0.999


def test_the_prefix_counts_in_the_whole_and_in_no_part(embedder: MultilingualEmbedder) -> None:
    whole, part = embedder.embed([["reward model"]], "query")
    assert float(whole @ part) < 0.9999
    other, _ = embedder.embed([["reward model"]], "passage")
    assert float(whole @ other) < 0.99


def test_what_goes_beyond_the_models_length_is_cut(embedder: MultilingualEmbedder) -> None:
    vectors = embedder.embed([["water " * 2 * BATCH, "The end."]], "passage")
    assert vectors[1].any() and not vectors[2].any()


def test_control_tokens_in_a_text_are_text(embedder: MultilingualEmbedder) -> None:
    plain, marked = embedder.embed([["one two"], ["one </s> two"]], "passage")[[0, 2]]
    assert float(plain @ marked) < 0.9999

"""The encoder in llama.cpp: batches do not mix, long texts are cut, a flag stops it."""

from __future__ import annotations

import numpy as np
import pytest

from assistant.models.files.defaults import default_encoder, default_vocabulary
from assistant.models.files.packed import Packed, read_packed
from assistant.models.llama.abort import Abort
from assistant.models.llama.encoder import BATCH, SEQUENCES, Encoder
from assistant.settings import Settings

# Ids of "<s> query: What is outer alignment? </s>" and of longer ones, any will do.
SHORT = [0, 41, 1294, 12, 4865, 83, 1810, 56, 6, 143420, 674, 32, 2]
TEXTS = [SHORT, [0, *range(1000, 1200), 2], [0, 2], [0, *range(5000, 5100, 3), 2], SHORT[::-1]]


@pytest.fixture(scope="module")
def packed(real_settings: Settings) -> Packed:
    return read_packed(default_vocabulary(real_settings))


@pytest.fixture(scope="module")
def encoder(real_settings: Settings, packed: Packed) -> Encoder:
    return Encoder(str(default_encoder(real_settings)), packed, 2)


@pytest.mark.model
def test_a_text_alone_and_among_others_has_the_same_outputs(encoder: Encoder) -> None:
    together = encoder.outputs(TEXTS)
    for text, outputs in zip(TEXTS, together, strict=True):
        (alone,) = encoder.outputs([text])
        assert outputs.shape == alone.shape == (len(text), 384)
        means = outputs.mean(axis=0), alone.mean(axis=0)
        lengths = np.prod([np.linalg.norm(mean) for mean in means])
        assert means[0] @ means[1] / lengths > 0.999


@pytest.mark.model
def test_more_texts_than_a_batch_holds_come_back_in_order(encoder: Encoder) -> None:
    texts = [SHORT[: 2 + number % 9] for number in range(2 * SEQUENCES + 3)]
    assert [len(outputs) for outputs in encoder.outputs(texts)] == [len(text) for text in texts]
    assert encoder.outputs([]) == []


@pytest.mark.model
def test_what_goes_beyond_a_batch_is_cut_off(encoder: Encoder) -> None:
    (outputs,) = encoder.outputs([list(range(100, 100 + BATCH + 50))])
    assert outputs.shape == (BATCH, 384)


@pytest.mark.model
def test_the_flag_stops_it_and_it_works_afterwards(encoder: Encoder) -> None:
    abort = Abort()
    abort.install(encoder.context)
    abort.start(60.0)
    abort.set("stopped")
    with pytest.raises(RuntimeError, match="could not read 202 tokens"):
        encoder.outputs([TEXTS[1]])
    abort.start(60.0)
    assert np.isfinite(encoder.outputs([TEXTS[1]])[0]).all()
    abort.finish()

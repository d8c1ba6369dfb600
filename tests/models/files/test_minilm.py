"""all-MiniLM-L6-v2's numbers, out of the file that llama.cpp reads."""

from __future__ import annotations

import numpy as np
import pytest

from assistant.models.files.defaults import EMBEDDING_FILE
from assistant.models.files.minilm import MiniLM, read_minilm
from assistant.settings import Settings

pytestmark = pytest.mark.model


@pytest.fixture(scope="module")
def minilm(real_settings: Settings) -> MiniLM:
    return read_minilm(real_settings.models_folder / EMBEDDING_FILE)


def test_its_shape(minilm: MiniLM) -> None:
    assert (minilm.width, minilm.heads, minilm.feed_forward) == (384, 12, 1536)
    assert (minilm.positions, minilm.token_types) == (512, 2)
    assert minilm.epsilon == pytest.approx(1e-12)
    assert len(minilm.tokens) == 30522


def test_its_numbers(minilm: MiniLM) -> None:
    assert minilm.floats("l0.fi.w").shape == (1536 * 384,)
    assert minilm.floats("emb.ln.w").dtype == np.float32
    rows = minilm.token_rows([0, 101, 101])
    assert rows.shape == (3, 384)
    assert np.array_equal(rows[1], rows[2]) and not np.array_equal(rows[0], rows[1])

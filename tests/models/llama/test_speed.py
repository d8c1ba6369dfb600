"""How fast a local model is on this machine."""

from __future__ import annotations

import pytest

from assistant.models.llama.process import LlamaProcess
from assistant.models.llama.speed import MOST_TOKENS, measure


@pytest.mark.model
def test_reading_is_faster_than_writing_and_nothing_is_known_before(llama: LlamaProcess) -> None:
    for _ in range(2):
        speed = measure(llama)
        assert 0 < speed.generation < speed.prompt < 1e6, "a known prompt would look endless fast"
    assert MOST_TOKENS > 1

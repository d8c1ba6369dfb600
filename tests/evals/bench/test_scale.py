"""The index that grows in the bench."""

from __future__ import annotations

from pathlib import Path

import pytest

from assistant.demo import demo_sources
from assistant.library import Library
from assistant.models.embeddings import EngineEmbeddings
from assistant.settings import Settings
from evals.bench.scale import chart, growth, search_values


@pytest.mark.model
def test_each_size_has_its_times_memory_and_disk(real_settings: Settings, tmp_path: Path) -> None:
    lines = demo_sources()[0].read_text(encoding="utf-8").splitlines()
    texts = [line for line in lines if len(line) > 200][:6]
    questions = ["What is outer alignment?", "Which attacks are there?", "How is it evaluated?"]
    with Library.open(tmp_path / "library", settings=real_settings) as library:
        embeddings = EngineEmbeddings(library.process)
        found = growth(embeddings, texts, questions, 40, tmp_path / "growth")
    (search,) = found.values()
    assert list(found) == [40] and 0 < search.median <= search.p95
    assert 0 < search.words < search.median and 0 < search.vectors < search.median
    assert search.disk_bytes > 40 * 1536, "a vector has 384 numbers of four bytes"
    values = search_values(found)
    assert values["retrieval_ms_p95_40"] == search.p95
    assert values["disk_mb_per_million_40"] == search.disk_bytes / 40
    assert "passages, thousands" in chart({**found, 80: search})

"""Means of languages: drawn alike every time, written and read back."""

from __future__ import annotations

import gzip
import json
from collections.abc import Sequence
from pathlib import Path

import numpy as np

from assistant.models.centering import language_means, shipped_means
from assistant.models.embeddings import EngineEmbeddings
from evals.calibration.means import cosines, file_text, means, read
from vectorstore.embedding import Role

RECORDS = [
    {"id": f"{lang}{n}", "lang": lang, "question": f"{lang} {n}?", "passage": ["One.", f"{n}."]}
    for lang in ("en", "zh", "ja")
    for n in range(5)
]


class Engine:
    """An embedder whose vectors point where role and language say."""

    embedder_name = "engine"

    def embed(self, texts: Sequence[Sequence[str]], role: Role) -> list[np.ndarray]:
        place = 0 if role == "query" else 1
        return [np.eye(3, dtype=np.float32)[[place] * (1 + len(parts))] for parts in texts]


def test_records_are_drawn_by_hash_and_joined_as_their_language_is(tmp_path: Path) -> None:
    file = tmp_path / "records.jsonl.gz"
    with gzip.open(file, "wt", encoding="utf-8") as lines:
        lines.writelines(json.dumps(record) + "\n" for record in RECORDS)
    texts = read(file, most=3)
    assert texts == read(file, most=3)
    assert len(texts["en", "query"]) == 3 == len(texts["ja", "passage"])
    assert all(text.startswith("One. ") for text in texts["en", "passage"])
    assert all(text.startswith("One.") and " " not in text for text in texts["zh", "passage"])


def test_a_mean_is_of_its_language_and_role() -> None:
    texts: dict[tuple[str, Role], list[str]] = {("en", "query"): ["a"], ("en", "passage"): ["b"]}
    found = means(EngineEmbeddings(Engine()), texts, share=0.5)
    assert found.share == 0.5
    assert found.means["en", "query"].tolist() == [1, 0, 0]
    assert found.means["en", "passage"].tolist() == [0, 1, 0]


def test_what_is_written_is_read_back() -> None:
    shipped = shipped_means()
    again = language_means(file_text(shipped))
    assert again.share == shipped.share
    for key, mean in shipped.means.items():
        assert np.allclose(again.means[key], mean, atol=1e-5)


def test_cosines_are_of_own_pairs_and_of_others() -> None:
    assert cosines(np.eye(3), np.eye(3)) == "own 1.00 (5 % below 1.00), others 0.00 ± 0.00"

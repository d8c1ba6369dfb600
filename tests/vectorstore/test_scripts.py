"""Queries in a script that the embedder cannot read go by words."""

from __future__ import annotations

import contextlib
from pathlib import Path

import numpy as np
import pytest
from langchain_core.embeddings import Embeddings

from vectorstore.analyzer import script_of
from vectorstore.database import Database
from vectorstore.index import Index
from vectorstore.passage import Passage, Span
from vectorstore.scripts import PROBES, READ, UNREAD, understands_script


class Bilingual(Embeddings):
    """Vectors of concepts for whoever reads the script; of characters for whoever does not."""

    def __init__(self, understands: bool) -> None:
        self.understands = understands
        self.concepts = {
            text: number
            for probes in PROBES.values()
            for number, (one, same, other) in enumerate(probes)
            for text in ((one, same) if understands else (one, other))
        }

    def embed_query(self, text: str) -> list[float]:
        vector = np.zeros(16)
        vector[self.concepts.get(text, 10)] = 1.0
        return vector.tolist()

    def embed_documents(self, texts: list[str]) -> list[list[float]]:
        return [self.embed_query(text) for text in texts]


@pytest.mark.parametrize(
    ("text", "script"),
    [
        ("強化学習とは何ですか", "ja"),
        ("什么是 RLHF？", "zh"),
        ("RLHF和DPO有什么区别", "zh"),
        ("강화 학습이란 무엇인가", "ko"),
        ("What is 強化?", ""),
        ("What is RLHF?", ""),
        ("12 + 30", ""),
        ("", ""),
    ],
)
def test_the_script_of_a_question(text: str, script: str) -> None:
    assert script_of(text) == script


@pytest.mark.parametrize("script", PROBES)
@pytest.mark.parametrize("understands", [True, False])
def test_an_embedder_that_goes_by_looks_is_told(script: str, understands: bool) -> None:
    assert understands_script(Bilingual(understands), script) == understands


@pytest.mark.model
@pytest.mark.parametrize(("script", "reads"), [("ja", True), ("zh", True), ("ko", False)])
def test_the_default_embedder_reads_chinese_and_japanese(
    real_embeddings: Embeddings, script: str, reads: bool
) -> None:
    assert understands_script(real_embeddings, script) == reads


@pytest.mark.parametrize("understands", [True, False])
def test_words_decide_where_vectors_are_noise(tmp_path: Path, understands: bool) -> None:
    texts = ["強化学習は報酬で学ぶ方法である。", "猫は魚を食べる。", "株価が下落した。"]
    with contextlib.closing(Database(tmp_path / "index.sqlite3")) as database:
        index = Index(database, tmp_path / "vectors", lambda: Bilingual(understands))
        index.add(
            [Passage(f"p{n}", "d", "", "body", t, (Span(0, len(t), None, n),))
             for n, t in enumerate(texts)]
        )  # fmt: skip
        index.embed_pending()
        assert index.dense_weight("強化学習とは") == (READ if understands else UNREAD)
        assert index.dense_weight("What is learning?") == READ
        hits = index.search("報酬で学ぶ方法は何ですか", k=3)
        assert hits[0].passage.id == "p0"
        if not understands:
            assert hits[0].score > 10 * hits[1].score
        index.close()

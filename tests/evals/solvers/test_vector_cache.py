"""Vectors that outlive a run of the evals: asked for once, the same as the embedder's."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

import numpy as np

from evals.solvers.vector_cache import KeptVectors
from vectorstore.embedding import Role


class Counting:
    """An embedder whose vectors are told by the texts, and that counts what it is asked."""

    def __init__(self, name: str = "one") -> None:
        self.embedder_name = name
        self.asked: list[tuple[str, ...]] = []

    def embed(self, texts: Sequence[Sequence[str]], role: Role) -> list[np.ndarray]:
        self.asked += [tuple(parts) for parts in texts]
        return [
            np.array([[len("".join(parts)), n] for n in range(len(parts) + 1)], dtype=np.float32)
            for parts in texts
        ]


def test_a_document_is_embedded_once_and_comes_back_in_order(tmp_path: Path) -> None:
    engine = Counting()
    kept = KeptVectors(tmp_path / "work" / "vectors.sqlite3", engine)
    first = kept.embed([["a", "bb"], ["cc"], ["a", "bb"]], "passage")
    kept.close()
    again = KeptVectors(tmp_path / "work" / "vectors.sqlite3", engine)
    second = again.embed([["new"], ["cc"], ["a", "bb"]], "passage")
    assert engine.asked == [("a", "bb"), ("cc",), ("new",)]
    assert [vectors.shape for vectors in second] == [(2, 2), (2, 2), (3, 2)]
    np.testing.assert_array_equal(second[2], first[0])
    np.testing.assert_array_equal(second[1], first[1])
    assert second[0].dtype == np.float32


def test_a_question_is_embedded_every_time(tmp_path: Path) -> None:
    engine = Counting()
    kept = KeptVectors(tmp_path / "vectors.sqlite3", engine)
    kept.embed([["why?"]], "passage")
    kept.embed([["why?"]], "passage")
    assert len(engine.asked) == 2


def test_a_question_and_a_passage_of_the_same_words_are_two(tmp_path: Path) -> None:
    engine = Counting()
    kept = KeptVectors(tmp_path / "vectors.sqlite3", engine, singles=True)
    kept.embed([["a"]], "query")
    kept.embed([["a"]], "passage")
    kept.embed([["a"]], "query")
    assert len(engine.asked) == 2


def test_another_embedder_shares_nothing(tmp_path: Path) -> None:
    one, other = Counting("one"), Counting("other")
    KeptVectors(tmp_path / "vectors.sqlite3", one).embed([["a"], ["b"]], "passage")
    KeptVectors(tmp_path / "vectors.sqlite3", other).embed([["a"], ["b"]], "passage")
    assert len(one.asked) == len(other.asked) == 2

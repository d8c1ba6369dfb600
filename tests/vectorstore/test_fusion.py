"""Rankings are fused by reciprocal rank, scores by their sum."""

from __future__ import annotations

import pytest

from vectorstore.fusion import combine, fuse


def test_ranks_are_fused() -> None:
    assert [key for key, _ in fuse([["a", "b", "c"], ["c", "b"]])] == ["c", "b", "a"]
    assert [key for key, _ in fuse([["a"], ["b"]])] == ["a", "b"], "ties keep their order"
    assert [key for key, _ in fuse([["a"], ["b"]], weights=[1.0, 2.0])] == ["b", "a"]
    assert fuse([]) == [] == fuse([[], []])
    with pytest.raises(ValueError):
        fuse([["a"]], weights=[1.0, 2.0])


def test_scores_are_brought_to_one_scale_and_summed() -> None:
    dense, lexical = {"a": 0.9, "b": 0.8, "c": 0.5}, {"c": 30.0, "b": 25.0, "d": 5.0}
    found = combine([dense, lexical], [1.0, 1.0])
    assert [key for key, _ in found] == ["b", "a", "c", "d"]
    assert dict(found) == pytest.approx({"b": 0.75 + 0.8, "a": 1.0, "c": 1.0, "d": 0.0})
    assert [key for key, _ in combine([dense, lexical], [0.004, 1.0])] == ["c", "b", "a", "d"]
    assert combine([{"a": 3.0}, {}], [1.0, 1.0]) == [("a", 1.0)] and combine([], []) == []

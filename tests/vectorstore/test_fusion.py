"""Rankings are fused by reciprocal rank."""

from __future__ import annotations

import pytest

from vectorstore.fusion import fuse


def test_ranks_are_fused() -> None:
    assert [key for key, _ in fuse([["a", "b", "c"], ["c", "b"]])] == ["c", "b", "a"]
    assert [key for key, _ in fuse([["a"], ["b"]])] == ["a", "b"], "ties keep their order"
    assert [key for key, _ in fuse([["a"], ["b"]], weights=[1.0, 2.0])] == ["b", "a"]
    assert fuse([]) == [] == fuse([[], []])
    with pytest.raises(ValueError):
        fuse([["a"]], weights=[1.0, 2.0])

"""Texts in batches."""

from __future__ import annotations

import itertools

from hypothesis import given
from hypothesis import strategies as st

from assistant.models.batching import batches


@given(st.lists(st.integers(1, 600)), st.integers(1, 5))
def test_every_text_is_in_one_batch_and_batches_are_full(sizes: list[int], texts: int) -> None:
    groups = list(batches(sizes, 512, texts))
    assert sorted(place for group in groups for place in group) == list(range(len(sizes)))
    for group in groups:
        assert len(group) == 1 or sum(sizes[place] for place in group) <= 512
        assert len(group) <= texts
    for group, following in itertools.pairwise(groups):
        used = sum(sizes[place] for place in group)
        assert len(group) == texts or used + sizes[following[0]] > 512


def test_like_lengths_are_together() -> None:
    assert list(batches([300, 200, 500, 10, 10, 212], 512)) == [[3, 4, 1, 5], [0], [2]]
    assert list(batches([], 512)) == []

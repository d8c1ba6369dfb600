"""What speaks against a sentence as an item of a review."""

from __future__ import annotations

import pytest

from assistant.reviews.weakness import weakness
from tests.texts import sentence


@pytest.mark.parametrize(
    "text",
    [
        "However, they often suffer from floods in every spring.",
        "For evaluating this ability, several gauges are used by towns.",
        "It is seen that rivers are long in the north.",
        "rivers which had been seen before in the towns.",
        "16] が主張するように、河川の分類法が性能を向上させる。",
    ],
)
def test_what_leans_or_is_broken_is_weak(text: str) -> None:
    assert weakness(sentence(text)) > 0
    for whole in (
        "Towns measure their rivers with gauges of steel.",
        "其次对河流测量的一些前沿研究方向进行了综述。",
        "该文首先阐述了三类主要的河流测量方法。",
    ):
        assert weakness(sentence(whole)) == 0

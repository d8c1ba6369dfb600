"""The picture of how a search grows."""

from __future__ import annotations

from evals.bench.growth import picture
from evals.bench.scale import Search


def test_the_picture_has_both_parts_of_a_search_at_each_size() -> None:
    found = {
        1000: Search(1.0, 2.0, 0.5, 3.0, 1.0, 6.0, 2.0, 10, 10),
        4000: Search(1.0, 2.0, 0.5, 5.0, 1.5, 9.0, 2.5, 10, 10),
    }
    drawn = picture(found)
    assert drawn.count("<polyline") == 4 and drawn.count("<circle") == 8
    assert "words, 95 of 100" in drawn and "vectors, half" in drawn

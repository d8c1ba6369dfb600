"""Connected parts of a mask."""

from __future__ import annotations

import numpy as np
import pytest

from assistant.readers.ocr.components import components


def mask(*rows: str) -> np.ndarray:
    return np.array([[letter == "#" for letter in row] for row in rows])


def test_parts_that_touch_anywhere_are_one() -> None:
    found = components(mask("##..#", ".#..#", ".####", ".....", "#..##"))
    bounds = sorted((p.left, p.top, p.right, p.bottom, p.count) for p in found)
    assert bounds == [(0, 0, 5, 3, 9), (0, 4, 1, 5, 1), (3, 4, 5, 5, 2)]


def test_a_row_without_pixels_parts_what_is_above_and_below() -> None:
    assert len(components(mask("###", "...", "###"))) == 2


@pytest.mark.parametrize("slope", [-0.04, 0.0, 0.03])
def test_the_slope_of_a_line_is_how_far_it_falls(slope: float) -> None:
    drawn = np.zeros((80, 400), dtype=bool)
    for x in range(400):
        middle = round(40 + slope * (x - 200))
        drawn[middle - 4 : middle + 5, x] = True
    (line,) = components(drawn)
    assert line.slope == pytest.approx(slope, abs=0.002)


def test_a_mask_without_pixels_has_no_parts() -> None:
    assert components(np.zeros((4, 4), dtype=bool)) == []

"""Rules on images of pages."""

from __future__ import annotations

import numpy as np
import pytest

from assistant.readers.pdf.scans.rules import rules_of

SCALE = 2.0  # pixels a point


def paper() -> np.ndarray:
    return np.full((400, 600), 255, dtype=np.uint8)


def test_lines_across_and_down_where_they_cross_too() -> None:
    image = paper()
    image[100:102, 50:500] = 0
    image[50:300, 250] = 0
    found = rules_of(image, SCALE)
    across = [box for box in found if box[1] == box[3]]
    down = [box for box in found if box[0] == box[2]]
    assert across and down
    for left, _, right, _ in across:
        assert (left, right) == pytest.approx((50, 500), abs=2)
    assert {round(top) for _, top, _, _ in across} <= {99, 100, 101}
    for _, top, _, bottom in down:
        assert (top, bottom) == pytest.approx((50, 300), abs=2)


def test_a_hair_line_that_hangs_by_a_pixel_is_whole() -> None:
    image = paper()
    image[100, 50:250] = 150
    image[101, 250:450] = 150
    boxes = [box for box in rules_of(image, SCALE) if box[0] <= 52 and box[2] >= 448]
    assert boxes


def test_a_line_in_light_grey_is_seen_and_paper_that_is_grey_is_none() -> None:
    image = paper()
    image[100:102, 50:500] = 205
    assert rules_of(image, SCALE)
    image[:] = np.random.default_rng(7).integers(200, 235, image.shape, dtype=np.uint8)
    assert rules_of(image, SCALE) == []


@pytest.mark.parametrize("what", ["a bar", "a dash", "letters"])
def test_what_is_no_rule(what: str) -> None:
    image = paper()
    if what == "a bar":
        image[100:140, 50:500] = 0
    elif what == "a dash":
        image[100:102, 50:80] = 0
    else:
        for left in range(50, 500, 12):
            image[100:116, left : left + 6] = 0
    assert rules_of(image, SCALE) == []


def test_an_image_smaller_than_a_rule_has_none() -> None:
    assert rules_of(np.zeros((3, 3), dtype=np.uint8), SCALE) == []


def test_a_page_of_a_mile_is_looked_at_too() -> None:
    image = paper()
    image[100, 50:500] = 0
    assert rules_of(image, 0.001)

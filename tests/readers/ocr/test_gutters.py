"""Lines over the gap between two columns: parted there, and nowhere else."""

from __future__ import annotations

import numpy as np

from assistant.readers.ocr.detection import LineBox
from assistant.readers.ocr.gutters import parted

HIGH, STEP = 20, 30
WIDTH = 800


def page(*lines: list[tuple[int, int]]) -> tuple[np.ndarray, list[LineBox]]:
    """An image of lines, each of stretches of ink, and a box a line."""
    image = np.full((STEP * (len(lines) + 1), WIDTH), 255, dtype=np.uint8)
    boxes = []
    for number, stretches in enumerate(lines):
        top = number * STEP + 5
        for left, right in stretches:
            image[top + 4 : top + HIGH - 4, left:right:3] = 0
        boxes.append(LineBox(stretches[0][0] - 4, top, stretches[-1][1] + 4, top + HIGH))
    return image, boxes


def test_lines_over_a_gutter_are_two() -> None:
    image, boxes = page([(20, 780)], *[[(20, 390), (410, 780)]] * 7)
    made = parted(image, boxes)
    assert len(made) == 15 and made[0] == boxes[0]  # the title crosses it
    assert (made[1].left, made[2].right) == (boxes[1].left, boxes[1].right)
    assert 390 <= made[1].right <= made[2].left <= 410


def test_lines_that_stand_apart_tell_of_a_gutter_too() -> None:
    image, boxes = page(*[[(20, 390), (410, 780)]] * 7)
    halves = [
        LineBox(left, box.top, right, box.bottom)
        for box in boxes[:6]
        for left, right in ((16.0, 394.0), (406.0, 784.0))
    ]
    assert len(parted(image, [*halves, boxes[6]])) == 14


def test_gaps_between_words_and_behind_bullets_are_no_gutters() -> None:
    words = [[(20, 100 + 40 * at), (120 + 40 * at, 780)] for at in range(8)]
    bullets = [[(20, 30), (50, 780)]] * 8
    for lines in (words, bullets):
        image, boxes = page(*lines)
        assert parted(image, boxes) == boxes


def test_few_lines_with_a_gap_make_no_gutter() -> None:
    image, boxes = page(*[[(20, 390), (410, 780)]] * 3, *[[(20, 780)]] * 6)
    assert parted(image, boxes) == boxes
    blank = np.full((60, WIDTH), 255, dtype=np.uint8)
    assert parted(blank, [LineBox(0, 0, 700, 20)]) == [LineBox(0, 0, 700, 20)]
    assert parted(blank, []) == []

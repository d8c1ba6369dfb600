"""The size and weight of letters, from their ink."""

from __future__ import annotations

import numpy as np
import pytest

from assistant.readers.ocr.detection import LineBox
from assistant.readers.ocr.ink import ink_of

BOX = LineBox(0, 0, 200, 60)


def drawn(top: int, bottom: int) -> np.ndarray:
    """Columns of ink, four pixels wide, between two rows."""
    image = np.full((60, 200), 255, dtype=np.uint8)
    for x in range(20, 180, 12):
        image[top:bottom, x : x + 4] = 0
    return image


@pytest.mark.parametrize(
    ("text", "share"), [("nurse", 0.45), ("Nurse", 0.7), ("gypsy", 0.66), ("读书", 0.99)]
)
def test_size_goes_by_how_far_the_letters_of_a_text_reach(text: str, share: float) -> None:
    ink = ink_of(drawn(10, 43), BOX, text)
    assert ink.size == pytest.approx(33 / share)
    assert (ink.left, ink.top, ink.right, ink.bottom) == (20, 10, 180, 43)


def test_letters_that_hang_stand_on_a_line_above_their_lowest_ink() -> None:
    assert ink_of(drawn(10, 43), BOX, "Nurse").base == 43
    assert ink_of(drawn(10, 43), BOX, "gypsy").base < 38


def test_strokes_are_measured_against_the_size() -> None:
    ink = ink_of(drawn(10, 45), BOX, "Nurse")
    assert ink.stroke == pytest.approx(4 / 50)


def test_the_next_line_at_the_edge_of_a_box_does_not_count() -> None:
    image = drawn(15, 40)
    image[56:] = 0
    assert ink_of(image, BOX, "Nurse").bottom == 40


def test_a_box_without_ink_is_taken_as_half_full() -> None:
    ink = ink_of(np.full((60, 200), 255, dtype=np.uint8), BOX, "Nurse")
    assert (ink.top, ink.bottom, ink.stroke) == (15, 45, 0)

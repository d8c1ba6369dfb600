"""Images in another size, and made level."""

from __future__ import annotations

import numpy as np
import pytest

from assistant.readers.ocr.resampling import level, resample


@pytest.mark.parametrize("size", [(48, 100), (7, 3), (200, 400)])
def test_a_ramp_stays_a_ramp_in_every_size(size: tuple[int, int]) -> None:
    ramp = np.tile(np.linspace(0, 255, 200), (90, 1)).astype(np.uint8)
    made = resample(ramp, *size)
    assert made.shape == size and made.dtype == np.float32
    assert (np.diff(made, axis=1) >= -0.01).all()
    assert made.mean() == pytest.approx(ramp.mean(), abs=1)


def test_a_falling_line_becomes_level() -> None:
    image = np.full((60, 300), 255, dtype=np.uint8)
    for x in range(300):
        image[round(30 + 0.05 * (x - 150)), x] = 0
    assert (level(image, 0.05) == 0).any(axis=1).sum() == 1
    assert (level(image, 0.0) == image).all()

"""Images of grey levels in another size, and made level."""

from __future__ import annotations

import numpy as np


def resample(image: np.ndarray, height: int, width: int) -> np.ndarray:
    """An image in another size, float32; each pixel a weighted mean of those under it.

    >>> resample(np.array([[0, 0, 8, 8]]), 1, 2).tolist()
    [[1.0, 7.0]]
    """
    rows, weights = _weights(image.shape[0], height)
    across = np.einsum("hkw,hk->hw", image[rows].astype(np.float32), weights)
    columns, weights = _weights(image.shape[1], width)
    made: np.ndarray = np.einsum("hwk,wk->hw", across[:, columns], weights)
    return made


def _weights(size: int, wanted: int) -> tuple[np.ndarray, np.ndarray]:
    """For each of ``wanted`` pixels the places of those under it, and their weights: triangles."""
    ratio = size / wanted
    reach = max(ratio, 1.0)
    centres = (np.arange(wanted) + 0.5) * ratio - 0.5
    first = np.floor(centres - reach).astype(int) + 1
    places = first[:, None] + np.arange(int(np.ceil(2 * reach)))
    weights = np.clip(1 - np.abs(places - centres[:, None]) / reach, 0, None)
    weights /= weights.sum(axis=1, keepdims=True)
    return np.clip(places, 0, size - 1), weights.astype(np.float32)


def level(image: np.ndarray, slope: float) -> np.ndarray:
    """An image with lines that fall by ``slope`` (down for each step right) made level.

    Each column is moved up or down, those of the middle stay; what comes in repeats the edge.
    """
    height, width = image.shape
    shifts = np.rint(slope * (np.arange(width) - width / 2)).astype(int)
    rows = np.clip(np.arange(height)[:, None] + shifts, 0, height - 1)
    return np.take_along_axis(image, rows, axis=0)

"""Where the lines of text on the image of a page are.

The detector was trained to mark the core of each line (Liao et al., "Real-time Scene Text Detection
with Differentiable Binarization", 2020); a core is grown back by its area over its outline. The
thresholds are those that rapidocr ships with it.
"""

from __future__ import annotations

import math
from dataclasses import dataclass

import numpy as np

from assistant.readers.ocr.components import Component, components
from assistant.readers.ocr.networks import Networks
from assistant.readers.ocr.resampling import level, resample

_STEP = 32  # sides that the network takes
_PIXELS = 1_300_000  # of a page, as the network sees it: A4 at 117 dots an inch
_LEAST_CORE = 3  # pixels
_CORE = 0.3  # likelihood of a pixel
_LEAST_LIKELY = 0.5  # mean of a line's core
_GROWTH = 1.6
_LINE = 8  # times as wide as high; only such lines tell how a page hangs
_LEAST_SLOPE = 0.002  # one pixel in the width of a page
MOST_LINES = 1500  # of a page; a dense one has 150, a full table 400


@dataclass(frozen=True)
class LineBox:
    """Where a line is, in pixels of the image that was made level."""

    left: float
    top: float
    right: float
    bottom: float


@dataclass(frozen=True)
class Detection:
    """The lines of an image, and the image made level for them by ``slope``."""

    image: np.ndarray
    boxes: tuple[LineBox, ...]
    slope: float


def detect(networks: Networks, image: np.ndarray) -> Detection:
    """Find the lines of an image of grey levels, uint8, (height, width); at most 1,500."""
    height, width = _size(*image.shape)
    likely = networks.likelihoods(resample(image, height, width))
    parts = components(likely > _CORE)
    slope = _slope(parts)
    aspect = (image.shape[0] / height) / (image.shape[1] / width)
    if slope:
        likely, image = level(likely, slope), level(image, slope * aspect)
        parts = components(likely > _CORE)
    across, down = image.shape[1] / width, image.shape[0] / height
    boxes = [
        LineBox(
            max(0.0, (part.left - growth) * across),
            max(0.0, (part.top - growth) * down),
            min(float(image.shape[1]), (part.right + growth) * across),
            min(float(image.shape[0]), (part.bottom + growth) * down),
        )
        for part in parts
        if min(part.width, part.height) >= _LEAST_CORE and _likelihood(likely, part) > _LEAST_LIKELY
        for growth in [_GROWTH * part.width * part.height / (2 * (part.width + part.height))]
    ]
    return Detection(image, tuple(boxes[:MOST_LINES]), slope * aspect)


def _size(height: int, width: int) -> tuple[int, int]:
    """Height and width for the network: about ``_PIXELS``, in whole steps."""
    scale = math.sqrt(_PIXELS / max(height * width, 1))
    most = _PIXELS // _STEP
    sides = (min(max(_STEP, round(side * scale / _STEP) * _STEP), most) for side in (height, width))
    tall, wide = sides
    return tall, wide


def _likelihood(likely: np.ndarray, part: Component) -> float:
    """The mean within a part's bounds of what belongs to a core."""
    inside = likely[part.top : part.bottom, part.left : part.right]
    return float(inside[inside > _CORE].mean())


def _slope(parts: list[Component]) -> float:
    """How the long lines of a page fall, the median by their widths; 0 where they are level."""
    lines = sorted(
        (part.slope, part.width)
        for part in parts
        if part.width > _LINE * part.height * (1 - min(abs(part.slope) * _LINE, 0.5))
    )
    half, passed = sum(width for _, width in lines) / 2, 0
    for slope, width in lines:
        passed += width
        if passed >= half:
            return slope if abs(slope) > _LEAST_SLOPE else 0.0
    return 0.0

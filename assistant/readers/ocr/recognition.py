"""What a line of text says: the recognizer's symbols along it, put together.

Symbols that repeat from step to step are one; the empty symbol parts two that are alike (Graves et
al., "Connectionist Temporal Classification", 2006).
"""

from __future__ import annotations

import math

import numpy as np

from assistant.readers.ocr.detection import LineBox
from assistant.readers.ocr.networks import Networks
from assistant.readers.ocr.resampling import resample

_HEIGHT = 48  # what the network takes
_LEAST_WIDTH, _MOST_WIDTH = 16, 4800
# Narrower lines are read in less time: on pages of papers, 0.75 of their width has as few errors as
# the whole, 0.65 twice as many. Lines in doubt are read again as they are.
_NARROW = 0.75
_SURE = 0.9
_LEAST_GAIN = 0.01


def read_line(networks: Networks, image: np.ndarray, box: LineBox) -> tuple[str, float]:
    """The text in a box of an image, and how sure it is: the mean over its symbols, 0 to 1."""
    part = image[
        math.floor(box.top) : math.ceil(box.bottom), math.floor(box.left) : math.ceil(box.right)
    ]
    if not part.size:
        return "", 0.0
    first = _read(networks, part, _NARROW)
    if not first[0] or first[1] >= _SURE:
        return first
    second = _read(networks, part, 1.0)
    return second if second[1] > first[1] + _LEAST_GAIN else first


def _read(networks: Networks, part: np.ndarray, narrow: float) -> tuple[str, float]:
    width = math.ceil(narrow * _HEIGHT * part.shape[1] / part.shape[0])
    line = resample(part, _HEIGHT, min(max(width, _LEAST_WIDTH), _MOST_WIDTH))
    steps = networks.symbols(line)
    best = steps.argmax(axis=1)
    kept = (best != 0) & np.append(True, best[1:] != best[:-1])
    if not kept.any():
        return "", 0.0
    text = "".join(networks.characters[symbol] for symbol in best[kept])
    return text, float(steps.max(axis=1)[kept].mean())

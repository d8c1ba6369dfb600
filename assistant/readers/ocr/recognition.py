"""What a line of text says: the recognizer's symbols along it, put together.

Symbols that repeat from step to step are one; the empty symbol parts two that are alike (Graves et
al., "Connectionist Temporal Classification", 2006).
"""

from __future__ import annotations

import math
from dataclasses import dataclass

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
_PEAK = 0.25  # of a step; a symbol is named a little before its middle


@dataclass(frozen=True)
class Recognized:
    """The text of a line, how sure it is, 0 to 1, and where its characters are.

    ``confidence`` is the mean over its symbols. ``centers`` are the middles of the characters,
    of the line's width from 0 on.
    """

    text: str
    confidence: float
    centers: tuple[float, ...] = ()


def read_line(networks: Networks, image: np.ndarray, box: LineBox) -> Recognized:
    """What stands in a box of an image."""
    part = image[
        math.floor(box.top) : math.ceil(box.bottom), math.floor(box.left) : math.ceil(box.right)
    ]
    if not part.size:
        return Recognized("", 0.0)
    first = _read(networks, part, _NARROW)
    if not first.text or first.confidence >= _SURE:
        return first
    second = _read(networks, part, 1.0)
    return second if second.confidence > first.confidence + _LEAST_GAIN else first


def _read(networks: Networks, part: np.ndarray, narrow: float) -> Recognized:
    width = math.ceil(narrow * _HEIGHT * part.shape[1] / part.shape[0])
    line = resample(part, _HEIGHT, min(max(width, _LEAST_WIDTH), _MOST_WIDTH))
    steps = networks.symbols(line)
    best = steps.argmax(axis=1)
    kept = (best != 0) & np.append(True, best[1:] != best[:-1])
    if not kept.any():
        return Recognized("", 0.0)
    read = [(networks.characters[best[step]], step) for step in np.flatnonzero(kept)]
    centers = tuple((step + _PEAK) / len(best) for letters, step in read for _ in letters)
    text = "".join(letters for letters, _ in read)
    return Recognized(text, float(steps.max(axis=1)[kept].mean()), centers)

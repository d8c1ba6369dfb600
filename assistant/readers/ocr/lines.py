"""The image of a page to its lines of text, with boxes, size, weight and how sure they are."""

from __future__ import annotations

from collections.abc import Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass

import numpy as np

from assistant.readers.ocr.detection import LineBox, detect
from assistant.readers.ocr.gutters import parted
from assistant.readers.ocr.ink import Ink, ink_of
from assistant.readers.ocr.networks import Networks
from assistant.readers.ocr.recognition import read_line

_LEAST_SURE = 0.5  # as rapidocr has it; lines below are texture, drawings or handwriting
_HEIGHT = 48  # pixels, of a line as it is read
_MOST_WORK = 250_000  # pixels of width in all, twice what the densest page has


@dataclass(frozen=True)
class TextLine:
    """A line of text: what it says, and its letters on the image made level.

    ``confidence`` is the mean over its symbols, 0 to 1; ``centers`` are the middles of its
    characters from the left, in pixels.
    """

    text: str
    ink: Ink
    confidence: float
    centers: tuple[float, ...] = ()


def text_lines(networks: Networks, image: np.ndarray) -> list[TextLine]:
    """The lines on an image of grey levels, uint8, (height, width), from the top down.

    Each is read by one thread, several at a time: a line is too small for two cores to share.
    """
    found = detect(networks, image)
    networks.load()
    parts = parted(found.image, found.boxes)
    boxes = _affordable(sorted(parts, key=lambda box: (box.top, box.left)))
    with ThreadPoolExecutor(networks.threads) as pool:
        lines = pool.map(lambda box: _line(networks, found.image, box), boxes)
        return [line for line in lines if line is not None]


def _affordable(boxes: Sequence[LineBox]) -> list[LineBox]:
    """The first lines, as far as a page may go."""
    kept: list[LineBox] = []
    work = 0.0
    for box in boxes:
        work += _HEIGHT * (box.right - box.left) / max(box.bottom - box.top, 1.0)
        if work > _MOST_WORK:
            break
        kept.append(box)
    return kept


def _line(networks: Networks, image: np.ndarray, box: LineBox) -> TextLine | None:
    read = read_line(networks, image, box)
    if not read.text.strip() or read.confidence < _LEAST_SURE:
        return None
    centers = tuple(box.left + (box.right - box.left) * center for center in read.centers)
    return TextLine(read.text, ink_of(image, box, read.text), read.confidence, centers)

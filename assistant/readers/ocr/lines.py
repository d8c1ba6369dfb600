"""The image of a page to its lines of text, with boxes, size, weight and how sure they are."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from assistant.readers.ocr.detection import detect
from assistant.readers.ocr.ink import Ink, ink_of
from assistant.readers.ocr.networks import Networks
from assistant.readers.ocr.recognition import read_line

_LEAST_SURE = 0.5  # as rapidocr has it; lines below are texture, drawings or handwriting
_MOST_WORK = 250_000  # pixels of width in all, twice what the densest page has


@dataclass(frozen=True)
class TextLine:
    """A line of text: what it says, and its letters on the image made level.

    ``confidence`` is the mean over its symbols, 0 to 1.
    """

    text: str
    ink: Ink
    confidence: float


def text_lines(networks: Networks, image: np.ndarray) -> list[TextLine]:
    """The lines on an image of grey levels, uint8, (height, width), from the top down."""
    found = detect(networks, image)
    made: list[TextLine] = []
    work = 0.0
    for box in sorted(found.boxes, key=lambda box: (box.top, box.left)):
        work += 48 * (box.right - box.left) / max(box.bottom - box.top, 1.0)
        if work > _MOST_WORK:
            break
        text, confidence = read_line(networks, found.image, box)
        if text.strip() and confidence >= _LEAST_SURE:
            ink = ink_of(found.image, box, text)
            made.append(TextLine(text, ink, confidence))
    return made

"""Scans made from PDFs: their pages rendered, and put as images into a PDF without text."""

from __future__ import annotations

import zlib
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from evals.bench.bare_pdf import page_levels


@dataclass(frozen=True)
class Picture:
    """A page as grey levels, uint8, (height, width), and its size in points."""

    levels: np.ndarray
    width: float
    height: float


def scan_of(data: bytes, numbers: Sequence[int], dpi: int) -> bytes:
    """A PDF of the images of pages, by their numbers from 1, with so many dots an inch."""
    return image_pdf([Picture(*page_levels(data, number, dpi)) for number in numbers])


def image_pdf(pictures: Sequence[Picture]) -> bytes:
    """A PDF whose pages are these pictures."""
    objects = [b"<</Type/Catalog/Pages 2 0 R>>", b""]
    kids = []
    for picture in pictures:
        number = len(objects) + 1
        kids.append(b"%d 0 R" % number)
        height, width = picture.levels.shape
        size = b"%.2f 0 0 %.2f" % (picture.width, picture.height)
        drawn, packed = b"q %s 0 0 cm /I Do Q" % size, zlib.compress(picture.levels.tobytes(), 6)
        objects += [
            b"<</Type/Page/Parent 2 0 R/MediaBox[0 0 %.2f %.2f]/Resources<</XObject<</I %d 0 R>>>>"
            b"/Contents %d 0 R>>" % (picture.width, picture.height, number + 2, number + 1),
            _stream(b"", drawn),
            _stream(
                b"/Type/XObject/Subtype/Image/Width %d/Height %d/ColorSpace/DeviceGray"
                b"/BitsPerComponent 8/Filter/FlateDecode" % (width, height),
                packed,
            ),
        ]
    objects[1] = b"<</Type/Pages/Count %d/Kids[%s]>>" % (len(kids), b" ".join(kids))
    return _file(objects)


def _stream(head: bytes, data: bytes) -> bytes:
    return b"<<%s/Length %d>>stream\n" % (head, len(data)) + data + b"\nendstream"


def _file(objects: Sequence[bytes]) -> bytes:
    out = bytearray(b"%PDF-1.4\n")
    offsets = []
    for number, body in enumerate(objects, start=1):
        offsets.append(len(out))
        out += b"%d 0 obj\n" % number + body + b"\nendobj\n"
    start = len(out)
    out += b"xref\n0 %d\n0000000000 65535 f \n" % (len(objects) + 1)
    out += b"".join(b"%010d 00000 n \n" % offset for offset in offsets)
    out += b"trailer<</Size %d/Root 1 0 R>>\nstartxref\n%d\n%%%%EOF\n" % (len(objects) + 1, start)
    return bytes(out)

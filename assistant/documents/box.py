"""Where something stands on a page."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True)
class Box:
    """A rectangle on a page, as fractions of the page's size from its top left corner.

    ``page`` counts from 1; ``left < right`` and ``top < bottom``, all within 0..1.
    """

    page: int
    left: float
    top: float
    right: float
    bottom: float

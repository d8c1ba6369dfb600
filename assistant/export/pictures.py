"""The pictures of figures that stand below their captions in a review's files."""

from __future__ import annotations

import struct
from collections.abc import Callable, Mapping
from dataclasses import dataclass

from assistant.errors import AssistantError
from assistant.evidence.claims import Citation, Claim
from assistant.reviews.review import Review

FIGURES = "figures"  # the field of captions
_PIXELS_PER_INCH = 180  # of a figure's picture: it is drawn with 2.5 pixels a point
_SIZE = slice(16, 24)  # where a PNG tells its width and height

# Draws the figure of a document, by the document's id and the label of its caption, as PNG.
Draw = Callable[[str, str], bytes]


@dataclass(frozen=True)
class Picture:
    """A figure as PNG, with what it is called, such as "Figure 3"."""

    png: bytes
    label: str

    @property
    def inches(self) -> tuple[float, float]:
        """Its width and height as it is printed on its page."""
        width, height = struct.unpack(">II", self.png[_SIZE])
        return width / _PIXELS_PER_INCH, height / _PIXELS_PER_INCH

    def width_within(self, width: float, height: float) -> float:
        """How wide, in inches, it is shown where it may be so wide and so high."""
        across, down = self.inches
        return across * min(1.0, width / across, height / down)


# The picture of each citation of a caption that has one.
Pictures = Mapping[Citation, Picture]
NO_PICTURES: Pictures = {}


def pictures_of(review: Review, draw: Draw) -> Pictures:
    """The pictures of the figures whose captions a review has.

    Captions of tables, and of figures that cannot be cut out of their page, have none.
    """
    made: dict[Citation, Picture] = {}
    for field in review.fields:
        for claim in field.items if field.name == FIGURES else ():
            for citation in claim.citations:
                try:
                    png = draw(citation.document_id, citation.section)
                except AssistantError:
                    continue
                made[citation] = Picture(png, citation.section)
    return made


def pictures_below(claim: Claim, pictures: Pictures) -> list[Picture]:
    """The pictures that belong below a claim, in the order of its citations."""
    return [pictures[each] for each in dict.fromkeys(claim.citations) if each in pictures]

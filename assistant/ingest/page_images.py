"""Pages of the kept PDFs as images; the last few are kept in memory."""

from __future__ import annotations

import threading
from collections import OrderedDict

from assistant.documents.document import Box
from assistant.errors import LibraryError
from assistant.readers.sandbox import page_image_of
from assistant.storage.curation import Curation

KEPT_IMAGES = 24
WIDEST = 4000
Mark = tuple[float, float, float, float]


class PageImages:
    """Draws pages of a library's documents, each in a child process."""

    def __init__(self, curation: Curation) -> None:
        self._curation = curation
        self._images: OrderedDict[tuple[str, int, int, tuple[Mark, ...]], bytes] = OrderedDict()
        self._lock = threading.Lock()

    def image(
        self,
        document_id: str,
        page: int,
        width: int,
        boxes: tuple[Box, ...],
        password: str | None,
    ) -> bytes:
        """A page as PNG, ``width`` pixels wide; the boxes on that page are marked."""
        info = self._curation.info(document_id)
        if info.format != "pdf":
            raise LibraryError(
                "'{name}' has no pages to show: it is {format}, not PDF.",
                name=info.name,
                format=info.format,
            )
        if not 1 <= width <= WIDEST:
            raise LibraryError(
                "No image {width} pixels wide: choose 1 to {most}.", width=width, most=WIDEST
            )
        marks = tuple(
            (box.left, box.top, box.right, box.bottom) for box in boxes if box.page == page
        )
        key = (document_id, page, width, marks)
        with self._lock:
            if key in self._images:
                self._images.move_to_end(key)
                return self._images[key]
        source = self._curation.source(document_id)
        image = page_image_of(source, info.name, page, width=width, boxes=marks, password=password)
        with self._lock:
            self._images[key] = image
            while len(self._images) > KEPT_IMAGES:
                self._images.popitem(last=False)
        return image

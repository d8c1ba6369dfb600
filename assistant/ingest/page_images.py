"""Pages of the kept PDFs, and the figures on them, as images; the last few are kept in memory."""

from __future__ import annotations

import threading
from collections import OrderedDict
from collections.abc import Callable
from pathlib import Path

from assistant.documents.box import Box
from assistant.documents.document import Document
from assistant.documents.survey import DocumentInfo
from assistant.errors import LibraryError
from assistant.readers.sandbox import figure_of, page_image_of
from assistant.storage.curation import Curation

KEPT_IMAGES = 24
WIDEST = 4000
Mark = tuple[float, float, float, float]
# A document, then a page, its width and marks, or the label of a figure.
_Key = tuple[str, int, int, tuple[Mark, ...]] | tuple[str, str]


class PageImages:
    """Draws pages of a library's documents, each in a child process."""

    def __init__(self, curation: Curation) -> None:
        self._curation = curation
        self._images: OrderedDict[_Key, bytes] = OrderedDict()
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
        info = self._pdf(document_id)
        if not 1 <= width <= WIDEST:
            raise LibraryError(
                "No image {width} pixels wide: choose 1 to {most}.", width=width, most=WIDEST
            )
        marks = tuple(
            (box.left, box.top, box.right, box.bottom) for box in boxes if box.page == page
        )
        key = (document_id, page, width, marks)
        return self._kept(
            key,
            lambda source: page_image_of(
                source, info.name, page, width=width, boxes=marks, password=password
            ),
        )

    def figure(self, document: Document, label: str, password: str | None) -> bytes:
        """What is drawn beside a figure's caption as PNG; LibraryError without such a caption."""
        info = self._pdf(document.id)
        caption = document.figure(label)
        if caption is None:
            raise LibraryError(
                "'{name}' has no figure '{label}'. Its figures: {labels}.",
                name=info.name,
                label=label,
                labels=", ".join(one.label for one in document.captions if one.is_figure) or "–",
            )
        return self._kept(
            (document.id, label),
            lambda source: figure_of(source, info.name, document, caption, password=password),
        )

    def _pdf(self, document_id: str) -> DocumentInfo:
        info = self._curation.info(document_id)
        if info.format != "pdf":
            raise LibraryError(
                "'{name}' has no pages to show: it is {format}, not PDF.",
                name=info.name,
                format=info.format,
            )
        return info

    def _kept(self, key: _Key, draw: Callable[[Path], bytes]) -> bytes:
        """An image that is kept, else drawn from its document's source and kept."""
        with self._lock:
            if key in self._images:
                self._images.move_to_end(key)
                return self._images[key]
        image = draw(self._curation.source(key[0]))
        with self._lock:
            self._images[key] = image
            while len(self._images) > KEPT_IMAGES:
                self._images.popitem(last=False)
        return image

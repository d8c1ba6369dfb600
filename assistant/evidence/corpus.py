"""The whole texts of surveys and how alike their sentences are, kept while a library is open."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import TYPE_CHECKING

import numpy as np

from assistant.documents.document import Document
from assistant.documents.survey import Survey
from assistant.evidence.whole_text import WholeText, whole_text

if TYPE_CHECKING:
    Vectors = np.ndarray[tuple[int, ...], np.dtype[np.float32]]

MOST_TEXTS = 48
MOST_VECTORS = 50_000


class Corpus:
    """Whole texts by survey and language, and cosines of sentences to a query.

    ``document`` gives a document by its id; ``embed`` unit vectors of texts, float32, shape
    (texts, dimension).
    """

    def __init__(
        self,
        document: Callable[[str], Document],
        embed: Callable[[Sequence[str]], Vectors],
    ) -> None:
        self._document = document
        self._embed = embed
        self._texts: dict[tuple[str, str], WholeText] = {}
        self._vectors: dict[str, Vectors] = {}

    def text(self, survey: Survey, language: str = "en") -> WholeText:
        """All sentences of a survey that can be evidence; ``language`` is what is preferred."""
        key = (documents_key(survey), language)
        if key not in self._texts:
            documents = [self._document(info.id) for info in survey.documents]
            if len(self._texts) >= MOST_TEXTS:
                del self._texts[next(iter(self._texts))]
            self._texts[key] = whole_text(survey, documents, language)
        return self._texts[key]

    def similarities(self, query: str, texts: Sequence[str]) -> Vectors:
        """Cosines of texts to a query, shape (texts,)."""
        new = [text for text in dict.fromkeys((query, *texts)) if text not in self._vectors]
        if len(self._vectors) + len(new) > MOST_VECTORS:
            self._vectors.clear()
            new = list(dict.fromkeys((query, *texts)))
        if new:
            self._vectors.update(zip(new, self._embed(new), strict=True))
        if not texts:
            return np.zeros(0, dtype=np.float32)
        return np.stack([self._vectors[text] for text in texts]) @ self._vectors[query]


def documents_key(survey: Survey) -> str:
    """What changes whenever a survey's documents do."""
    return ",".join(info.id for info in survey.documents)

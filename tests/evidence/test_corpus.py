"""Whole texts and cosines that are kept while a library is open."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
import pytest

from assistant.documents.document import Document
from assistant.documents.survey import DocumentInfo, Survey
from assistant.evidence import corpus as corpora
from assistant.evidence.corpus import Corpus, documents_key
from tests.texts import document


class Shelf:
    """Documents by id, and how often each was asked for."""

    def __init__(self, *documents: Document) -> None:
        self.documents = {item.id: item for item in documents}
        self.asked: list[str] = []

    def __call__(self, document_id: str) -> Document:
        self.asked.append(document_id)
        return self.documents[document_id]


class Embedder:
    """A vector of a text's first letter, and which texts were embedded."""

    def __init__(self) -> None:
        self.texts: list[str] = []

    def __call__(self, texts: Sequence[str]) -> np.ndarray:
        self.texts += texts
        vectors = np.zeros((len(texts), 128), dtype=np.float32)
        for row, text in enumerate(texts):
            vectors[row, ord(text[0]) % 128] = 1.0
        return vectors


def survey(*documents: Document) -> Survey:
    infos = tuple(
        DocumentInfo(item.id, item.name, "markdown", None, ("en",), 1.0, ()) for item in documents
    )
    return Survey("s1", "A Survey of Rivers", ("Ada Reed",), 2021, None, None, infos)


RIVERS = document((1, "1 Rivers", ["Rivers carry sand in spring.", "They carry ice in winter."]))


def test_a_survey_is_read_once() -> None:
    shelf = Shelf(RIVERS)
    corpus = Corpus(shelf, Embedder())
    text = corpus.text(survey(RIVERS))
    assert [item.text for item in text.sentences] == [
        "Rivers carry sand in spring.",
        "They carry ice in winter.",
    ]
    assert corpus.text(survey(RIVERS)) is text
    assert shelf.asked == [RIVERS.id]


def test_another_document_makes_another_text() -> None:
    more = document((1, "1 Lakes", ["Lakes freeze."]), id="d2")
    shelf = Shelf(RIVERS, more)
    corpus = Corpus(shelf, Embedder())
    corpus.text(survey(RIVERS))
    both = survey(RIVERS, more)
    assert documents_key(both) != documents_key(survey(RIVERS))
    assert "Lakes freeze." in [item.text for item in corpus.text(both).sentences]


def test_only_so_many_texts_are_kept(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(corpora, "MOST_TEXTS", 2)
    shelf = Shelf(RIVERS)
    corpus = Corpus(shelf, Embedder())
    for language in ("en", "zh", "ja", "en"):
        corpus.text(survey(RIVERS), language)
    assert len(shelf.asked) == 4, "the first was given up for the third"


def test_a_text_is_embedded_once() -> None:
    embedder = Embedder()
    corpus = Corpus(Shelf(), embedder)
    first = corpus.similarities("ab", ["ac", "bc"])
    assert first.tolist() == [1.0, 0.0]
    assert corpus.similarities("ab", ["bc", "ac"]).tolist() == [0.0, 1.0]
    assert sorted(embedder.texts) == ["ab", "ac", "bc"]
    assert corpus.similarities("ab", []).shape == (0,)


def test_more_vectors_than_are_kept_are_all_right(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(corpora, "MOST_VECTORS", 3)
    corpus = Corpus(Shelf(), Embedder())
    corpus.similarities("ab", ["ac"])
    assert corpus.similarities("bb", ["ac", "bc", "bd"]).tolist() == [0.0, 1.0, 1.0]

"""A library whose embedder has changed: embedded again in the background, never mixed."""

from __future__ import annotations

import contextlib
from collections.abc import Callable, Iterator
from pathlib import Path

import numpy as np
import pytest
from langchain_core.embeddings import DeterministicFakeEmbedding

from assistant.ingest.renewal import STEP, Renewal
from assistant.settings import Settings
from assistant.storage.curation import LibraryFolder
from assistant.storage.database import LibraryDatabase, LibraryIndex
from assistant.storage.originals import Sources
from assistant.storage.surveys import Store
from assistant.storage.write_lock import WriteLock
from vectorstore.passage import Passage, Span

TEXTS = [f"River number {number} carries sand to sea {number}." for number in range(3 * STEP + 2)]
PASSAGES = [
    Passage(f"doc:{n}", "doc", "Findings", "body", text, (Span(0, len(text), None, n),))
    for n, text in enumerate(TEXTS)
]
Open = Callable[[int], LibraryFolder]


@pytest.fixture
def opened(tmp_path: Path) -> Iterator[Open]:
    """Opens one folder with an embedder of a dimension of its own; one at a time."""
    with contextlib.ExitStack() as stack:

        def make(dimension: int) -> LibraryFolder:
            stack.pop_all().close()
            settings = Settings(home=tmp_path / "home", lock_timeout=0.2)
            database = LibraryDatabase(tmp_path / "library.sqlite3", settings.lock_timeout)
            embedder = DeterministicFakeEmbedding(size=dimension)
            index = LibraryIndex(database, tmp_path / "chroma", lambda: embedder)
            stack.callback(database.close)
            stack.callback(index.close)
            return LibraryFolder(
                tmp_path, settings, database, Store(database), index,
                Sources(tmp_path / "sources"), WriteLock(tmp_path / "write.lock", 0.2),
            )  # fmt: skip

        yield make


@pytest.fixture
def changed(opened: Open) -> LibraryFolder:
    """A folder that one embedder has embedded, opened with another."""
    first = opened(16)
    first.index.add(PASSAGES)
    first.index.embed_pending()
    return opened(24)


def test_until_then_words_find_and_vectors_are_not_mixed(changed: LibraryFolder) -> None:
    assert changed.index.stale() == (len(TEXTS), len(TEXTS))
    hits = changed.index.search("number 7")
    assert hits[0].passage.text == TEXTS[7]
    assert all(hit.similarity is None for hit in hits)
    vector = changed.index.embed_query(TEXTS[3])
    assert changed.index.nearest(vector) == []
    sentences = changed.index.sentence_vectors(PASSAGES[3:4])["doc:3"]
    assert float(sentences[0] @ vector) == pytest.approx(1, abs=1e-2), "made for the question"


def test_afterwards_vectors_find_and_the_others_are_gone(
    changed: LibraryFolder, opened: Open
) -> None:
    renewal = Renewal(changed)
    renewal.start()
    renewal.wait(60)
    assert renewal.progress is None
    assert changed.index.stale() == (0, len(TEXTS))
    assert changed.index.search(TEXTS[5], k=1)[0].similarity == pytest.approx(1, abs=1e-3)
    assert opened(16).index.dense.count() == 0


def test_progress_is_told_while_another_writes(changed: LibraryFolder) -> None:
    renewal = Renewal(changed)
    with changed.lock.turn():
        renewal.start()
        assert renewal.progress == (0, len(TEXTS))
        renewal.start()  # once is enough
    renewal.wait(60)
    assert changed.index.stale()[0] == 0


def test_closing_stops_it_and_the_rest_goes_on_later(changed: LibraryFolder) -> None:
    renewal = Renewal(changed)
    renewal.start()
    renewal.close()
    left = changed.index.stale()[0]
    again = Renewal(changed)
    again.start()
    again.wait(60)
    assert changed.index.stale()[0] == 0 <= left


def test_who_waits_too_long_for_its_turn_tries_again(changed: LibraryFolder) -> None:
    renewal = Renewal(changed)
    with changed.lock.turn():
        renewal.start()
        renewal.wait(0.5)  # longer than the lock waits
        assert renewal.progress is not None
    renewal.wait(60)
    assert changed.index.stale()[0] == 0


def test_a_document_that_is_added_meanwhile_goes_first(changed: LibraryFolder) -> None:
    text = "Lakes are deep."
    changed.index.add([Passage("new:0", "new", "", "body", text, (Span(0, len(text), None, 0),))])
    assert changed.index.embed_step(documents=["new"]) == 1
    assert changed.index.waiting("new") == 0
    assert changed.index.stale()[0] == len(TEXTS)
    stored = changed.index.dense.vectors(["new:0"])["new:0"]
    assert np.allclose(stored, changed.index.embed_query(text), atol=1e-3)

"""Passages in, hits out: SQLite and Chroma on disk, with deterministic vectors."""

from __future__ import annotations

import shutil
import sqlite3
import threading
from collections.abc import Callable, Iterator
from pathlib import Path

import numpy as np
import pytest
from langchain_core.embeddings import DeterministicFakeEmbedding, Embeddings

from vectorstore.database import Database
from vectorstore.embedding import embed_one
from vectorstore.index import Index
from vectorstore.passage import Passage, Span

TEXTS = (
    "Rivers carry sand to the sea. The sea is wide.",
    "Glaciers grind rock into flour. They move slowly.",
    "Reward models are trained on human preferences.",
    "強化学習は報酬を使う。価値の整合も扱う。",
)


def passage(number: int, text: str, document: str = "doc", section: str = "Findings") -> Passage:
    spans = []
    start = 0
    for sentence in text.replace("。", "。|").replace(". ", ".| ").split("|"):
        if sentence.strip():
            end = start + len(sentence)
            spans.append(Span(start + len(sentence) - len(sentence.lstrip()), end, 1, number))
        start += len(sentence)
    return Passage(f"{document}:{number}", document, section, "body", text, tuple(spans))


def passages(document: str = "doc") -> list[Passage]:
    return [passage(number, text, document) for number, text in enumerate(TEXTS)]


Open = Callable[..., Index]


@pytest.fixture
def open_index(tmp_path: Path) -> Iterator[Open]:
    """Opens the index of one folder, again and again."""
    opened: list[tuple[Database, Index]] = []

    def close() -> None:
        while opened:
            database, index = opened.pop()
            index.close()
            database.close()

    def make(embeddings: Embeddings | None = None) -> Index:
        close()
        embedder = embeddings or DeterministicFakeEmbedding(size=16)
        database = Database(tmp_path / "library.sqlite3", timeout=0.3)
        index = Index(database, tmp_path / "chroma", lambda: embedder)
        opened.append((database, index))
        return index

    yield make
    close()


def filled(index: Index, document: str = "doc") -> Index:
    index.add(passages(document))
    index.embed_pending()
    return index


def test_words_find_their_passage(open_index: Open) -> None:
    index = filled(open_index())
    assert index.search("glaciers")[0].passage.text == TEXTS[1]
    assert index.search("報酬")[0].passage.text == TEXTS[3]
    assert index.search("trained rewards")[0].passage.text == TEXTS[2], "words are stemmed"
    hit = index.search("glaciers")[0]
    assert hit.bm25 is not None and hit.bm25 > 0


def test_the_same_text_is_nearest_by_vector(open_index: Open) -> None:
    index = filled(open_index())
    hit = index.search(TEXTS[2], k=1)[0]
    assert hit.passage.text == TEXTS[2]
    assert hit.similarity == pytest.approx(1.0, abs=1e-3)


def test_hits_are_restricted_and_counted(open_index: Open) -> None:
    index = filled(filled(open_index(), "one"), "two")
    assert {h.passage.document_id for h in index.search("rivers sea", documents=["two"])} == {"two"}
    assert index.search("rivers", documents=[]) == []
    assert index.search("rivers", documents=["unknown"]) == []
    assert index.search("   ") == [] == index.search("rivers", k=0)
    assert len(index.search("rivers", k=3)) == 3
    assert len(index.search("rivers", k=500)) == 8
    scores = [hit.score for hit in index.search("rivers sea")]
    assert scores == sorted(scores, reverse=True)


def test_all_documents_are_the_same_as_none_and_others_stay_out(open_index: Open) -> None:
    index = open_index()
    for document in ("one", "two"):
        index.add(passages(document))
    index.embed_pending()
    query = "rivers carry sand to the wide sea"
    assert index.search(query, 8, ["one", "two"]) == index.search(query, 8)
    assert [hit.bm25 for hit in index.search(query, 8, ["one", "two", "three"])] == [
        hit.bm25 for hit in index.search(query, 8)
    ]
    # As many documents as there are, and yet not the same ones.
    assert {hit.passage.document_id for hit in index.search(query, 8, ["one", "gone"])} == {"one"}
    assert index.count(["one"]) == 4 and index.count() == 8


def test_an_empty_index_finds_nothing(open_index: Open) -> None:
    assert open_index().search("rivers") == []


def test_progress_counts_up_and_nothing_is_embedded_twice(open_index: Open) -> None:
    index = open_index()
    index.add(passages())
    heard: list[tuple[int, int]] = []
    assert index.needs_embedding()
    assert index.embed_pending(lambda done, total: heard.append((done, total))) == 4
    assert heard == [(4, 4)]
    assert index.embed_pending() == 0
    assert not index.needs_embedding()
    with pytest.raises(sqlite3.IntegrityError):
        index.add(passages())
    assert index.count() == 4


def test_what_is_on_disk_is_found_after_opening_again(open_index: Open) -> None:
    filled(open_index())
    again = open_index()
    assert not again.needs_embedding()
    assert again.search(TEXTS[0], k=1)[0].similarity == pytest.approx(1.0, abs=1e-3)


def test_another_embedder_embeds_anew_and_never_mixes(open_index: Open) -> None:
    filled(open_index())
    other = open_index(DeterministicFakeEmbedding(size=24))
    assert other.needs_embedding()
    assert other.embed_pending() == 4
    assert other.search(TEXTS[0], k=1)[0].similarity == pytest.approx(1.0, abs=1e-3)
    back = open_index()
    back.embed_pending()
    assert back.search(TEXTS[0], k=1)[0].similarity == pytest.approx(1.0, abs=1e-3)


def test_lost_vectors_are_made_again(open_index: Open, tmp_path: Path) -> None:
    """Chroma is derived: without its folder, the next search has all vectors again."""
    filled(open_index()).close()
    index = open_index()
    index.close()
    shutil.rmtree(tmp_path / "chroma")
    from chromadb.api.shared_system_client import SharedSystemClient

    SharedSystemClient.clear_system_cache()
    index = open_index()
    assert index.needs_embedding()
    index.embed_pending()
    assert index.dense.count() == 4
    assert index.search(TEXTS[0], k=1)[0].similarity == pytest.approx(1.0, abs=1e-3)


def test_a_deleted_document_leaves_nothing(open_index: Open) -> None:
    index = filled(filled(open_index(), "one"), "two")
    index.delete("one")
    assert {hit.passage.document_id for hit in index.search("rivers glaciers")} == {"two"}
    assert index.dense.count() == 4
    assert index.count() == 4
    index.delete("never there")


def test_a_delete_before_the_vectors_are_open_reaches_them_later(open_index: Open) -> None:
    filled(filled(open_index(), "one"), "two")
    open_index().delete("one")
    assert open_index().dense.count() == 4


def test_sentence_vectors_are_those_of_the_sentences(open_index: Open) -> None:
    index = filled(open_index())
    found = index.sentence_vectors(passages())
    embedder = DeterministicFakeEmbedding(size=16)
    expected = embed_one(embedder, "The sea is wide.")
    assert np.allclose(found["doc:0"][1], expected, atol=1e-2)
    assert index.sentence_vectors([]) == {}


def test_many_threads_may_search(open_index: Open) -> None:
    index = filled(open_index())
    failures: list[BaseException] = []

    def work() -> None:
        try:
            for text in TEXTS:
                assert index.search(text)
                index.sentence_vectors(passages())
        except BaseException as error:
            failures.append(error)

    threads = [threading.Thread(target=work) for _ in range(8)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(30)
    assert not failures

"""A Chroma server that holds the vectors: its address, and what happens while it is away."""

from __future__ import annotations

import time
from collections.abc import Iterator
from pathlib import Path

import numpy as np
import pytest
from langchain_core.embeddings import DeterministicFakeEmbedding

from evals.robustness.chroma_away import ChromaProcess
from vectorstore import index as index_module
from vectorstore.database import Database
from vectorstore.dense import DenseIndex
from vectorstore.errors import VectorsAway, VectorstoreError
from vectorstore.index import Index
from vectorstore.passage import Passage, Span
from vectorstore.server import ChromaServer


@pytest.fixture
def server(tmp_path: Path) -> Iterator[ChromaProcess]:
    found = ChromaProcess(tmp_path / "server")
    found.start()
    yield found
    found.kill()


def place_of(server: ChromaProcess) -> ChromaServer:
    return ChromaServer(server.address, "a token")


def passage(number: int, text: str) -> Passage:
    return Passage(f"p{number}", f"d{number}", "", "body", text, (Span(0, len(text), 1, 0),))


def test_a_library_lives_on_a_server_that_goes_and_comes(
    server: ChromaProcess, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(index_module, "AWAY_SECONDS", 0.0)
    database = Database(tmp_path / "library.sqlite3")
    index = Index(database, place_of(server), lambda: DeterministicFakeEmbedding(size=8))
    index.add([passage(1, "The river floods."), passage(2, "Bees hum in hives.")])
    assert index.embed_pending() == 2 and index.dense.count() == 2
    (hit, _) = index.search("river", 2)
    assert hit.passage.id == "p1" and hit.similarity is not None and not index.away

    server.kill()
    (hit,) = index.search("river", 2)
    assert hit.passage.id == "p1" and hit.similarity is None, "words alone find it"
    assert f"{server.address} does not answer" in index.away
    assert index.nearest(np.ones(8, dtype=np.float32)) == [] and not index.needs_embedding()
    index.add([passage(3, "Storms come at night.")])
    with pytest.raises(VectorsAway, match=str(server.port)):
        index.embed_pending()

    server.start()
    assert index.embed_pending() == 1 and index.dense.ids() == ["p1", "p2", "p3"]
    assert index.search("river", 1)[0].similarity is not None and not index.away
    index.delete("d3")
    assert index.dense.ids() == ["p1", "p2"]
    index.drop_vectors()
    assert index.embed_pending() == 2
    index.close()
    database.close()


def test_what_a_server_refuses_is_told_apart_from_its_absence(server: ChromaProcess) -> None:
    dense = DenseIndex(place_of(server), "rivers")
    dense.add(["a"], ["a"], np.eye(1, 8, dtype=np.float32))
    with pytest.raises(VectorstoreError, match="refused") as refusal:
        dense.search(np.ones(5, dtype=np.float32), 1)
    assert not isinstance(refusal.value, VectorsAway)
    dense.close()


@pytest.mark.parametrize("address", ["lab", "ftp://lab", "http://", "http://a:b", "http://lab/x"])
def test_an_address_that_is_none_is_said(address: str) -> None:
    with pytest.raises(VectorstoreError, match="http://host:8000"):
        _ = ChromaServer(address).endpoint
    with pytest.raises(VectorstoreError, match="no address"):
        DenseIndex(ChromaServer(address), "rivers")


def test_a_token_is_not_shown() -> None:
    assert "secret" not in repr(ChromaServer("http://lab", "secret"))


def test_a_server_that_is_back_is_found_by_those_who_ask_all_the_time(
    server: ChromaProcess, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(index_module, "AWAY_SECONDS", 0.3)
    database = Database(tmp_path / "library.sqlite3")
    index = Index(database, place_of(server), lambda: DeterministicFakeEmbedding(size=8))
    index.add([passage(1, "The river floods.")])
    index.embed_pending()
    server.kill()
    index.search("river", 1)
    assert index.away
    server.start()
    until = time.monotonic() + 30.0
    while index.away and time.monotonic() < until:
        index.search("river", 1)
    assert not index.away
    index.close()
    database.close()

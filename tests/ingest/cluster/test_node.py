"""A node of a cluster: sources by path and as bytes, refusals as values, vectors of passages."""

from __future__ import annotations

import hashlib
from pathlib import Path

import numpy as np
import pytest
from langchain_core.embeddings import DeterministicFakeEmbedding

from assistant.documents.document import Document
from assistant.errors import ModelNotFound, UnreadableSource
from assistant.ingest.cluster.node import Node, NodeFacts, NodeSource
from assistant.settings import Settings
from vectorstore.embedding import embed_with_parts

TEXT = b"# A Survey of Rivers\n\nWater flows downhill."
FAKE = DeterministicFakeEmbedding(size=32)


@pytest.fixture
def node(tmp_path: Path) -> Node:
    return Node(Settings(home=tmp_path / "home"), FAKE, 1)


def source(path: Path, data: bytes = TEXT, name: str = "rivers.md") -> NodeSource:
    return NodeSource(name, hashlib.sha256(data).hexdigest(), path)


def test_a_source_is_read_where_its_bytes_lie_and_wanted_where_others_do(
    node: Node, tmp_path: Path
) -> None:
    path = tmp_path / "taken"
    path.write_bytes(TEXT)
    document = node.read(source(path))
    assert isinstance(document, Document) and document.title == "A Survey of Rivers"
    assert node.read(source(tmp_path / "elsewhere")) is None
    assert node.read(source(path, b"# Another text of this path")) is None


def test_bytes_that_are_sent_are_read_as_the_file_is(node: Node, tmp_path: Path) -> None:
    path = tmp_path / "taken"
    path.write_bytes(TEXT)
    digest = hashlib.sha256(TEXT).hexdigest()
    sent = NodeSource("rivers.md", digest, tmp_path / "elsewhere", TEXT)
    assert node.read(sent) == node.read(source(path))


def test_what_is_refused_comes_back_with_its_reason(node: Node, tmp_path: Path) -> None:
    path = tmp_path / "taken"
    path.write_bytes(b"%PDF-1.7 cut")
    refusal = node.read(source(path, b"%PDF-1.7 cut", "cut.pdf"))
    assert isinstance(refusal, UnreadableSource) and "cut.pdf" in str(refusal)


def test_vectors_are_those_of_the_embedder(node: Node) -> None:
    texts = [["Water flows.", "It is wet."], ["Ice melts."]]
    made = node.embed(texts)
    assert isinstance(made, list) and [len(vectors) for vectors in made] == [3, 2]
    for one, other in zip(made, embed_with_parts(FAKE, texts), strict=True):
        np.testing.assert_array_equal(one, other)
    facts = node.facts()
    assert isinstance(facts, NodeFacts) and facts.host and "32" in facts.embedder


def test_a_node_without_the_model_says_so(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("SURVEY_ASSISTANT_HOME", str(tmp_path / "none"))
    bare = Node(Settings(home=tmp_path / "home"), None, 1)
    assert isinstance(bare.facts(), ModelNotFound)
    assert isinstance(bare.embed([["Water."]]), ModelNotFound)
    bare.close()

"""The index as a LangChain retriever."""

from __future__ import annotations

from pathlib import Path

from langchain_core.embeddings import DeterministicFakeEmbedding

from tests.vectorstore.test_index import TEXTS, filled
from vectorstore.database import Database
from vectorstore.index import Index
from vectorstore.retriever import PassageRetriever


def test_the_retriever_is_langchains(tmp_path: Path) -> None:
    database = Database(tmp_path / "library.sqlite3")
    embedder = DeterministicFakeEmbedding(size=16)
    index = filled(filled(Index(database, tmp_path / "chroma", lambda: embedder), "one"), "two")
    documents = PassageRetriever(index=index, k=2).invoke("glaciers")
    assert len(documents) == 2
    assert documents[0].page_content == TEXTS[1]
    assert documents[0].metadata["section"] == "Findings"
    assert documents[0].metadata["page"] == 1
    only = PassageRetriever(index=index, k=5, documents=("two",)).invoke("glaciers")
    assert {document.metadata["document_id"] for document in only} == {"two"}
    index.close()
    database.close()

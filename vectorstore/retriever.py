"""The index as a LangChain retriever, for chains of one's own."""

from __future__ import annotations

from langchain_core.callbacks import CallbackManagerForRetrieverRun
from langchain_core.documents import Document
from langchain_core.retrievers import BaseRetriever
from pydantic import ConfigDict

from vectorstore.index import Hit, Index


class PassageRetriever(BaseRetriever):
    """The ``k`` best passages of an index as LangChain documents.

    ``documents`` restricts the search to these document ids.
    """

    model_config = ConfigDict(arbitrary_types_allowed=True)

    index: Index
    k: int = 5
    documents: tuple[str, ...] | None = None

    def _get_relevant_documents(
        self, query: str, *, run_manager: CallbackManagerForRetrieverRun
    ) -> list[Document]:
        return [as_document(hit) for hit in self.index.search(query, self.k, self.documents)]


def as_document(hit: Hit) -> Document:
    """A hit as a LangChain document; the metadata name document, section, page and score."""
    passage = hit.passage
    return Document(
        id=passage.id,
        page_content=passage.text,
        metadata={
            "document_id": passage.document_id,
            "section": passage.section,
            "kind": passage.kind,
            "page": passage.page,
            "score": hit.score,
        },
    )

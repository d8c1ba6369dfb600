"""A library's passages as a LangChain retriever."""

from __future__ import annotations

from collections.abc import Callable, Mapping

from langchain_core.callbacks import CallbackManagerForRetrieverRun
from langchain_core.documents import Document
from langchain_core.retrievers import BaseRetriever

from assistant.documents.survey import Survey, short_name
from vectorstore.index import Hit


class PassageRetriever(BaseRetriever):
    """The best passages for a question as LangChain documents, best first.

    ``search`` gives the hits; ``owners`` has the survey of each document id. A document's metadata
    names ``survey``, ``title``, ``section``, ``kind``, ``page`` (None without pages) and ``score``.
    """

    search: Callable[[str], list[Hit]]
    owners: Mapping[str, Survey]

    def _get_relevant_documents(
        self, query: str, *, run_manager: CallbackManagerForRetrieverRun
    ) -> list[Document]:
        return [self._document(hit) for hit in self.search(query)]

    def _document(self, hit: Hit) -> Document:
        passage = hit.passage
        survey = self.owners.get(passage.document_id)
        pages = [span.page for span in passage.spans if span.page is not None]
        return Document(
            id=passage.id,
            page_content=passage.text,
            metadata={
                "survey": short_name(survey) if survey else "",
                "title": survey.title if survey else "",
                "document_id": passage.document_id,
                "section": passage.section,
                "kind": passage.kind,
                "page": min(pages, default=None),
                "score": hit.score,
            },
        )

"""A survey's whole text as evidence: every sentence and caption of its documents."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from assistant.document import Document
from assistant.evidence import Evidence
from assistant.identity import Survey
from assistant.orders import is_order, strange_questions

UNREAD = frozenset(("references", "front"))


@dataclass(frozen=True)
class WholeText:
    """Sentences and captions in reading order, the fullest document first.

    ``sections_read`` of ``sections`` hold text that can serve as evidence; ``pages`` is the number
    of pages of all documents, None where none has any.
    """

    sentences: tuple[Evidence, ...]
    captions: tuple[Evidence, ...]
    sections_read: int
    sections: int
    pages: int | None


def whole_text(survey: Survey, documents: Iterable[Document], language: str = "en") -> WholeText:
    """What a survey's documents say, those in the language asked for first; without orders."""
    ranked = sorted(
        documents,
        key=lambda d: (language not in d.languages[:1], -sum(1 for _ in d.sentences())),
    )
    sentences: list[Evidence] = []
    captions: list[Evidence] = []
    read = 0
    for document in ranked:
        sentences += _sentences(survey, document)
        captions += _captions(survey, document)
        read += sum(1 for section in document.sections if section.kind not in UNREAD)
    total = sum(len(document.sections) for document in ranked)
    pages = sum(document.page_count or 0 for document in ranked)
    return WholeText(tuple(sentences), tuple(captions), read, total, pages or None)


def _sentences(survey: Survey, document: Document) -> list[Evidence]:
    strange = strange_questions([sentence.text for _, sentence in document.sentences()])
    return [
        Evidence(
            key=f"S{index + 1}",
            text=sentence.text,
            survey=survey,
            document_id=document.id,
            document=document.name,
            section=section.label(document.title),
            kind=section.kind,
            page=sentence.page,
            sentence=index,
        )
        for index, (section, sentence) in enumerate(document.sentences())
        if section.kind not in UNREAD and index not in strange and not is_order(sentence.text)
    ]


def _captions(survey: Survey, document: Document) -> list[Evidence]:
    return [
        Evidence(
            key=f"C{number}",
            text=caption.text or caption.label,
            survey=survey,
            document_id=document.id,
            document=document.name,
            section=caption.label,
            kind="caption",
            page=caption.page,
            sentence=-1,
        )
        for number, caption in enumerate(document.captions, start=1)
        if not is_order(caption.text)
    ]

"""A survey's whole text as evidence: every sentence and caption of its documents."""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass

from assistant.documents.document import Document, Section
from assistant.documents.section_kinds import NO_EVIDENCE
from assistant.documents.survey import Survey
from assistant.evidence.evidence import Evidence
from assistant.evidence.injection import is_instruction, unrelated_questions
from assistant.text.scripts import has_cjk
from assistant.text.words import is_entry

UNREAD = NO_EVIDENCE
ENOUGH = 5
READING_LIST = 0.4


@dataclass(frozen=True)
class WholeText:
    """Sentences and captions in reading order, the fullest document first.

    ``sections_read`` of ``sections`` hold text that can serve as evidence; ``pages`` is the number
    of pages of all documents, None where none has any; ``documents`` are what it was made of.
    """

    sentences: tuple[Evidence, ...]
    captions: tuple[Evidence, ...]
    sections_read: int
    sections: int
    pages: int | None
    documents: tuple[Document, ...] = ()


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
    english = {document.id for document in ranked if document.languages[:1] == ("en",)}
    if language == "en" and english:
        # A review in English of a survey that has an English document does not quote another.
        chosen = [
            item for item in sentences if item.document_id in english and not has_cjk(item.text)
        ]
        sentences = chosen if len(chosen) >= ENOUGH else sentences
    total = sum(
        1
        for document in ranked
        for section in document.sections
        if section.kind not in UNREAD or (section.title and section.kind != "references")
    )
    pages = sum(document.page_count or 0 for document in ranked)
    return WholeText(tuple(sentences), tuple(captions), read, total, pages or None, tuple(ranked))


def _sentences(survey: Survey, document: Document) -> list[Evidence]:
    """A document's sentences; those of reading lists are titles of other works, and left out."""
    lists = {id(section) for section in document.sections if _is_reading_list(section)}
    strange = unrelated_questions([sentence.text for _, sentence in document.sentences()])
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
        if section.kind not in UNREAD
        and id(section) not in lists
        and index not in strange
        and not is_instruction(sentence.text)
    ]


def _is_reading_list(section: Section) -> bool:
    texts = [sentence.text for sentence in section.sentences]
    titles = sum(is_entry(text) or is_title(text) for text in texts)
    return section.kind != "abstract" and titles > 1 and titles >= READING_LIST * len(texts)


def is_title(text: str) -> bool:
    """Whether a text is set like the title of a work: most of its words begin with a capital.

    >>> is_title("A Survey of Large Language Models"), is_title("We survey large models.")
    (True, False)
    """
    words = re.findall(r"[A-Za-z][\w-]*", text)
    long = [word for word in words if len(word) > 3]
    return (
        len(words) >= 4 and len(long) > 2 and sum(w[0].isupper() for w in long) >= 0.7 * len(long)
    )


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
        if not is_instruction(caption.text)
    ]

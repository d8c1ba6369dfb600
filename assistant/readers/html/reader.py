"""HTML: papers as LaTeXML writes them (arXiv, ar5iv), and other pages without their clutter."""

from __future__ import annotations

import hashlib

from assistant.documents.document import Caption, Document
from assistant.documents.section_kinds import kind_of
from assistant.errors import EmptySource
from assistant.messages import Message
from assistant.readers.html.article import heading_of, listed_references, page_parts
from assistant.readers.html.frames import open_frames
from assistant.readers.html.hidden_text import take_out_hidden
from assistant.readers.html.latexml import Paper, authors_of, paper_of, sentences, title_of
from assistant.readers.html.metadata import page_statements
from assistant.readers.html.tables import tables_of
from assistant.readers.html.tree import tree_of
from assistant.readers.sections import Part, sections
from assistant.readers.superscripts import plain_superscripts
from assistant.text.scripts import languages


def read_html(data: bytes, name: str, *, password: str | None = None) -> Document:
    """The HTML page as a document; LaTeXML papers keep their sections, captions and references.

    Raises UnreadableSource for what is no page, or too large or too deep, and EmptySource where a
    login, a captcha or the like stands in an article's place.
    """
    root = tree_of(data, name)
    stated = page_statements(root)
    open_frames(root)
    warnings = take_out_hidden(root, is_page=True)
    plain_superscripts(root)
    captions: list[Caption] = []
    tables = tables_of(root)
    references: tuple[str, ...]
    element = paper_of(root)
    if element is not None:
        paper = Paper(element)
        parts, captions, references = paper.parts, paper.captions, tuple(paper.references)
        title, authors = title_of(element), authors_of(element)
    else:
        parts, wall = page_parts(root, captions)
        if wall:
            warnings += (_access_warning(name, wall, stated.abstract),)
            parts, tables = [], ()
        references = listed_references(parts)
        title, authors = heading_of(root) or stated.page_title, ()
    abstract = _abstract(parts) or stated.abstract
    if stated.abstract and not any(part.sentences for part in parts):
        parts = [Part("Abstract", 1, sentences(stated.abstract), kind="abstract")]
    text = " ".join(sentence.text for part in parts for sentence in part.sentences)
    return Document(
        id=hashlib.sha256(data).hexdigest(),
        name=name,
        format="html",
        sections=sections(part for part in parts if part.title or part.sentences),
        title=stated.title or title,
        authors=stated.authors or authors,
        year=stated.year,
        arxiv_id=stated.arxiv_id,
        doi=stated.doi,
        abstract=abstract,
        languages=languages(text),
        captions=tuple(dict.fromkeys(captions)),
        tables=tables,
        references=references,
        warnings=warnings,
    )


def _access_warning(name: str, wall: str, abstract: str) -> str:
    """A warning that only the abstract could be read; without an abstract, an EmptySource."""
    if len(abstract) >= 100:
        return Message("only the abstract was read: the page {wall}", wall=wall)
    raise EmptySource(
        "No article in '{name}': the page {wall}. Open it in a browser, save the article as a PDF "
        "or HTML file, and add the file.",
        name=name,
        wall=wall,
    )


def _abstract(parts: list[Part]) -> str:
    for part in parts:
        if (part.kind or (kind_of(part.title) if part.title else "")) == "abstract":
            return " ".join(sentence.text for sentence in part.sentences)
    return ""

"""A text as its writer wrote it, heading by heading and paragraph by paragraph, to a document."""

from __future__ import annotations

import hashlib
import re
from collections.abc import Sequence
from dataclasses import replace

from assistant.documents.document import Caption, Document, Sentence
from assistant.documents.formats import Format
from assistant.documents.metadata import Metadata
from assistant.documents.section_kinds import kind_of
from assistant.documents.table import Table
from assistant.messages import Text
from assistant.readers.sections import Part, references_in, sections
from assistant.readers.table_rows import RowCell, TableRows
from assistant.readers.text.rows import CAPTION, RUN_IN_ABSTRACT
from assistant.text.normalize import one_line, smuggled_warnings, without_smuggled
from assistant.text.scripts import languages
from assistant.text.sentences import split_sentences

_LONGEST_CAPTION = 800  # a longer text that begins like one is a paragraph
_LONGEST_ENTRY = 300  # characters: a longer item of a list is split into its sentences


class Flow:
    """Parts, captions, tables and smuggled words; readers add a text's blocks in their order."""

    def __init__(self) -> None:
        self.parts = [Part("", 0)]
        self.captions: list[Caption] = []
        self.tables: list[Table] = []  # that a reader has as a whole
        self._tables = TableRows()
        self._rows_in = self.parts[0]
        self._smuggled: list[str] = []

    def heading(self, title: str, level: int) -> None:
        """Open a section; ``level`` 1 is the outermost."""
        if text := self._clean(title):
            self._end_table(text=True)
            self.parts.append(Part(text, max(level, 1)))

    def abstract(self, text: str) -> None:
        """Add a paragraph of the abstract; one that stands amid a section does not end it."""
        self._end_table(text=True)
        if self.parts[-1].kind != "abstract":
            self.parts.append(Part("Abstract", 1, kind="abstract"))
        self.parts[-1].sentences.extend(_sentences(self._clean(text), None, False))

    def paragraph(self, text: str, *, page: int | None = None, is_item: bool = False) -> None:
        """Add a paragraph to the open section, an item of a list, or an entry of references."""
        text = self._clean(text)
        if not text:
            return
        run_in = RUN_IN_ABSTRACT.match(text)
        if run_in and not self._has_abstract():
            self.abstract(text[run_in.end() :])
            return
        if self.parts[-1].kind == "abstract":
            before = self.parts[-2]
            self.parts.append(Part(before.title, before.level, kind=before.kind))
        part = self.parts[-1]
        if (part.kind or kind_of(part.title)) == "references":
            part.sentences.append(Sentence(text, page, ends_paragraph=True))
        elif (caption := CAPTION.match(text)) and len(text) < _LONGEST_CAPTION:
            self.caption(caption[1], caption[2], page=page)
        else:
            self._end_table(text=True)
            part.sentences.extend(_sentences(text, page, is_item))

    def row(self, cells: Sequence[str | RowCell], *, page: int | None = None) -> None:
        """Add a row of a table; rows that make no table stand in the text as lines."""
        made = [cell if isinstance(cell, RowCell) else RowCell(cell) for cell in cells]
        made = [replace(cell, text=self._clean(cell.text)) for cell in made]
        if any(cell.text for cell in made):
            self._rows_in = self.parts[-1]
            self._tables.row(made, page)

    def end_table(self) -> None:
        """Tell that the next row is another table's."""
        self._end_table(text=False)

    def caption(self, label: str, text: str, *, page: int | None = None) -> None:
        """Add a caption under its label, such as "Figure 3"."""
        label = re.sub(r"\s+", " ", self._clean(label))
        if text := self._clean(text):
            self._end_table(text=False)
            self.captions.append(Caption(label, text, page))
            self._tables.caption(self.captions[-1])

    def _end_table(self, *, text: bool) -> None:
        """End the open table, if there is one; ``text`` says that running text follows."""
        for line, page in self._tables.end():
            self._rows_in.sentences.append(Sentence(line, page, ends_paragraph=True))
        if text:
            self._tables.text()

    def document(
        self,
        data: bytes,
        name: str,
        source_format: Format,
        stated: Metadata,
        *,
        warnings: Sequence[Text] = (),
        page_count: int | None = None,
    ) -> Document:
        """The document of everything that was added; its abstract is ``stated``'s or its own."""
        self._end_table(text=True)
        made = sections(self.parts)
        text = " ".join(sentence.text for part in self.parts for sentence in part.sentences)
        return Document(
            id=hashlib.sha256(data).hexdigest(),
            name=name,
            format=source_format,
            sections=made,
            title=one_line(stated.title),
            authors=stated.authors,
            year=stated.year,
            arxiv_id=stated.arxiv_id,
            doi=stated.doi,
            abstract=stated.abstract or self._own_abstract(),
            languages=languages(text),
            page_count=page_count,
            captions=tuple(dict.fromkeys(self.captions)),
            tables=(*self._tables.tables, *self.tables),
            references=references_in(made),
            warnings=(*smuggled_warnings(" ".join(self._smuggled)), *warnings),
        )

    def _has_abstract(self) -> bool:
        return any((part.kind or kind_of(part.title)) == "abstract" for part in self.parts)

    def _own_abstract(self) -> str:
        for part in self.parts:
            if part.sentences and (part.kind or kind_of(part.title)) == "abstract":
                return " ".join(sentence.text for sentence in part.sentences)
        return ""

    def _clean(self, text: str) -> str:
        text, smuggled = without_smuggled(text)
        if smuggled:
            self._smuggled.append(smuggled)
        return one_line(re.sub(r"\s+", " ", text))


def _sentences(text: str, page: int | None, is_item: bool) -> list[Sentence]:
    """The sentences of a paragraph; a short item of a list stays whole."""
    if not text:
        return []
    split = [text] if is_item and len(text) <= _LONGEST_ENTRY else split_sentences(text)
    last = len(split) - 1
    return [
        Sentence(sentence, page, ends_paragraph=place == last)
        for place, sentence in enumerate(split)
    ]

"""What a reader returns: a document of sections of sentences, each with its page and boxes."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Literal

from assistant.documents.box import Box
from assistant.documents.formats import Format
from assistant.documents.table import Statement, Table
from assistant.messages import Text

SectionKind = Literal[
    "abstract", "introduction", "method", "results", "conclusion", "limitations", "future",
    "body", "translation", "caption", "table", "references", "appendix", "front", "back",
]  # fmt: skip

# Of what a source's pages show; a document of which less was read is not what its user thinks.
LEAST_READ = 2 / 3
LEFT_OUT = "more than a third of the text on its pages was left out: only {share} was read"
TABLE_LABELS = ("Table", "表")
# The number that a table's first statement has among a document's sentences; the next has one less.
FIRST_STATEMENT = -2


@dataclass(frozen=True)
class Sentence:
    """One sentence as it stands in the source (hyphenation and ligatures undone).

    ``page`` is the page it starts on, counted from 1; None where the source has no pages.
    ``boxes`` are its lines on the page images, in reading order; empty without a layout.
    """

    text: str
    page: int | None = None
    boxes: tuple[Box, ...] = ()
    ends_paragraph: bool = False


@dataclass(frozen=True)
class Section:
    """A titled span of a document; ``level`` 1 is the outermost, ``path`` its titles from there.

    ``kind`` says what it is for: evidence never comes from ``references``, ``front`` or ``back``,
    which is what stands about the paper at its end: funding, competing interests, thanks.
    """

    title: str
    level: int
    kind: SectionKind
    sentences: tuple[Sentence, ...]
    path: tuple[str, ...] = ()

    def label(self, title: str) -> str:
        """Its path of titles in one line; the document's own title at its head is left out."""
        path = self.path or (self.title,)
        inner = path[1:] if len(path) > 1 and path[0] == title else path
        return " › ".join(inner) or title

    @property
    def pages(self) -> tuple[int, int] | None:
        """First and last page of its sentences, or None without pages."""
        pages = [sentence.page for sentence in self.sentences if sentence.page is not None]
        return (min(pages), max(pages)) if pages else None


@dataclass(frozen=True)
class Caption:
    """A figure's or table's caption: ``label`` such as "Figure 3", and its text without it."""

    label: str
    text: str
    page: int | None = None
    boxes: tuple[Box, ...] = ()

    @property
    def is_figure(self) -> bool:
        """Whether it is a figure's, and where on a page it stands is known."""
        return bool(self.boxes) and not self.label.startswith(TABLE_LABELS)


@dataclass(frozen=True)
class Recognition:
    """A page whose text was recognised from its image, and how sure that is: 0 to 1."""

    page: int
    confidence: float


@dataclass(frozen=True)
class Document:
    """One parsed source.

    ``id`` is the SHA-256 of the source's bytes in hex; ``name`` what the user called it (a file's
    name, a URL, an arXiv id). ``title``, ``authors``, ``year``, ``arxiv_id``, ``doi`` and
    ``abstract`` are only what the source itself states, else empty or None. ``languages`` are
    ISO 639-1 codes, the main one first. ``warnings`` are for the user, one plain line each.
    ``recognition`` names the pages whose text was recognised from their images.
    """

    id: str
    name: str
    format: Format
    sections: tuple[Section, ...]
    title: str = ""
    authors: tuple[str, ...] = ()
    year: int | None = None
    arxiv_id: str | None = None
    doi: str | None = None
    abstract: str = ""
    languages: tuple[str, ...] = ("en",)
    page_count: int | None = None
    captions: tuple[Caption, ...] = ()
    tables: tuple[Table, ...] = ()
    references: tuple[str, ...] = ()
    warnings: tuple[Text, ...] = ()
    readable_share: float = 1.0
    recognition: tuple[Recognition, ...] = ()

    def figure(self, label: str) -> Caption | None:
        """The caption of a figure, such as "Figure 3", where it stands on a page; else None."""
        return next((one for one in self.captions if one.label == label and one.is_figure), None)

    def sentences(self) -> Iterator[tuple[Section, Sentence]]:
        """Every sentence with its section, in reading order."""
        for section in self.sections:
            for sentence in section.sentences:
                yield section, sentence

    def statements(self) -> Iterator[tuple[Table, Statement]]:
        """What the cells of its tables say, with their table, in reading order."""
        for table in self.tables:
            for statement in table.statements():
                yield table, statement

    def boxes(self, sentence: int) -> tuple[Box, ...]:
        """Where a citation's sentence stands on its pages; empty without a layout.

        ``sentence`` counts sentences from 0; -2 and below are statements of tables.
        """
        if sentence >= 0:
            numbered: Iterator[Sentence | Statement] = (found for _, found in self.sentences())
            place = sentence
        else:
            numbered = (found for _, found in self.statements())
            place = FIRST_STATEMENT - sentence
        return next((found.boxes for i, found in enumerate(numbered) if i == place), ())

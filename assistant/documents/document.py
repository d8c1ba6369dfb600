"""What a reader returns: a document of sections of sentences, each with its page and boxes."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Literal

from assistant.documents.formats import Format
from assistant.messages import Text

SectionKind = Literal[
    "abstract", "introduction", "method", "results", "conclusion", "limitations", "future",
    "body", "translation", "caption", "references", "appendix", "front", "back",
]  # fmt: skip

# Of what a source's pages show; a document of which less was read is not what its user thinks.
LEAST_READ = 2 / 3


@dataclass(frozen=True)
class Box:
    """A rectangle on a page, as fractions of the page's size from its top left corner.

    ``page`` counts from 1; ``left < right`` and ``top < bottom``, all within 0..1.
    """

    page: int
    left: float
    top: float
    right: float
    bottom: float


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


@dataclass(frozen=True)
class Document:
    """One parsed source.

    ``id`` is the SHA-256 of the source's bytes in hex; ``name`` what the user called it (a file's
    name, a URL, an arXiv id). ``title``, ``authors``, ``year``, ``arxiv_id``, ``doi`` and
    ``abstract`` are only what the source itself states, else empty or None. ``languages`` are
    ISO 639-1 codes, the main one first. ``warnings`` are for the user, one plain line each.
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
    references: tuple[str, ...] = ()
    warnings: tuple[Text, ...] = ()
    readable_share: float = 1.0

    def sentences(self) -> Iterator[tuple[Section, Sentence]]:
        """Every sentence with its section, in reading order."""
        for section in self.sections:
            for sentence in section.sentences:
                yield section, sentence

"""A survey: the work that one or more documents describe, and what it is called."""

from __future__ import annotations

import re
from dataclasses import dataclass

from assistant.documents.document import LEAST_READ, Document, Recognition
from assistant.messages import Text
from assistant.text.normalize import without_accents


@dataclass(frozen=True)
class DocumentInfo:
    """What a survey's list of documents shows of each; fields as in ``Document``."""

    id: str
    name: str
    format: str
    page_count: int | None
    languages: tuple[str, ...]
    readable_share: float
    warnings: tuple[Text, ...]
    recognition: tuple[Recognition, ...] = ()

    def confidence(self, page: int | None) -> float | None:
        """How sure the text of a page is that was recognised; None where it was not."""
        return next((found.confidence for found in self.recognition if found.page == page), None)

    @property
    def mostly_read(self) -> bool:
        """Whether enough of it was read; if not, its first warning says so and is shown in red."""
        return self.readable_share >= LEAST_READ

    @classmethod
    def of(cls, document: Document) -> DocumentInfo:
        """The listing of a document."""
        return cls(
            document.id,
            document.name,
            document.format,
            document.page_count,
            document.languages,
            document.readable_share,
            document.warnings,
            document.recognition,
        )


@dataclass(frozen=True)
class Survey:
    """The work that one or more documents describe; ``arxiv_id`` is without its version.

    ``newer`` is the short name of what is perhaps a later version of it in the same library.
    """

    id: str
    title: str
    authors: tuple[str, ...]
    year: int | None
    arxiv_id: str | None
    doi: str | None
    documents: tuple[DocumentInfo, ...] = ()
    newer: str = ""

    @property
    def languages(self) -> tuple[str, ...]:
        """ISO 639-1 codes of its documents, the first document's main one first."""
        return tuple(dict.fromkeys(code for info in self.documents for code in info.languages))

    @property
    def formats(self) -> tuple[str, ...]:
        """Its documents' formats, each once."""
        return tuple(dict.fromkeys(info.format for info in self.documents))

    @property
    def page_count(self) -> int | None:
        """The pages of its documents together; None where none has pages."""
        pages = [info.page_count for info in self.documents if info.page_count is not None]
        return sum(pages) if pages else None

    @property
    def readable_share(self) -> float:
        """How much of its worst-read document could be read, 0 to 1."""
        return min((info.readable_share for info in self.documents), default=1.0)

    @property
    def warnings(self) -> tuple[str, ...]:
        """What its readers warn of, one line each, with the document where there are several."""
        several = len(self.documents) > 1
        return tuple(
            f"{info.name}: {warning}" if several else warning
            for info in self.documents
            for warning in info.warnings
        )


def short_name(survey: Survey) -> str:
    """A survey in a few words, such as "Shen et al. (2023)"; its title without authors."""
    if not survey.authors:
        words = survey.title.split()
        base = survey.title if len(survey.title) <= 40 else " ".join(words[:5]) + "…"
        base = base if len(base) <= 60 else base[:40] + "…"
    else:
        lasts = [last_name(author) for author in survey.authors]
        base = lasts[0] if len(lasts) == 1 else f"{lasts[0]} et al."
        if len(lasts) == 2:
            base = f"{lasts[0]} and {lasts[1]}"
    return f"{base} ({survey.year})" if survey.year else base


def name_in_brackets(survey: Survey) -> str:
    """A survey's short name as it stands behind a follow-up that is put to that survey."""
    return f"({short_name(survey)})"


def last_name(author: str) -> str:
    """An author's family name: the last word, or the whole of a Chinese or Japanese name."""
    words = [word for word in author.split() if word.lower().strip(".") not in ("jr", "sr", "iii")]
    return words[-1] if words else author


def normal_title(title: str) -> str:
    """A title in lower case with single spaces and without punctuation and accents."""
    return re.sub(r"[\W_]+", " ", without_accents(title.lower())).strip()

"""What a document states of the work that it describes, and what a survey of several is called."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import PurePath

from assistant.documents.document import Document
from assistant.documents.metadata import Metadata
from assistant.documents.survey import normal_title
from assistant.text.identifiers import ARXIV_ID, arxiv_id_of_doi, year_of_arxiv_id


@dataclass(frozen=True)
class Identity(Metadata):
    """What tells one survey from another, as one document of this ``name`` states it."""

    name: str = ""
    format: str = "text"

    @classmethod
    def of(cls, document: Document) -> Identity:
        """The identity of a document; an arXiv id that opens its name counts as stated, and so
        does one that is written as a DOI."""
        of_doi = arxiv_id_of_doi(document.doi)
        return cls(
            document.title,
            document.authors,
            document.year,
            document.arxiv_id or of_doi or _id_in_name(document.name),
            None if of_doi else document.doi,
            document.abstract,
            document.name,
            document.format,
        )


def merge_metadata(documents: Sequence[Identity]) -> Metadata:
    """What a survey is called, from all of its documents.

    Title and year: those that most documents state. Authors: the longest list of full names, or a
    page's that a longer one holds. Without a stated title: the first words of the abstract, else
    the file's name.
    """
    titles = [identity.title for identity in documents if identity.title]
    arxiv_id = next((item.arxiv_id for item in documents if item.arxiv_id), None)
    years = [item.year for item in documents if item.year]
    return Metadata(
        title=_best_title(titles) if titles else _fallback_title(documents),
        authors=_best_authors(documents),
        year=min(years, key=lambda year: (-years.count(year), year), default=None)
        or year_of_arxiv_id(arxiv_id),
        arxiv_id=arxiv_id,
        doi=next((item.doi for item in documents if item.doi), None),
        abstract=next((item.abstract for item in documents if item.abstract), ""),
    )


def _id_in_name(name: str) -> str | None:
    """An arXiv id at the start of a name such as "2309.15025v2-survey.md"."""
    match = ARXIV_ID.match(re.sub(r"^arxiv[:_ -]", "", PurePath(name).name, flags=re.IGNORECASE))
    return match[1] if match else None


def _best_authors(documents: Sequence[Identity]) -> tuple[str, ...]:
    """A web page names its authors one by one; a PDF's longer list then has more than names."""
    longest = max((item.authors for item in documents), key=_author_rank, default=())
    pages = [item.authors for item in documents if item.format == "html" and item.authors]
    return next((page for page in pages if len(page) > 1 and set(page) <= set(longest)), longest)


def _author_rank(authors: tuple[str, ...]) -> tuple[int, int]:
    full = sum(len(author.split()) > 1 and "." not in author for author in authors)
    return (len(authors), full)


def _best_title(titles: Sequence[str]) -> str:
    """The title that most documents agree on; of equals the one stated first."""
    counts: dict[str, int] = {}
    for title in titles:
        counts[normal_title(title)] = counts.get(normal_title(title), 0) + 1
    return max(titles, key=lambda title: counts[normal_title(title)])


def _fallback_title(documents: Sequence[Identity]) -> str:
    """A readable title where none is stated: the abstract's first words, or the file's name."""
    abstract = next((item.abstract for item in documents if item.abstract), "")
    if abstract:
        words = abstract.split()
        if len(words) > 4:
            return " ".join(words[:10]).rstrip(",.;:") + ("…" if len(words) > 10 else "")
        return abstract[:30] + ("…" if len(abstract) > 30 else "")
    name = documents[0].name if documents else "untitled"
    return re.sub(r"[_\s]+", " ", PurePath(name).stem).strip() or name

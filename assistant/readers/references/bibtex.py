"""BibTeX as Zotero, JabRef and Mendeley write it, with the files in its ``file`` fields."""

from __future__ import annotations

import re

from assistant.documents.metadata import Metadata
from assistant.documents.reference import Attachment, Reference
from assistant.text.bibtex import BibEntry, entries
from assistant.text.identifiers import (
    arxiv_id_of_doi,
    stated_arxiv_id,
    stated_doi,
    stated_year,
    year_of_arxiv_id,
)

_PARTED = re.compile(r"(?<!\\);")
_FIELDS = re.compile(r"(?<!\\):(?![\\/])|(?<!\\)(?<![A-Za-z]):")
_ESCAPED = re.compile(r"\\([:;\\_&%#{}$])")


def bibtex_references(text: str) -> list[Reference]:
    """The entries of a BibTeX file."""
    return [
        Reference(entry.key, _stated(entry), _attachments(entry))
        for entry in entries(text)
        if entry.key
    ]


def _stated(entry: BibEntry) -> Metadata:
    doi = stated_doi(entry.text("doi"))
    eprint = entry.text("eprint")
    is_arxiv = "arxiv" in (entry.text("archiveprefix") + entry.text("eprinttype")).lower()
    arxiv_id = (
        stated_arxiv_id(f"arXiv:{eprint}" if is_arxiv else eprint)
        or arxiv_id_of_doi(doi)
        or stated_arxiv_id(entry.text("url"))
    )
    return Metadata(
        title=entry.text("title"),
        authors=entry.people,
        year=stated_year(entry.text("year") or entry.text("date")) or year_of_arxiv_id(arxiv_id),
        arxiv_id=arxiv_id,
        doi=None if arxiv_id_of_doi(doi) else doi,
        abstract=entry.text("abstract"),
    )


def _attachments(entry: BibEntry) -> tuple[Attachment, ...]:
    """The files of an entry: "name:path:type;name:path:type", or a path alone.

    >>> [file.path for file in _attachments(BibEntry("misc", "k", {"file": "PDF:files/1/a.pdf:x"}))]
    ['files/1/a.pdf']
    """
    stated = entry.fields.get("file", "")
    paths = []
    for part in _PARTED.split(stated):
        fields = _FIELDS.split(part.strip())
        path = fields[-2] if len(fields) >= 3 else fields[-1] if len(fields) == 1 else fields[0]
        paths.append(_ESCAPED.sub(r"\1", path).strip())
    return tuple(Attachment(f"{entry.key}/{path}", path) for path in paths if path)

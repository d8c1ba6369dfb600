"""A list of references in any of the formats that reference managers write."""

from __future__ import annotations

from pathlib import PurePath

from assistant.documents.reference import Reference
from assistant.errors import EmptySource
from assistant.readers.references.bibtex import bibtex_references
from assistant.readers.references.csl import csl_references, is_csl
from assistant.readers.references.ris import ris_references
from assistant.text.encodings import decode

BIBTEX, RIS, JSON = (".bib", ".bibtex"), (".ris",), (".json",)
_SNIFFED = 4096


def is_list(head: bytes, name: str) -> bool:
    """Whether a file with this start and name is a list of references."""
    suffix = PurePath(name).suffix.lower()
    return suffix in (*BIBTEX, *RIS) or (suffix in JSON and is_csl(head[:_SNIFFED]))


def references(data: bytes, name: str) -> list[Reference]:
    """The references of a list, in its order; EmptySource where there are none."""
    text, suffix = decode(data), PurePath(name).suffix.lower()
    if suffix in BIBTEX:
        found = bibtex_references(text)
    elif suffix in RIS:
        found = ris_references(text)
    else:
        found = csl_references(text)
    if not found:
        raise EmptySource(
            "'{name}' lists no references. Export the list again and add that.", name=name
        )
    return found

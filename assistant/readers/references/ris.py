"""RIS files, with the files in their ``L1`` to ``L4`` fields."""

from __future__ import annotations

import re

from assistant.documents.metadata import Metadata
from assistant.documents.reference import Attachment, Reference
from assistant.text.identifiers import (
    arxiv_id_of_doi,
    stated_arxiv_id,
    stated_doi,
    stated_year,
    year_of_arxiv_id,
)
from assistant.text.normalize import one_line

_LINE = re.compile(r"^([A-Z][A-Z0-9])\s{1,2}-\s?(.*)$")
_FILES = ("L1", "L2", "L3", "L4")
_ADDRESS = re.compile(r"(?!file:)[a-z][a-z0-9+.-]+://", re.IGNORECASE)


def ris_references(text: str) -> list[Reference]:
    """The entries of an RIS file."""
    found: list[Reference] = []
    fields: dict[str, list[str]] = {}
    last = ""
    for line in [*text.lstrip("\ufeff").splitlines(), "ER  - "]:
        match = _LINE.match(line.strip("\r"))
        if match is None:
            if last and line.strip():  # a value that goes on
                fields[last][-1] += f" {line.strip()}"
            continue
        tag, value = match.groups()
        if tag in ("ER", "TY"):
            if any(values for name, values in fields.items() if name != "TY"):
                found.append(_reference(fields, len(found) + 1))
            fields, last = {}, ""
        else:
            fields.setdefault(tag, []).append(value.strip())
            last = tag
    return found


def _reference(fields: dict[str, list[str]], number: int) -> Reference:
    def first(*tags: str) -> str:
        return next((one_line(value) for tag in tags for value in fields.get(tag, []) if value), "")

    doi = stated_doi(first("DO", "DI"))
    arxiv_id = arxiv_id_of_doi(doi) or stated_arxiv_id(
        " ".join(fields.get("UR", []) + fields.get("AN", []) + fields.get("M1", []))
    )
    people = fields.get("AU") or fields.get("A1") or fields.get("A2") or fields.get("ED") or []
    key = first("ID", "AN") or str(number)
    paths = [value for tag in _FILES for value in fields.get(tag, []) if value]
    stated = Metadata(
        title=first("TI", "T1", "CT", "BT"),
        authors=tuple(dict.fromkeys(filter(None, map(_first_name_first, people)))),
        year=stated_year(first("PY", "Y1", "DA")) or year_of_arxiv_id(arxiv_id),
        arxiv_id=arxiv_id,
        doi=None if arxiv_id_of_doi(doi) else doi,
        abstract=first("AB", "N2"),
    )
    files = tuple(
        Attachment(f"{key}/{path}", path)
        for stated_path in paths
        for path in stated_path.split(";")
        if path.strip() and not _ADDRESS.match(path)
    )
    return Reference(key, stated, files)


def _first_name_first(name: str) -> str:
    last, comma, first = one_line(name).partition(",")
    return f"{first.partition(',')[0].strip()} {last.strip()}".strip() if comma else last.strip()

"""CSL-JSON, as Zotero and pandoc write it, with the files that some programs add to it."""

from __future__ import annotations

import json
from collections.abc import Iterator
from typing import Any

from assistant.documents.metadata import Metadata
from assistant.documents.reference import Attachment, Reference
from assistant.errors import UnreadableSource
from assistant.text.identifiers import (
    arxiv_id_of_doi,
    stated_arxiv_id,
    stated_doi,
    stated_year,
    year_of_arxiv_id,
)
from assistant.text.normalize import one_line

_SIGNS = (b'"title"', b'"type"')


def is_csl(head: bytes) -> bool:
    """Whether a JSON file with this start is a list of references."""
    start = head.removeprefix(b"\xef\xbb\xbf").lstrip()
    return start[:1] in (b"[", b"{") and any(sign in head for sign in _SIGNS)


def csl_references(text: str) -> list[Reference]:
    """The items of a CSL-JSON file; UnreadableSource for what is no JSON."""
    try:
        loaded = json.loads(text.lstrip("\ufeff"))
    except (ValueError, RecursionError) as error:
        reason = str(error)[:100]
        raise UnreadableSource(
            "The list is not JSON that can be read ({reason}).", reason=reason
        ) from error
    items = loaded.get("items", [loaded]) if isinstance(loaded, dict) else loaded
    found = []
    for number, item in enumerate(items if isinstance(items, list) else [], start=1):
        if isinstance(item, dict) and item.get("title"):
            found.append(_reference(item, number))
    return found


def _reference(item: dict[str, Any], number: int) -> Reference:
    doi = stated_doi(_text(item.get("DOI")))
    arxiv_id = arxiv_id_of_doi(doi) or stated_arxiv_id(
        " ".join(_text(item.get(name)) for name in ("URL", "number", "note", "archive_location"))
    )
    key = _text(item.get("id")) or _text(item.get("citation-key")) or str(number)
    stated = Metadata(
        title=_text(item.get("title")),
        authors=tuple(dict.fromkeys(_people(item.get("author") or item.get("editor")))),
        year=_year(item.get("issued")) or year_of_arxiv_id(arxiv_id),
        arxiv_id=arxiv_id,
        doi=None if arxiv_id_of_doi(doi) else doi,
        abstract=_text(item.get("abstract")),
    )
    files = tuple(Attachment(f"{key}/{path}", path) for path in dict.fromkeys(_paths(item)))
    return Reference(key, stated, files)


def _people(value: Any) -> Iterator[str]:
    for person in value if isinstance(value, list) else ():
        if isinstance(person, dict):
            parts = ("given", "non-dropping-particle", "dropping-particle", "family")
            whole = " ".join(filter(None, (_text(person.get(part)) for part in parts)))
            if name := whole or _text(person.get("literal")):
                yield name


def _year(issued: Any) -> int | None:
    if not isinstance(issued, dict):
        return None
    parts = issued.get("date-parts")
    first = parts[0] if isinstance(parts, list) and parts else []
    stated = first[0] if isinstance(first, list) and first else issued.get("raw")
    return stated_year(str(stated or issued.get("literal") or ""))


def _paths(item: dict[str, Any]) -> Iterator[str]:
    """The files of an item: ``file``, ``files`` or ``attachments``, as text or as objects."""
    for name in ("file", "files", "attachments"):
        value = item.get(name)
        for part in value if isinstance(value, list) else [value]:
            path = part.get("path") or part.get("localPath") if isinstance(part, dict) else part
            if isinstance(path, str) and path.strip():
                yield from (piece.strip() for piece in path.split(";") if piece.strip())


def _text(value: Any) -> str:
    return one_line(str(value)) if isinstance(value, str | int) else ""

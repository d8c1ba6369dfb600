"""The properties of an office file: title, creator and date as its program keeps them."""

from __future__ import annotations

from typing import Any

from assistant.documents.metadata import Metadata
from assistant.readers.archive import Archive
from assistant.readers.xml_tree import local_name, xml_root
from assistant.text.identifiers import names, stated_arxiv_id, stated_doi
from assistant.text.normalize import one_line

_CORE = "docProps/core.xml"


def core_properties(package: Archive) -> Metadata:
    """The core properties of a Word or PowerPoint file; no year: its dates are the file's."""
    data = package.read(_CORE)
    return dublin_core(xml_root(data, package.source)) if data else Metadata()


def dublin_core(root: Any) -> Metadata:
    """Title, authors and ids of the Dublin Core elements below an element; no year."""
    found: dict[str, list[str]] = {}
    for element in root.iter():
        text = one_line(element.text or "")
        if text:
            found.setdefault(local_name(element).lower(), []).append(text)
    creators = found.get("creator", []) or found.get("initial-creator", [])
    identifiers = " ".join(found.get("identifier", []) + found.get("keywords", []))
    return Metadata(
        title=next(iter(found.get("title", [])), ""),
        authors=tuple(name for line in creators for name in names(line.replace(";", ","))),
        arxiv_id=stated_arxiv_id(identifiers),
        doi=stated_doi(identifiers),
    )

"""arXiv: the ids and addresses of its papers, and what its API states of one."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import Any

from assistant.documents.metadata import Metadata
from assistant.errors import FetchError, SourceNotFound
from assistant.messages import Text
from assistant.text.identifiers import PaperId, paper_id, stated_year, year_of_arxiv_id
from assistant.text.normalize import one_line
from assistant.text.tex import without_tex


@dataclass(frozen=True)
class Stated(Metadata):
    """What arXiv states of a paper; ``warnings`` are for the user: what could not be had."""

    warnings: tuple[Text, ...] = ()


@dataclass(frozen=True)
class Record:
    """arXiv's record of a paper: ``version`` is the one it is about, None where it says none.

    ``withdrawn`` is what the record says of a withdrawal, else "".
    """

    stated: Stated
    version: int | None = None
    withdrawn: str = ""


_SPACES = {"atom": "http://www.w3.org/2005/Atom", "arxiv": "http://arxiv.org/schemas/atom"}
_WITHDRAWN = re.compile(
    r"\b(?:paper|article|submission|manuscript|preprint|work|version|it)\s+(?:has|have|is|was|were)"
    r"(?:\s+\w+){0,2}?\s+(?:withdrawn|retracted)\b|\bwithdrawn\s+by\b|\A\W*withdrawn\b",
    re.IGNORECASE,
)


def read_feed(data: bytes, paper: PaperId) -> Record:
    """The record of a paper in the API's Atom feed.

    Raises SourceNotFound where the feed says that there is no such paper (the API does so with
    status 200), and FetchError for what is no feed.
    """
    from lxml import etree

    parser = etree.XMLParser(resolve_entities=False, no_network=True, huge_tree=False)
    try:
        root = etree.fromstring(data, parser=parser)
    except (etree.XMLSyntaxError, ValueError) as error:
        raise FetchError(
            "arXiv's API answered with something else: {start}", start=_start(data)
        ) from error
    if root.tag != f"{{{_SPACES['atom']}}}feed":
        raise FetchError("arXiv's API answered with something else: {start}", start=_start(data))
    for entry in root.findall("atom:entry", _SPACES):
        address = _value(entry, "atom:id")
        if "/api/errors" in address or _value(entry, "atom:title") == "Error":
            reason = _value(entry, "atom:summary") or "no reason given"
            raise SourceNotFound(
                "arXiv refuses the id '{paper}' ({reason}). Check it.",
                paper=str(paper),
                reason=reason,
            )
        found = paper_id(address)
        if found is None or found.number.lower() == paper.number.lower():
            return _record(entry, found, paper)
    raise SourceNotFound(
        "arXiv has no paper '{paper}'. Check the id and the version.", paper=str(paper)
    )


def _record(entry: Any, found: PaperId | None, paper: PaperId) -> Record:
    comment = _value(entry, "arxiv:comment")
    abstract = without_tex(_value(entry, "atom:summary"))
    names = [_value(author, "atom:name") for author in entry.findall("atom:author", _SPACES)]
    year = stated_year(_value(entry, "atom:published")[:4]) or year_of_arxiv_id(paper.number)
    stated = Stated(
        title=without_tex(_value(entry, "atom:title")),
        authors=tuple(dict.fromkeys(without_tex(name) for name in names if name)),
        year=year,
        arxiv_id=paper.number,
        doi=_value(entry, "arxiv:doi").split(" ")[0] or None,
        abstract=abstract,
    )
    notices = [text for text in (comment, abstract[:200]) if _WITHDRAWN.search(text)]
    version = found.version if found else None
    return Record(stated, version or paper.version, notices[0] if notices else "")


def _value(element: Any, path: str) -> str:
    found = element.find(path, _SPACES)
    return "" if found is None else one_line("".join(found.itertext()))


def _start(data: bytes) -> str:
    return repr(one_line(data[:200].decode("utf-8", "replace"))[:80])

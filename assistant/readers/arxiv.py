"""arXiv: the ids and addresses of its papers, and what its API states of one."""

from __future__ import annotations

import re
from dataclasses import dataclass
from urllib.parse import unquote, urlsplit

_ID = r"\d{2}(?:0[1-9]|1[0-2])\.\d{4,5}|[a-z][a-z-]+(?:\.[A-Z]{2})?/\d{2}(?:0[1-9]|1[0-2])\d{3}"
_REFERENCE = re.compile(rf"(?:arxiv\s*[:：]\s*)?({_ID})(?:v([1-9]\d{{0,2}}))?", re.IGNORECASE)
_PREFIX = re.compile(r"arxiv\s*[:：]", re.IGNORECASE)
_HOSTS = re.compile(r"(?:(?:www|export|browse)\.)?arxiv\.org|ar5iv\.(?:labs\.arxiv\.)?org")
_PATH = re.compile(
    rf"/(abs|pdf|html|format|ps|src|e-print|pdf\+html)/({_ID})(?:v([1-9]\d{{0,2}}))?(?:\.pdf)?/?",
    re.IGNORECASE,
)
_AR5IV_PATH = re.compile(rf"/(html|abs|papers)/({_ID})(?:v([1-9]\d{{0,2}}))?/?", re.IGNORECASE)
_DOI_PATH = re.compile(rf"/10\.48550/arxiv\.({_ID})(?:v([1-9]\d{{0,2}}))?/?", re.IGNORECASE)


@dataclass(frozen=True)
class PaperId:
    """A paper on arXiv: ``number`` such as "2309.15025" or "cs/0112017".

    ``version`` is None for the newest; ``wants_pdf`` when its PDF was asked for.
    """

    number: str
    version: int | None = None
    wants_pdf: bool = False

    def __str__(self) -> str:
        return self.number + (f"v{self.version}" if self.version else "")


@dataclass(frozen=True)
class Stated:
    """What arXiv states of a paper; empty or None where it states nothing.

    ``warnings`` are for the user: what could not be had.
    """

    title: str = ""
    authors: tuple[str, ...] = ()
    year: int | None = None
    arxiv_id: str | None = None
    doi: str | None = None
    abstract: str = ""
    warnings: tuple[str, ...] = ()


def paper_id(source: str) -> PaperId | None:
    """The paper that an id or an arXiv address names, or None.

    >>> str(paper_id("arXiv:2309.15025v2")), str(paper_id("arxiv.org/abs/cs/0112017"))
    ('2309.15025v2', 'cs/0112017')
    """
    text = source.strip()
    if match := _REFERENCE.fullmatch(text):
        return _made(match[1], match[2])
    if not re.match(r"https?:", text, re.IGNORECASE):
        text = f"https://{text}"
    try:
        parts = urlsplit(text)
        host = (parts.hostname or "").rstrip(".")
    except ValueError:
        return None
    path = unquote(parts.path)
    if host in ("doi.org", "dx.doi.org", "www.doi.org"):
        match = _DOI_PATH.fullmatch(path)
        return _made(match[1], match[2]) if match else None
    if not _HOSTS.fullmatch(host):
        return None
    match = (_AR5IV_PATH if host.startswith("ar5iv") else _PATH).fullmatch(path)
    if match is None:
        return None
    return _made(match[2], match[3], wants_pdf=match[1].lower() == "pdf")


def looks_like_arxiv(source: str) -> bool:
    """Whether a text claims to be an arXiv id: "arxiv:" and anything."""
    return bool(_PREFIX.match(source.strip()))


def _made(number: str, version: str | None, wants_pdf: bool = False) -> PaperId:
    group, slash, digits = number.partition("/")
    if slash:  # "CS/0112017" and "math.ag/…" are written as arXiv writes them
        archive, dot, subject = group.partition(".")
        number = f"{archive.lower()}{dot}{subject.upper()}/{digits}"
    return PaperId(number, int(version) if version else None, wants_pdf)

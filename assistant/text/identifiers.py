"""Identifiers and author names as sources state them."""

from __future__ import annotations

import re
from dataclasses import dataclass
from urllib.parse import unquote, urlsplit

ARXIV_ID = re.compile(r"(?<![\d.])(\d{2}(?:0[1-9]|1[0-2])\.\d{4,5})(?:v\d+)?(?!\d)")
AFFILIATION = re.compile(
    r"universit|institut|department|school of|college|laborator|\blabs?\b|research|academy|faculty"
    r"|google|microsoft|meta ai|openai|deepmind|@|https?:|\binc\b|corporation|center for|centre"
    r"|technology|china|\busa\b|大学|学院|研究所|研究院|学部|研究科|公司|部門|機構|センター|实验室|中心|株式会社|〒",
    re.IGNORECASE,
)
_ARXIV_STATED = re.compile(
    r"arxiv\s*(?:preprint\s*)?(?:arxiv)?\s*(?:id)?\s*[::：]?\s*(?:\[|https?://arxiv\.org/(?:abs|pdf)/)?"
    r"(\d{2}(?:0[1-9]|1[0-2])\.\d{4,5}|[a-z-]+(?:\.[A-Z]{2})?/\d{7})",
    re.IGNORECASE,
)
_ARXIV_LINK = re.compile(
    r"arxiv\.org/(?:abs|pdf|html)/(\d{4}\.\d{4,5}|[a-z-]+(?:\.[A-Z]{2})?/\d{7})", re.IGNORECASE
)
_DOI = re.compile(r"\b(10\.\d{4,9}/[^\s\"<>{}|\\^`，。；、]*)")
_CLOSING = ".,;:)]-/_"
# A DOI goes on below with digits or a short code that has some, such as "023-00644-5".
# A page's number may stand between the two lines.
_NEXT_LINE = re.compile(
    r"[^\S\n]*(?:\s\d{1,3})?\s*\n\s*(?=\S{4})([\w().:/-]*\d[\w().:/-]*)(?=[\s,;]|$)"
)
# "10.1016/j.dss.2024." has its journal and year, and wants its number.
_OPEN_END = re.compile(r"/j\.[a-z-]+\.(?:19|20)\d\d\.$")
_YEAR = re.compile(r"(?<!\d)(19[5-9]\d|20[0-4]\d)(?!\d)")
_AND = re.compile(r"\s*(?:,|;|，|；|、|\band\b|\s&\s|\\and|·)\s*", re.IGNORECASE)
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


def stated_arxiv_id(text: str) -> str | None:
    """The arXiv id in a text such as "arXiv:2303.18223v10", without its version."""
    match = _ARXIV_STATED.search(text) or _ARXIV_LINK.search(text)
    return match[1] if match else None


def stated_doi(text: str) -> str | None:
    """The DOI in a text, without closing punctuation, whole where a line break parts it.

    One that stays cut is none: "10.21105/joss." says which journal, not which paper.

    >>> stated_doi("doi:10.21105/joss.\\n03021 (2021)"), stated_doi("doi:10.21105/joss.")
    ('10.21105/joss.03021', None)
    """
    found = [doi for match in _DOI.finditer(text) if (doi := _whole(match, text)) is not None]
    if not found:
        return None
    # The same one may stand whole elsewhere, as in a running head.
    return max((doi for doi in found if doi.startswith(found[0])), key=len)


def is_cut_doi(doi: str) -> bool:
    """Whether a DOI ends where its publisher's prefix or a journal's code ends."""
    return not re.search(r"\d", doi.partition("/")[2])


def arxiv_id_of_doi(doi: str | None) -> str | None:
    """The arXiv id that a DOI such as "10.48550/arXiv.2303.18223" stands for."""
    match = _DOI_PATH.fullmatch(f"/{doi}") if doi else None
    return _paper_id(match[1], None).number if match else None


def _whole(match: re.Match[str], text: str) -> str | None:
    """A DOI with what the next line adds to it; None where it stays cut."""
    doi, rest = match[1], text[match.end() :]
    bare = doi.rstrip(_CLOSING)
    if more := _NEXT_LINE.match(rest):
        cut = is_cut_doi(bare) or doi[-1] in "-/_" or _OPEN_END.search(doi)
        doi = doi + more[1] if cut else doi
        bare = doi.rstrip(_CLOSING)
    # "10.1234/ab.c" is one; "10.21105/joss." may go on.
    return None if not bare.partition("/")[2] or (is_cut_doi(bare) and doi[-1] in "./-_") else bare


def stated_year(text: str) -> int | None:
    """The first year between 1950 and 2049 in a text."""
    match = _YEAR.search(text)
    return int(match[1]) if match else None


def year_of_arxiv_id(arxiv_id: str | None) -> int | None:
    """The year that a new-style arXiv id was given in."""
    if arxiv_id is None or not ARXIV_ID.fullmatch(arxiv_id):
        return None
    return 2000 + int(arxiv_id[:2])


def names(text: str) -> tuple[str, ...]:
    """Author names in a list such as "A. Bee, C. Dee and E. Eff" or "A、B", marks removed.

    BibTeX's "Shen, Tianhao and Jin, Renren" is for ``bibtex_names``.
    """
    found: list[str] = []
    for part in _AND.split(re.sub(r"[*†‡§¶∗♠♣♦♥⋆★♡♢✉‖⊥]+|\([^)]*\)|\bet al\.?", " ", text)):
        name = re.sub(r"(?<=[^\W\d_])[\d\s]+$|^[\d\s]+|\d+", " ", part)
        name = re.sub(r"\s+", " ", name).strip(" .:|-–—#")
        if len(name) > 1 and re.search(r"[^\W\d_]", name) and name not in found:
            found.append(name)
    return tuple(found)


def bibtex_names(text: str) -> tuple[str, ...]:
    """Author names of a BibTeX ``author`` field, each as "First Last"."""
    found = []
    for part in re.split(r"\s+and\s+", re.sub(r"[{}]", "", text)):
        last, comma, first = part.partition(",")
        name = f"{first.strip()} {last.strip()}" if comma else part.strip()
        if name.strip() and name.strip().lower() != "others":
            found.append(re.sub(r"\s+", " ", name).strip())
    return tuple(found)


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


def paper_id(source: str) -> PaperId | None:
    """The paper that an id or an arXiv address names, or None.

    >>> str(paper_id("arXiv:2309.15025v2")), str(paper_id("arxiv.org/abs/cs/0112017"))
    ('2309.15025v2', 'cs/0112017')
    """
    text = source.strip()
    if match := _REFERENCE.fullmatch(text):
        return _paper_id(match[1], match[2])
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
        return _paper_id(match[1], match[2]) if match else None
    if not _HOSTS.fullmatch(host):
        return None
    match = (_AR5IV_PATH if host.startswith("ar5iv") else _PATH).fullmatch(path)
    if match is None:
        return None
    return _paper_id(match[2], match[3], wants_pdf=match[1].lower() == "pdf")


def looks_like_arxiv(source: str) -> bool:
    """Whether a text claims to be an arXiv id: "arxiv:" and anything."""
    return bool(_PREFIX.match(source.strip()))


def _paper_id(number: str, version: str | None, wants_pdf: bool = False) -> PaperId:
    group, slash, digits = number.partition("/")
    if slash:  # "CS/0112017" and "math.ag/…" are written as arXiv writes them
        archive, dot, subject = group.partition(".")
        number = f"{archive.lower()}{dot}{subject.upper()}/{digits}"
    return PaperId(number, int(version) if version else None, wants_pdf)

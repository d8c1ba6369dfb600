"""Identifiers and author names as sources state them."""

from __future__ import annotations

import re

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
_DOI = re.compile(r"\b(10\.\d{4,9}/[^\s\"<>{}|\\^`，。；、]+)")
_YEAR = re.compile(r"(?<!\d)(19[5-9]\d|20[0-4]\d)(?!\d)")
_AND = re.compile(r"\s*(?:,|;|，|；|、|\band\b|\s&\s|\\and|·)\s*", re.IGNORECASE)


def stated_arxiv_id(text: str) -> str | None:
    """The arXiv id in a text such as "arXiv:2303.18223v10", without its version."""
    match = _ARXIV_STATED.search(text) or _ARXIV_LINK.search(text)
    return match[1] if match else None


def stated_doi(text: str) -> str | None:
    """The DOI in a text, without closing punctuation."""
    match = _DOI.search(text)
    return match[1].rstrip(".,;:)]") if match else None


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

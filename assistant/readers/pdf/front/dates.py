"""The year of a work, from all that its first page and its file say of dates.

Each statement counts by what stands beside its year. A year that only a download, a licence or an
access names says nothing of the work.
"""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass

_YEAR = r"(?<![\d.–-])(19[5-9]\d|20[0-4]\d)(?!\d|s\b|-\d{3})"
_MONTH = (
    r"(?:jan(?:uary)?|feb(?:ruary)?|mar(?:ch)?|apr(?:il)?|may|june?|july?|aug(?:ust)?"
    r"|sept?(?:ember)?|oct(?:ober)?|nov(?:ember)?|dec(?:ember)?)\b\.?"
)
# Stamps of whoever printed, fetched or licensed the copy, and spans of years of an archive.
_FOREIGN = re.compile(
    r"\b(?:download|access|licen[sc]ed\s+use|retrieved|printed|uploaded|subject\s+to)\w*\b.{0,120}"
    r"|(?:19|20)\d\d\s*[-–]\s*(?:19|20)\d\d.{0,80}",
    re.IGNORECASE | re.DOTALL,
)
# How much a statement counts. Those of ``_ISSUE`` or more name the year that others cite, and go
# before all others, which are about when the work was written, accepted or first put online.
_STATEMENTS: tuple[tuple[float, str], ...] = (
    (4.0, rf"\bvol(?:ume)?\b\.?\s*\d.{{0,50}}?{_YEAR}|{_YEAR}\D{{0,25}}\bvol(?:ume)?\b\.?\s*\d"),
    (4.0, rf"\({_YEAR}[a-z]?\)\s*[,:]?\s*\d+\s*[:,(]|\d\s*\({_YEAR}\)\s*\d+\s*[–-]\s*\d"),
    (4.0, rf"{_YEAR}\s*年\s*\d*\s*月?|第\s*\d+\s*[卷巻].{{0,30}}?{_YEAR}"),
    (3.0, rf"\b(?:published|publication\s+date|issued|in\s+print)\b.{{0,40}}?{_YEAR}"),
    (3.0, rf"(?:©|\(c\)|\bcopyright\b)\s*(?:by\s+)?\D{{0,30}}?{_YEAR}"),
    (2.0, rf"{_MONTH}\s*(?:\d{{1,2}}(?:st|nd|rd|th)?,?\s*)?{_YEAR}"),
    (2.0, rf"\b(?:accepted|revised|submitted)\b.{{0,40}}?{_YEAR}"),
    (2.0, rf"(?-i:[A-Z]{{3,}}[A-Za-z]*)\s*['’]?{_YEAR}"),  # a conference: "NeurIPS 2020"
    (1.0, rf"\breceived\b.{{0,40}}?{_YEAR}|收稿日期.{{0,10}}?{_YEAR}"),
)
_PATTERNS = tuple(
    (weight, re.compile(text, re.IGNORECASE | re.DOTALL)) for weight, text in _STATEMENTS
)
_CITATION = re.compile(rf"[(（]\s*{_YEAR}[a-z]?\s*[)）]|{_YEAR}")
_IN_DOI = re.compile(r"[./](19[5-9]\d|20[0-4]\d)[./]|\bs\d+-0(\d\d)-\d")
_BARE = re.compile(_YEAR)
_ISSUE = 4.0
_CITED, _OF_FILE, _OF_NAME, _OF_DOI, _OF_STAMP, _SEEN = 5.0, 1.0, 1.5, 1.5, 6.0, 0.5
# Two years with so much of the same weight between them are not told apart.
_UNSETTLED = 0.7


@dataclass(frozen=True)
class Dating:
    """The year that most speaks for, None without any; ``rival`` is another that can be it too."""

    year: int | None
    rival: int | None = None


def dating(
    text: str,
    *,
    citations: Iterable[str] = (),
    doi: str | None = None,
    name: str = "",
    file_year: int | None = None,
    stamp_year: int | None = None,
) -> Dating:
    """Weigh what is said of a work's year.

    ``text`` is its front matter with running heads, ``citations`` the lines that say how to cite
    it, ``name`` its file's name, ``file_year`` when its author made the file, ``stamp_year``
    that of its arXiv id.

    >>> dating("Vol. 41 No. 1 Jan. 2018. Received 2016-08-31. (C)1994-2023 Archive House").year
    2018
    """
    weights: defaultdict[int, float] = defaultdict(float)
    issues: set[int] = set()
    plain = _FOREIGN.sub(" ", text)
    for weight, pattern in _PATTERNS:
        for year in {_first(match) for match in pattern.finditer(plain)}:
            weights[year] += weight
            issues |= {year} if weight >= _ISSUE else set()
    for citation in citations:
        if match := _CITATION.search(_FOREIGN.sub(" ", citation)):
            weights[_first(match)] += _CITED
            issues.add(_first(match))
    for year in _years_of_doi(doi):
        weights[year] += _OF_DOI
    for match in _BARE.finditer(re.sub(r"[_-]", " ", re.sub(r"(?<=[A-Za-z])(?=\d)", " ", name))):
        weights[int(match[1])] += _OF_NAME
    if stamp_year:
        weights[stamp_year] += _OF_STAMP
        issues.add(stamp_year)
    if not weights and (match := _BARE.search(plain)):
        weights[int(match[1])] += _SEEN
    if file_year and (not weights or file_year in weights):
        weights[file_year] += _OF_FILE
    return _decided({year: weights[year] for year in issues or weights})


def _decided(weights: dict[int, float]) -> Dating:
    if not weights:
        return Dating(None)
    ordered = sorted(weights, key=lambda year: (-weights[year], year))
    best = ordered[0]
    rivals = [
        year
        for year in ordered[1:]
        if weights[year] >= _UNSETTLED * weights[best] and abs(year - best) > 1
    ]
    return Dating(best, rivals[0] if rivals else None)


def _years_of_doi(doi: str | None) -> set[int]:
    """Years in a DOI: "10.1016/j.dss.2024.114276", "10.1007/s12525-023-00644-5".

    That of a book has an ISBN in it, which has none: "10.1007/978-3-030-12345-6_7".
    """
    found = set()
    for match in _IN_DOI.finditer((doi or "").partition("/")[2]):
        found.add(int(match[1]) if match[1] else 2000 + int(match[2]))
    return found


def _first(match: re.Match[str]) -> int:
    return int(next(group for group in match.groups() if group))

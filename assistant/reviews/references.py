"""The works that a survey builds on most: its references by how often its text cites them."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass

from assistant.documents.document import Document
from assistant.documents.survey import Survey
from assistant.evidence.claims import Citation, Claim, cite
from assistant.evidence.evidence import Evidence

MOST = 6
LONGEST = 160
LEAST_CITED = 2
_MARK = re.compile(r"[\[［](\d{1,3}(?:\s*[,，;、–－-]\s*\d{1,3})*)[\]］]")
_NUMBER = re.compile(r"^\s*[\[(（]?\s*(\d{1,3})\s*[\])）.]\s*")
# Not a part of an ISSN or a range of pages, nor of an address.
_YEAR = re.compile(r"(?<![\w./–-])(?:19|20)\d\d(?![\w–-])")
_ADDRESS = re.compile(r"https?://\S+")
_NAMED = re.compile(
    r"\b([A-Z][\w’'-]+)(?: et al\.?| (?:and|&) [A-Z][\w’'-]+)?,? \(?((?:19|20)\d\d)[a-z]?"
)
_QUOTED = re.compile(r"[“\"](.{8,250}?)[”\"]")
_NAME = r"[\w’' -]{2,30}, (?:and )?[A-Z]\.|(?<=[ ,][A-Z]\. )[\w’-]+\."
_TITLE = r"(?P<title>(?:[^.]|\.\d){8,250})\."
# "Wei, J. and Bo, K. 2021. Title. Venue", "Wei J, Bo K (2021) Title. Venue", and "Jason Wei,
# Kyunghyun Bo. Title. Venue, 2021", where "Bo, J. Wei" is no title.
_DATED = re.compile(
    r"(?P<authors>.{4,}?)(?:[.,]? \((?:19|20)\d\d[a-z]?\)[.,:]?|[.,] (?:19|20)\d\d[a-z]?[.,]) "
    + _TITLE
)
_SPELT = re.compile(r"(?P<authors>(?:[^.]|\b[A-Z]\.){4,}?)\. (?=[A-Z])(?!" + _NAME + ")" + _TITLE)
# "K. Bo, J. Wei, Title, Journal 1 (2021) 2-3".
_INITIALS_FIRST = re.compile(
    r"(?P<authors>(?:(?:[A-Z]\.[ -]?)+[^,.]{2,30}, (?:and )?)+)"
    r"(?![A-Z]\.)(?P<title>[A-Z][^,]{8,250}),"
)
_SURNAME = re.compile(r"[^\W\d_][\w’'-]+")


@dataclass(frozen=True)
class Work:
    """One reference: its entry as it stands, and the sentences that cite it."""

    entry: str
    citing: tuple[Evidence, ...]


def key_references(
    survey: Survey, documents: Sequence[Document], sentences: Sequence[Evidence]
) -> list[Claim]:
    """The references that most sentences cite, each with its entry and the first such sentence."""
    works = [work for document in documents for work in _cited_works(document, sentences)]
    works = [work for work in works if len(work.citing) >= LEAST_CITED]
    works.sort(key=lambda work: -len(work.citing))
    return [_claim(survey, work, documents) for work in works[:MOST]]


def _claim(survey: Survey, work: Work, documents: Sequence[Document]) -> Claim:
    first = work.citing[0]
    document = next(document for document in documents if document.id == first.document_id)
    entry = Citation(
        survey=survey,
        document_id=document.id,
        document=document.name,
        section="References",
        page=None,
        quote=work.entry,
        sentence=-1,
        supported=True,
    )
    text = f"{brief(work.entry)} Cited in {len(work.citing)} sentences."
    return Claim(text, "supported", (entry, cite(first, True)))


def brief(entry: str) -> str:
    """A reference in few words: its first author, title and year, as far as they can be told.

    >>> brief("[7] A. Bee, B. Cee, and D. Dee, “Hives in towns,” Apidologie, 2020.")
    'A. Bee et al., “Hives in towns”, 2020.'
    >>> brief("K. De Bock, A. Lee, Hives with walls, Bees 150 (2021) 11, https://a.b/2078-24")
    'K. De Bock et al., “Hives with walls”, 2021.'
    >>> brief("Wei J, Bo K (2021) Hives in Society 5.0. Bees 31:6–7"), brief("J. Bo. Hives. 2020.")
    ('Wei J et al., “Hives in Society 5.0”, 2021.', 'J. Bo. Hives. 2020.')
    """
    plain = _NUMBER.sub("", entry).strip()
    authors, title = _parts(plain)
    if not title:
        return plain if len(plain) <= LONGEST else plain[:LONGEST].rsplit(" ", 1)[0] + " …"
    years = _YEAR.findall(_ADDRESS.sub("", plain))
    year = f", {years[-1]}" if years else ""
    others = " et al." if len(authors) > 1 else ""
    return f"{authors[0]}{others}, “{title}”{year}."


def title_of(entry: str) -> str:
    """The title in a reference; empty where it cannot be told."""
    return _parts(_NUMBER.sub("", entry).strip())[1]


def _parts(plain: str) -> tuple[list[str], str]:
    if quoted := _QUOTED.search(plain):
        return re.split(r",? and |, ", plain[: quoted.start()].strip(" ,.:")), quoted[1].rstrip(
            " ,."
        )
    if found := _INITIALS_FIRST.match(plain) or _DATED.match(plain) or _SPELT.match(plain):
        names = re.split(r",? and |, (?:and )?", found["authors"].rstrip(", "))
        return names, found["title"].strip()
    return [], ""


def _cited_works(document: Document, sentences: Sequence[Evidence]) -> list[Work]:
    """The document's references that its own sentences cite, by number or by name and year."""
    own = [item for item in sentences if item.document_id == document.id]
    numbered = {
        int(match[1]): entry for entry in document.references if (match := _NUMBER.match(entry))
    }
    if len(numbered) >= 0.5 * len(document.references):
        citing: dict[int, list[Evidence]] = {}
        for item in own:
            for number in _numbers(item.text):
                citing.setdefault(number, []).append(item)
        return [
            Work(numbered[number], tuple(found))
            for number, found in citing.items()
            if number in numbered
        ]
    return _works_cited_by_name(document.references, own)


def _numbers(text: str) -> set[int]:
    """The reference numbers in a sentence's brackets, ranges spelt out."""
    found: set[int] = set()
    for match in _MARK.finditer(text):
        for part in re.split(r"[,，;、]", match[1]):
            ends = [int(number) for number in re.findall(r"\d+", part)]
            if len(ends) == 2 and ends[0] < ends[1] <= ends[0] + 30:
                found |= set(range(ends[0], ends[1] + 1))
            else:
                found |= set(ends)
    return found


def _works_cited_by_name(references: Sequence[str], own: Sequence[Evidence]) -> list[Work]:
    citing: dict[tuple[str, str], list[Evidence]] = {}
    for item in own:
        for name, year in set(_NAMED.findall(item.text)):
            citing.setdefault((name.lower(), year), []).append(item)
    entries: dict[tuple[str, str], list[str]] = {}
    for entry in references:
        years = _YEAR.findall(entry)
        surnames = _surnames(entry)
        if years and surnames:
            for name in surnames:
                entries.setdefault((name, years[0]), []).append(entry)
    shared = Counter(key for key, found in entries.items() for _ in found)
    # A name and year that two entries share does not say which of them is meant.
    return [
        Work(entries[key][0], tuple(found)) for key, found in citing.items() if shared.get(key) == 1
    ]


def _surnames(entry: str) -> set[str]:
    """The names that the first author may be cited by: "Wei, Jason" and "Jason Wei" alike."""
    first = re.split(r",| and |;|&| \(", entry.strip(), maxsplit=1)[0]
    words = _SURNAME.findall(first)
    return {words[-1].lower(), words[0].lower()} if words else set()

"""Which documents describe the same survey, and what a survey is called."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from functools import lru_cache
from itertools import pairwise
from pathlib import PurePath

from assistant.documents.document import Document
from assistant.documents.survey import normal_title
from assistant.text.identifiers import ARXIV_ID, year_of_arxiv_id
from assistant.text.scripts import has_cjk

_SAME_ABSTRACT = 88.0
_SAME_TITLE = 95.0
_STOP = frozenset(
    "a an and are as at by for from in into is of on or the their this to towards via with we our"
    " how what why using based survey review overview".split()
)


@dataclass(frozen=True)
class Identity:
    """What tells one survey from another, as one document states it.
    ``name`` and ``format`` are the document's; the rest is empty or None where it states none.
    """

    title: str = ""
    authors: tuple[str, ...] = ()
    year: int | None = None
    arxiv_id: str | None = None
    doi: str | None = None
    abstract: str = ""
    name: str = ""
    format: str = "text"

    @classmethod
    def of(cls, document: Document) -> Identity:
        """The identity of a document; an arXiv id that opens its name counts as stated."""
        return cls(
            document.title,
            document.authors,
            document.year,
            document.arxiv_id or _id_in_name(document.name),
            document.doi,
            document.abstract,
            document.name,
            document.format,
        )


@dataclass(frozen=True)
class Metadata:
    """The best stated values of several documents of one survey."""

    title: str
    authors: tuple[str, ...]
    year: int | None
    arxiv_id: str | None
    doi: str | None
    title_stated: bool


def same_survey(one: Identity, other: Identity) -> bool:
    """Whether two documents describe the same survey.

    An arXiv id or a DOI decides, for or against; then the title, then the abstract. A title
    without an abstract meets an abstract without a title when nearly all of the title's telling
    words stand in the abstract.
    """
    for mine, theirs in ((one.arxiv_id, other.arxiv_id), (one.doi, other.doi)):
        if mine and theirs:
            return mine.lower() == theirs.lower()
    if one.title and other.title:
        if normal_title(one.title) == normal_title(other.title):
            return True
        if _near(normal_title(one.title), normal_title(other.title), _SAME_TITLE):
            return True
    if one.abstract and other.abstract:
        return _same_abstract(one.abstract, other.abstract)
    if one.title and other.abstract and not other.title:
        return _title_in_abstract(one.title, other.abstract)
    if other.title and one.abstract and not one.title:
        return _title_in_abstract(other.title, one.abstract)
    return False


def matching_surveys(new: Identity, known: Iterable[tuple[str, Identity]]) -> tuple[str, ...]:
    """The ids of the surveys that a new document describes, out of (survey id, identity) pairs.

    There is one pair for each document already there. No id: it is a new survey. Two or more: the
    document shows that these are one survey, as when it has the title of one and the abstract of
    the other.
    """
    matches = (survey for survey, identity in known if same_survey(new, identity))
    return tuple(dict.fromkeys(matches))


def merge_metadata(documents: Sequence[Identity]) -> Metadata:
    """What a survey is called, from all of its documents.

    Title: the one most documents state, a PDF's or a page's before a longer one. Authors: the
    longest list of full names. Without a stated title: the first words of the abstract, else the
    file's name.
    """
    titles = [identity.title for identity in documents if identity.title]
    arxiv_id = next((item.arxiv_id for item in documents if item.arxiv_id), None)
    years = [item.year for item in documents if item.year]
    authors = max((item.authors for item in documents), key=_author_rank, default=())
    return Metadata(
        title=_best_title(titles) if titles else _made_title(documents),
        authors=authors,
        year=min(years) if years else year_of_arxiv_id(arxiv_id),
        arxiv_id=arxiv_id,
        doi=next((item.doi for item in documents if item.doi), None),
        title_stated=bool(titles),
    )


def _id_in_name(name: str) -> str | None:
    """An arXiv id at the start of a name such as "2309.15025v2-survey.md"."""
    match = ARXIV_ID.match(re.sub(r"^arxiv[:_ -]", "", PurePath(name).name, flags=re.IGNORECASE))
    return match[1] if match else None


def _near(one: str, other: str, least: float) -> bool:
    from rapidfuzz import fuzz
    from rapidfuzz.distance import Levenshtein

    if min(len(one), len(other)) < 15 or fuzz.ratio(one, other, score_cutoff=least) < least:
        return False
    # "… of GPT-3" and "… of GPT-4", or parts 1 and 2, are not the same.
    if re.findall(r"\d+", one) != re.findall(r"\d+", other):
        return False
    # Readers lose letters or spaces; another letter in one's place is another name.
    return all(step.tag != "replace" for step in Levenshtein.editops(one, other))


@lru_cache(maxsize=4096)
def _words(text: str) -> tuple[str, frozenset[str]]:
    """A text as ``normal_title`` gives it, and its words (pairs of characters without blanks)."""
    normal = normal_title(text)
    return normal, frozenset(map("".join, pairwise(normal)) if has_cjk(normal) else normal.split())


def _same_abstract(one: str, other: str) -> bool:
    """Whether two abstracts are nearly the same, or one is a cut or a lengthened other."""
    from rapidfuzz import fuzz

    (first, first_words), (second, second_words) = _words(one), _words(other)
    if min(len(first), len(second)) < 80:
        return first == second
    shared = len(first_words & second_words)
    if shared < 0.5 * min(len(first_words), len(second_words)):
        return False  # spares the slow comparison of what is nothing alike
    if fuzz.ratio(first, second, score_cutoff=_SAME_ABSTRACT) >= _SAME_ABSTRACT:
        return True
    shorter, longer = sorted((first, second), key=len)
    if len(shorter) < 200 or len(shorter) < 0.3 * len(longer):
        return False
    head = longer[: len(shorter)]
    if fuzz.ratio(shorter, head, score_cutoff=_SAME_ABSTRACT) >= _SAME_ABSTRACT:
        return True
    overlap = shared / min(len(first_words), len(second_words))
    return overlap >= 0.9 and fuzz.partial_ratio(shorter, longer) >= 75


def _stems(text: str) -> list[str]:
    """Telling words, cut so that "aligning" meets "alignment" and "values" meets "value"."""
    words = re.findall(r"[a-z]{2,}", text.lower())
    return [word[:5] for word in words if word not in _STOP]


def _title_in_abstract(title: str, abstract: str) -> bool:
    """Whether an abstract without a title belongs to this title.

    Short titles say too little for that: "Large Language Model Alignment" would meet any
    abstract of its field. So six telling words are asked for, four fifths of them in the abstract,
    and four pairs of neighbours standing there as neighbours, three where nearly all words do.
    Among 298 papers of neighbouring fields, 6 of 88,506 wrong pairs pass.
    """
    wanted = _stems(title)
    found = _stems(abstract)
    if len(set(wanted)) < 6:
        return False
    share = sum(stem in set(found) for stem in set(wanted)) / len(set(wanted))
    pairs = set(pairwise(wanted))
    shared_pairs = pairs & set(pairwise(found))
    return share >= 0.8 and len(shared_pairs) >= (3 if share >= 0.9 else 4)


def _author_rank(authors: tuple[str, ...]) -> tuple[int, int]:
    full = sum(len(author.split()) > 1 and "." not in author for author in authors)
    return (len(authors), full)


def _best_title(titles: Sequence[str]) -> str:
    """The title that most documents agree on; of equals the one stated first."""
    counts: dict[str, int] = {}
    for title in titles:
        counts[normal_title(title)] = counts.get(normal_title(title), 0) + 1
    return max(titles, key=lambda title: counts[normal_title(title)])


def _made_title(documents: Sequence[Identity]) -> str:
    """A readable title where none is stated: the abstract's first words, or the file's name."""
    abstract = next((item.abstract for item in documents if item.abstract), "")
    if abstract:
        words = abstract.split()
        if len(words) > 4:
            return " ".join(words[:10]).rstrip(",.;:") + ("…" if len(words) > 10 else "")
        return abstract[:30] + ("…" if len(abstract) > 30 else "")
    name = documents[0].name if documents else "untitled"
    return re.sub(r"[_\s]+", " ", PurePath(name).stem).strip() or name
